#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "saem/core/array.h"
#include "saem/data/image_reader.h"
#include "saem/data/pictures/augment.h"

/// Changes of a picture without chance: (height, width, 1 or 3), u8 or float32 in [0, 1]. For augment.h
/// alone; what calls them has checked the picture.
namespace saem::detail {

using transforms::PictureInterpolation;

/// Throws ShapeError or DTypeError, naming the transform, for what is no picture.
void require_picture(const Array& picture, std::string_view transform);

template <class T>
inline constexpr float white = std::is_same_v<T, std::uint8_t> ? 255.0F : 1.0F;

template <class T>
T to_sample(float value) {
  if constexpr (std::is_same_v<T, std::uint8_t>)
    return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
  return static_cast<T>(std::clamp(value, 0.0F, white<T>));
}

/// Calls body(elements) with a span of the element type.
template <class Body>
void with_samples(Array& picture, Body&& body) {
  if (picture.dtype() == DType::u8)
    body(picture.mutable_data<std::uint8_t>());
  else
    body(picture.mutable_data<float>());
}

[[nodiscard]] Array flip_horizontal(Array picture);
[[nodiscard]] Array flip_vertical(Array picture);
/// The part of the picture in a box, which may reach outside: there it is `fill` (0 black to 1 white).
[[nodiscard]] Array cut_box(const Array& picture, const ImageBox& box, double fill);
void fill_box(Array& picture, const ImageBox& box, double fill);

/// (x, y) from the middle of the output, in pixels, to (x, y) from the middle of the input:
/// [m0 m1; m3 m4] (x, y) + (m2, m5).
using AffineMap = std::array<double, 6>;
struct AffineChange {
  double degrees = 0;  ///< clockwise
  double translate_x = 0;
  double translate_y = 0;
  double scale = 1;
  double shear_x = 0;  ///< degrees
  double shear_y = 0;
};
/// The inverse of the change.
[[nodiscard]] AffineMap inverse_affine(const AffineChange& change);
[[nodiscard]] Array warp_affine(const Array& picture, const AffineMap& map,
                                PictureInterpolation interpolation, double fill);
[[nodiscard]] Array gaussian_blur(const Array& picture, int kernel_size, double sigma);

void invert(Array& picture);
void grayscale(Array& picture);
void adjust_brightness(Array& picture, double factor);
/// Away from the mean grey.
void adjust_contrast(Array& picture, double factor);
void adjust_saturation(Array& picture, double factor);
/// @param turn  part of the colour circle, from -0.5 to 0.5
void adjust_hue(Array& picture, double turn);
void adjust_sharpness(Array& picture, double factor);
/// The highest `bits` of 8 remain.
void posterize(Array& picture, int bits);
/// Samples of at least the threshold (0 to 1) are inverted.
void solarize(Array& picture, double threshold);
void autocontrast(Array& picture);
void equalize(Array& picture);

}  // namespace saem::detail
