#include "saem/nn/adaptive_pooling.h"

#include <utility>

#include "saem/nn/names.h"
#include "saem/ops/adaptive_pool.h"

namespace saem::detail {

AdaptivePoolingLayer::AdaptivePoolingLayer(const char* class_name, Pooling pooling,
                                           std::vector<std::int64_t> output_size,
                                           const AdaptivePoolingOptions& options)
    : SpatialLayer(class_name, static_cast<int>(output_size.size()), options.data_format, options.name),
      pooling_(pooling),
      output_size_(std::move(output_size)) {
  for (const std::int64_t size : output_size_)
    require_positive(title(), "output_size", size, "It is the number of outputs along each axis.");
}

Attributes AdaptivePoolingLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("output_size", output_size_);
  return config;
}

Tensor AdaptivePoolingLayer::call_spatial(const Tensor& x, CallContext&) const {
  return pooling_ == Pooling::max ? adaptive_max_pool(x, output_size_)
                                  : adaptive_average_pool(x, output_size_);
}

}  // namespace saem::detail
