#include "saem/nn/pooling_layer.h"

#include <algorithm>
#include <utility>

#include "saem/nn/weight_recipe.h"
#include "saem/ops/pooling.h"

namespace saem::detail {

PoolingLayer::PoolingLayer(const char* class_name, Pooling pooling, SpatialWindow window,
                           const std::string& name)
    : Layer(class_name, name), pooling_(pooling), window_(std::move(window)) {
  if (std::ranges::all_of(window_.strides, [](std::int64_t s) { return s == 0; }))
    window_.strides = window_.size;
  window_.dilation.assign(window_.size.size(), 1);
  window_.require_valid(title(), "pool_size");
}

SpatialWindow PoolingLayer::window_in(const Attributes& config, int axes) {
  const auto spatial = static_cast<std::size_t>(axes);
  const std::vector<std::int64_t> size =
      integers_in(config, "pool_size", std::vector<std::int64_t>(spatial, 2));
  return {.size = require_axes(size, axes, "pool_size"),
          .strides = require_axes(integers_in(config, "strides", size), axes, "strides"),
          .padding = text_in(config, "padding", "valid"),
          .dilation = {}};
}

Attributes PoolingLayer::config() const {
  return {{"pool_size", window_.size}, {"strides", window_.strides}, {"padding", window_.padding}};
}

void PoolingLayer::build(std::span<const Shape> inputs) {
  const auto refusal = window_.refusal(only_input(inputs), class_name(), "pooling window");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor PoolingLayer::call(const Tensors& inputs, CallContext&) const {
  const PoolOptions options{
      .size = window_.size, .strides = window_.strides, .padding = window_.padding_pairs(inputs[0].shape())};
  return pooling_ == Pooling::max ? max_pool(inputs[0], options) : average_pool(inputs[0], options);
}

}  // namespace saem::detail
