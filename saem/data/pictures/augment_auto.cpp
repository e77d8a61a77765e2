// RandAugment and TrivialAugment: operations and ranges of their papers, as torchvision has them.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "saem/data/pictures/picture_ops.h"

namespace saem::transforms {
namespace {

enum class AutoOp : std::uint8_t {
  identity,
  shear_x,
  shear_y,
  translate_x,
  translate_y,
  rotate,
  brightness,
  colour,
  contrast,
  sharpness,
  posterize,
  solarize,
  autocontrast,
  equalize,
};
constexpr std::int64_t auto_op_count = 14;

/// What an operation does at its strongest.
struct AutoSpace {
  double shear;        ///< tangent
  double translate_x;  ///< pixels
  double translate_y;
  double degrees;
  double factor;  ///< from 1
  double bits;    ///< that posterize takes away
};

/// @param strength  from 0 to 1; `sign` 1 or -1, for those that have two directions
Array apply_auto_op(Array picture, AutoOp op, double strength, double sign, const AutoSpace& space,
                    double fill) {
  const auto warp = [&](const detail::AffineChange& change) {
    return detail::warp_affine(picture, detail::inverse_affine(change), PictureInterpolation::bilinear, fill);
  };
  const auto shear = [&] { return sign * std::atan(strength * space.shear) * 180 / std::numbers::pi; };
  const double factor = 1 + sign * strength * space.factor;
  switch (op) {
    case AutoOp::identity:
      break;
    case AutoOp::shear_x:
      return warp({.shear_x = shear()});
    case AutoOp::shear_y:
      return warp({.shear_y = shear()});
    case AutoOp::translate_x:
      return warp({.translate_x = sign * std::floor(strength * space.translate_x)});
    case AutoOp::translate_y:
      return warp({.translate_y = sign * std::floor(strength * space.translate_y)});
    case AutoOp::rotate:
      return warp({.degrees = sign * strength * space.degrees});
    case AutoOp::brightness:
      detail::adjust_brightness(picture, factor);
      break;
    case AutoOp::colour:
      detail::adjust_saturation(picture, factor);
      break;
    case AutoOp::contrast:
      detail::adjust_contrast(picture, factor);
      break;
    case AutoOp::sharpness:
      detail::adjust_sharpness(picture, factor);
      break;
    case AutoOp::posterize:
      detail::posterize(picture, 8 - static_cast<int>(std::lround(strength * space.bits)));
      break;
    case AutoOp::solarize:
      detail::solarize(picture, 1 - strength);
      break;
    case AutoOp::autocontrast:
      detail::autocontrast(picture);
      break;
    case AutoOp::equalize:
      detail::equalize(picture);
      break;
  }
  return picture;
}

AutoOp draw_op(Generator& random) { return static_cast<AutoOp>(random.integer(auto_op_count)); }
double draw_sign(Generator& random) { return random.integer(2) == 0 ? 1.0 : -1.0; }

void require_bins(int bins, double fill, const char* transform) {
  if (bins < 2 || !(fill >= 0 && fill <= 1)) {
    fail<ValueError>(
        {transform,
         fmt::format("expected num_magnitude_bins of at least 2 and fill from 0 to 1, received {} and {}",
                     bins, fill),
         "", "Correct the option."});
  }
}

}  // namespace

RandAugment::RandAugment(const Options& options) : options_(options) {
  require_bins(options.num_magnitude_bins, options.fill, "RandAugment");
  if (options.num_ops < 0 || options.magnitude < 0 || options.magnitude >= options.num_magnitude_bins) {
    fail<ValueError>(
        {"RandAugment",
         fmt::format("expected num_ops of at least 0 and a magnitude from 0 to {}, received {} and {}",
                     options.num_magnitude_bins - 1, options.num_ops, options.magnitude),
         "", "Correct the option."});
  }
}

Array RandAugment::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "RandAugment");
  const double strength = static_cast<double>(options_.magnitude) / (options_.num_magnitude_bins - 1);
  for (int i = 0; i < options_.num_ops; ++i) {
    const AutoSpace space{.shear = 0.3,
                          .translate_x = 150.0 / 331.0 * static_cast<double>(picture.shape()[1]),
                          .translate_y = 150.0 / 331.0 * static_cast<double>(picture.shape()[0]),
                          .degrees = 30,
                          .factor = 0.9,
                          .bits = 4};
    const AutoOp op = draw_op(random);
    const double sign = draw_sign(random);
    picture = apply_auto_op(std::move(picture), op, strength, sign, space, options_.fill);
  }
  return picture;
}

TrivialAugmentWide::TrivialAugmentWide(const Options& options) : options_(options) {
  require_bins(options.num_magnitude_bins, options.fill, "TrivialAugmentWide");
}

Array TrivialAugmentWide::apply(Array picture, Generator& random) const {
  detail::require_picture(picture, "TrivialAugmentWide");
  constexpr AutoSpace space{
      .shear = 0.99, .translate_x = 32, .translate_y = 32, .degrees = 135, .factor = 0.99, .bits = 6};
  const AutoOp op = draw_op(random);
  const double strength =
      static_cast<double>(random.integer(options_.num_magnitude_bins)) / (options_.num_magnitude_bins - 1);
  const double sign = draw_sign(random);
  return apply_auto_op(std::move(picture), op, strength, sign, space, options_.fill);
}

}  // namespace saem::transforms
