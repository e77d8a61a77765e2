#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/pictures/picture_ops.h"

namespace saem {
namespace {

/// Exact at multiples of 90 degrees, so that quarter turns are.
double cos_degrees(double degrees) {
  const double quarters = degrees / 90.0;
  if (quarters == std::round(quarters)) {
    const auto turn = static_cast<std::int64_t>(quarters) & 3;
    return turn == 0 ? 1.0 : turn == 2 ? -1.0 : 0.0;
  }
  return std::cos(degrees * std::numbers::pi / 180.0);
}
double sin_degrees(double degrees) { return cos_degrees(degrees - 90.0); }
double tan_degrees(double degrees) { return sin_degrees(degrees) / cos_degrees(degrees); }

/// A source of samples, with `fill` around it.
template <class T>
struct WarpSource {
  const T* samples;
  std::int64_t height, width, channels;
  float fill;

  [[nodiscard]] float at(std::int64_t y, std::int64_t x, std::int64_t c) const {
    if (y < 0 || x < 0 || y >= height || x >= width) return fill;
    return static_cast<float>(samples[(y * width + x) * channels + c]);
  }

  void nearest(double y, double x, T* target) const {
    const auto row = static_cast<std::int64_t>(std::floor(y + 0.5));
    const auto column = static_cast<std::int64_t>(std::floor(x + 0.5));
    for (std::int64_t c = 0; c < channels; ++c) target[c] = detail::to_sample<T>(at(row, column, c));
  }

  void bilinear(double y, double x, T* target) const {
    const double row = std::floor(y);
    const double column = std::floor(x);
    const auto down = static_cast<float>(y - row);
    const auto right = static_cast<float>(x - column);
    const auto top = static_cast<std::int64_t>(row);
    const auto left = static_cast<std::int64_t>(column);
    if (top >= 0 && left >= 0 && top + 1 < height && left + 1 < width) {
      const T* a = samples + (top * width + left) * channels;
      const T* b = a + width * channels;
      for (std::int64_t c = 0; c < channels; ++c) {
        const float above =
            static_cast<float>(a[c]) * (1 - right) + static_cast<float>(a[c + channels]) * right;
        const float below =
            static_cast<float>(b[c]) * (1 - right) + static_cast<float>(b[c + channels]) * right;
        target[c] = detail::to_sample<T>(above * (1 - down) + below * down);
      }
      return;
    }
    for (std::int64_t c = 0; c < channels; ++c) {
      const float above = at(top, left, c) * (1 - right) + at(top, left + 1, c) * right;
      const float below = at(top + 1, left, c) * (1 - right) + at(top + 1, left + 1, c) * right;
      target[c] = detail::to_sample<T>(above * (1 - down) + below * down);
    }
  }
};

/// The position, mirrored at the first and last: -1 is 1.
std::int64_t mirrored(std::int64_t at, std::int64_t size) {
  if (size == 1) return 0;
  const std::int64_t period = 2 * (size - 1);
  at = ((at % period) + period) % period;
  return std::min(at, period - at);
}

/// `lines` runs of `size` values `step` apart are convolved. Axes: line element channel.
void convolve(const float* source, float* target, std::int64_t size, std::int64_t step, std::int64_t channels,
              std::span<const float> kernel) {
  const auto half = static_cast<std::int64_t>(kernel.size() / 2);
  for (std::int64_t i = 0; i < size; ++i) {
    float* const out = target + i * step;
    for (std::int64_t c = 0; c < channels; ++c) out[c] = 0;
    for (std::int64_t k = -half; k <= half; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k + half)];
      const float* const in = source + mirrored(i + k, size) * step;
      for (std::int64_t c = 0; c < channels; ++c) out[c] += weight * in[c];
    }
  }
}

}  // namespace

void detail::require_picture(const Array& picture, std::string_view transform) {
  if (picture.dtype() != DType::u8 && picture.dtype() != DType::f32) {
    fail<DTypeError>(
        {std::string(transform),
         fmt::format("expected a picture of uint8 or float32, received {}", name(picture.dtype())), "",
         "Convert it with astype."});
  }
  const Shape& shape = picture.shape();
  if (shape.rank() != 3 || picture.size() == 0 || (shape[2] != 1 && shape[2] != 3)) {
    fail<ShapeError>({std::string(transform),
                      fmt::format("expected (height, width, 1 or 3), received {}", shape.to_string()), "",
                      "Give one picture, with its channels on the last axis."});
  }
}

Array detail::flip_horizontal(Array picture) {
  const std::int64_t height = picture.shape()[0];
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  with_samples(picture, [&](auto samples) {
    auto* row = samples.data();
    for (std::int64_t y = 0; y < height; ++y, row += width * channels) {
      auto* left = row;
      auto* right = row + (width - 1) * channels;
      for (; left < right; left += channels, right -= channels)
        for (std::int64_t c = 0; c < channels; ++c) std::swap(left[c], right[c]);
    }
  });
  return picture;
}

Array detail::flip_vertical(Array picture) {
  const std::int64_t height = picture.shape()[0];
  with_samples(picture, [&](auto samples) {
    const std::int64_t row = picture.shape()[1] * picture.shape()[2];
    for (std::int64_t y = 0; y < height / 2; ++y) {
      auto* const top = samples.data() + y * row;
      std::swap_ranges(top, top + row, samples.data() + (height - 1 - y) * row);
    }
  });
  return picture;
}

