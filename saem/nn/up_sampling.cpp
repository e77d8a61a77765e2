#include "saem/nn/up_sampling.h"

#include <algorithm>
#include <array>
#include <utility>

#include "saem/nn/names.h"
#include "saem/ops/resize.h"

namespace saem::detail {
namespace {

const std::vector<std::string>& interpolations() {
  static const std::vector<std::string> names = {"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"};
  return names;
}

}  // namespace

UpSamplingLayer::UpSamplingLayer(const char* class_name, UpSamplingSettings settings, const std::string& name)
    : SpatialLayer(class_name, static_cast<int>(settings.size.size()), settings.data_format, name),
      settings_(std::move(settings)) {
  for (const std::int64_t factor : settings_.size)
    require_positive(title(), "size", factor, "It is how many times as long each axis becomes.");
  if (std::ranges::count(interpolations(), settings_.interpolation) == 0)
    unknown_name(title(), "interpolation", settings_.interpolation, interpolations());
}

Attributes UpSamplingLayer::config() const {
  Attributes config = {{"size", settings_.size}};
  if (settings_.size.size() > 1) config.set("data_format", settings_.data_format);
  if (settings_.size.size() == 2) config.set("interpolation", settings_.interpolation);
  return config;
}

Tensor UpSamplingLayer::call_spatial(const Tensor& x, CallContext&) const {
  constexpr std::array kinds = {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic,
                                Interpolation::lanczos3, Interpolation::lanczos5};
  const auto place = std::ranges::find(interpolations(), settings_.interpolation) - interpolations().begin();
  return upsample(x, settings_.size, kinds[static_cast<std::size_t>(place)]);
}

}  // namespace saem::detail
