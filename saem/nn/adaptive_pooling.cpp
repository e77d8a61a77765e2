#include "saem/nn/adaptive_pooling.h"

#include <utility>

#include "saem/nn/names.h"
#include "saem/ops/adaptive_pool.h"

namespace saem::detail {

AdaptivePoolingLayer::AdaptivePoolingLayer(const char* class_name, Pooling pooling,
                                           std::vector<std::int64_t> output_size, const std::string& name)
    : Layer(class_name, name), pooling_(pooling), output_size_(std::move(output_size)) {
  for (const std::int64_t size : output_size_)
    require_positive(title(), "output_size", size, "It is the number of outputs along each axis.");
}

std::vector<std::int64_t> AdaptivePoolingLayer::size_in(const Attributes& config, int axes) {
  return require_axes(config.integers("output_size"), axes, "output_size");
}

void AdaptivePoolingLayer::build(std::span<const Shape> inputs) {
  const auto refusal =
      spatial_refusal(only_input(inputs), static_cast<int>(output_size_.size()), class_name());
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor AdaptivePoolingLayer::call(const Tensors& inputs, CallContext&) const {
  return pooling_ == Pooling::max ? adaptive_max_pool(inputs[0], output_size_)
                                  : adaptive_average_pool(inputs[0], output_size_);
}

}  // namespace saem::detail
