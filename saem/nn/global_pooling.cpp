#include "saem/nn/global_pooling.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem::detail {

GlobalPoolingLayer::GlobalPoolingLayer(const char* class_name, Pooling pooling, int axes,
                                       const GlobalPoolingOptions& options)
    : SpatialLayer(class_name, axes, options.data_format, options.name),
      pooling_(pooling),
      axes_(axes),
      keepdims_(options.keepdims) {}

Attributes GlobalPoolingLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("keepdims", keepdims_);
  return config;
}

Tensor GlobalPoolingLayer::call_spatial(const Tensor& x, CallContext& context) const {
  Axes over;
  for (int axis = 1; axis <= axes_; ++axis) over.push_back(axis);
  const ReductionOptions options{.keepdims = keepdims_};
  if (pooling_ == Pooling::max) return max(x, over, options);
  const Tensor mask = axes_ == 1 ? context.mask_of(x) : Tensor();
  if (!mask.defined()) return mean(x, over, options);
  const Tensor counts = expand_dims(cast(mask, x.dtype()), -1);
  const Tensor kept = where(expand_dims(mask, -1), x, 0.0);
  return sum(kept, over, options) / maximum(sum(counts, over, options), 1.0);
}

}  // namespace saem::detail
