#include "saem/nn/up_sampling.h"

#include <utility>

#include "saem/nn/interpolation_names.h"
#include "saem/nn/names.h"
#include "saem/ops/resize.h"

namespace saem::detail {

UpSamplingLayer::UpSamplingLayer(const char* class_name, UpSamplingSettings settings, const std::string& name)
    : SpatialLayer(class_name, static_cast<int>(settings.size.size()), settings.data_format, name),
      settings_(std::move(settings)) {
  for (const std::int64_t factor : settings_.size)
    require_positive(title(), "size", factor, "It is how many times as long each axis becomes.");
  static_cast<void>(interpolation_of(title(), settings_.interpolation));
}

Attributes UpSamplingLayer::config() const {
  Attributes config = {{"size", settings_.size}};
  if (settings_.size.size() > 1) config.set("data_format", settings_.data_format);
  if (settings_.size.size() == 2) config.set("interpolation", settings_.interpolation);
  return config;
}

Tensor UpSamplingLayer::call_spatial(const Tensor& x, CallContext&) const {
  return upsample(x, settings_.size, interpolation_of(title(), settings_.interpolation));
}

}  // namespace saem::detail
