#include "saem/nn/global_pooling.h"

#include "saem/nn/spatial_window.h"
#include "saem/ops/reduction.h"

namespace saem::detail {

GlobalPoolingLayer::GlobalPoolingLayer(const char* class_name, Pooling pooling, int axes,
                                       const GlobalPoolingOptions& options)
    : Layer(class_name, options.name), pooling_(pooling), axes_(axes), keepdims_(options.keepdims) {}

void GlobalPoolingLayer::build(std::span<const Shape> inputs) {
  const auto refusal = spatial_refusal(only_input(inputs), axes_, class_name());
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor GlobalPoolingLayer::call(const Tensors& inputs, CallContext&) const {
  Axes over;
  for (int axis = 1; axis <= axes_; ++axis) over.push_back(axis);
  const ReductionOptions options{.keepdims = keepdims_};
  return pooling_ == Pooling::max ? max(inputs[0], over, options) : mean(inputs[0], over, options);
}

}  // namespace saem::detail