Array detail::cut_box(const Array& picture, const ImageBox& box, double fill) {
  const std::int64_t height = picture.shape()[0];
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  const bool inside =
      box.top >= 0 && box.left >= 0 && box.top + box.height <= height && box.left + box.width <= width;
  const Shape shape{box.height, box.width, channels};
  const double value = picture.dtype() == DType::u8 ? std::round(255 * fill) : fill;
  Array result =
      inside ? Array::uninitialized(shape, picture.dtype()) : Array::full(shape, value, picture.dtype());
  const std::size_t pixel = static_cast<std::size_t>(channels) * item_size(picture.dtype());
  const std::int64_t first = std::max<std::int64_t>(box.left, 0);
  const std::int64_t last = std::min(box.left + box.width, width);
  std::byte* const target = result.mutable_bytes();
  for (std::int64_t y = std::max<std::int64_t>(0, -box.top); y < box.height && box.top + y < height; ++y) {
    if (first >= last) break;
    std::memcpy(target + static_cast<std::size_t>(y * box.width + first - box.left) * pixel,
                picture.bytes() + static_cast<std::size_t>((box.top + y) * width + first) * pixel,
                static_cast<std::size_t>(last - first) * pixel);
  }
  return result;
}

void detail::fill_box(Array& picture, const ImageBox& box, double fill) {
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  with_samples(picture, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::int64_t y = box.top; y < box.top + box.height; ++y) {
      T* const row = samples.data() + (y * width + box.left) * channels;
      std::fill(row, row + box.width * channels, to_sample<T>(static_cast<float>(fill) * white<T>));
    }
  });
}

// With R for the turn by a and the shears x, y: R = [cos(a - y) / cos y, -cos(a - y) tan x / cos y - sin a;
// sin(a - y) / cos y, -sin(a - y) tan x / cos y + cos a], whose determinant is 1.
detail::AffineMap detail::inverse_affine(const AffineChange& change) {
  const double turned = change.degrees - change.shear_y;
  const double a = cos_degrees(turned) / cos_degrees(change.shear_y);
  const double b = -a * tan_degrees(change.shear_x) - sin_degrees(change.degrees);
  const double c = sin_degrees(turned) / cos_degrees(change.shear_y);
  const double d = -c * tan_degrees(change.shear_x) + cos_degrees(change.degrees);
  const double s = 1.0 / change.scale;
  const double x = change.translate_x;
  const double y = change.translate_y;
  return {d * s, -b * s, -(d * x - b * y) * s, -c * s, a * s, -(a * y - c * x) * s};
}

Array detail::warp_affine(const Array& picture, const AffineMap& map, PictureInterpolation interpolation,
                          double fill) {
  const std::int64_t height = picture.shape()[0];
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  const double middle_x = static_cast<double>(width) / 2 - 0.5;
  const double middle_y = static_cast<double>(height) / 2 - 0.5;
  Array source = picture;  // shares its memory
  Array result = Array::uninitialized(picture.shape(), picture.dtype());
  with_samples(result, [&](auto target) {
    using T = typename decltype(target)::value_type;
    const float around = white<T> * static_cast<float>(fill);
    const WarpSource<T> from{source.data<T>().data(), height, width, channels, around};
    T* pixel = target.data();
    for (std::int64_t row = 0; row < height; ++row) {
      const double y = static_cast<double>(row) - middle_y;
      for (std::int64_t column = 0; column < width; ++column, pixel += channels) {
        const double x = static_cast<double>(column) - middle_x;
        const double from_x = map[0] * x + map[1] * y + map[2] + middle_x;
        const double from_y = map[3] * x + map[4] * y + map[5] + middle_y;
        if (interpolation == PictureInterpolation::nearest)
          from.nearest(from_y, from_x, pixel);
        else
          from.bilinear(from_y, from_x, pixel);
      }
    }
  });
  return result;
}

Array detail::gaussian_blur(const Array& picture, int kernel_size, double sigma) {
  std::vector<float> kernel;
  double sum = 0;
  for (int i = 0; i < kernel_size; ++i) {
    const double x = (i - kernel_size / 2) / sigma;
    sum += std::exp(-0.5 * x * x);
    kernel.push_back(static_cast<float>(std::exp(-0.5 * x * x)));
  }
  for (float& weight : kernel) weight = static_cast<float>(weight / sum);
  const std::int64_t height = picture.shape()[0];
  const std::int64_t width = picture.shape()[1];
  const std::int64_t channels = picture.shape()[2];
  const Array values = picture.astype(DType::f32);
  std::vector<float> rows(static_cast<std::size_t>(picture.size()));
  std::vector<float> both(rows.size());
  const std::int64_t row = width * channels;
  for (std::int64_t y = 0; y < height; ++y)
    convolve(values.data<float>().data() + y * row, rows.data() + y * row, width, channels, channels, kernel);
  convolve(rows.data(), both.data(), height, row, row, kernel);
  Array result = Array::uninitialized(picture.shape(), picture.dtype());
  with_samples(result, [&](auto samples) {
    using T = typename decltype(samples)::value_type;
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = to_sample<T>(both[i]);
  });
  return result;
}

}  // namespace saem
