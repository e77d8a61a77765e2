#include "saem/nn/up_sampling.h"

#include <algorithm>
#include <array>
#include <utility>

#include "saem/nn/names.h"
#include "saem/nn/spatial_window.h"
#include "saem/ops/resize.h"

namespace saem::detail {
namespace {

const std::vector<std::string>& interpolations() {
  static const std::vector<std::string> names = {"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"};
  return names;
}

}  // namespace

UpSamplingLayer::UpSamplingLayer(const char* class_name, std::vector<std::int64_t> size,
                                 std::string interpolation, const std::string& name)
    : Layer(class_name, name), size_(std::move(size)), interpolation_(std::move(interpolation)) {
  for (const std::int64_t factor : size_)
    require_positive(title(), "size", factor, "It is how many times as long each axis becomes.");
  if (std::ranges::count(interpolations(), interpolation_) == 0)
    unknown_name(title(), "interpolation", interpolation_, interpolations());
}

std::vector<std::int64_t> UpSamplingLayer::size_in(const Attributes& config, int axes) {
  return require_axes(
      integers_in(config, "size", std::vector<std::int64_t>(static_cast<std::size_t>(axes), 2)), axes,
      "size");
}

Attributes UpSamplingLayer::config() const {
  Attributes config = {{"size", size_}};
  if (size_.size() == 2) config.set("interpolation", interpolation_);
  return config;
}

void UpSamplingLayer::build(std::span<const Shape> inputs) {
  const auto refusal = spatial_refusal(only_input(inputs), static_cast<int>(size_.size()), class_name());
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor UpSamplingLayer::call(const Tensors& inputs, CallContext&) const {
  constexpr std::array kinds = {Interpolation::nearest, Interpolation::bilinear, Interpolation::bicubic,
                                Interpolation::lanczos3, Interpolation::lanczos5};
  const auto place = std::ranges::find(interpolations(), interpolation_) - interpolations().begin();
  return upsample(inputs[0], size_, kinds[static_cast<std::size_t>(place)]);
}

}  // namespace saem::detail
