#include "saem/data/pictures/mix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string_view>

#include "saem/core/error.h"
#include "saem/core/parallel.h"

namespace saem::transforms {
namespace {

/// Source: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000.
double draw_gamma(double shape, Generator& random) {
  if (shape < 1) return draw_gamma(shape + 1, random) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3.0;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = random.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v <= 0) continue;
    if (std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double draw_beta(double alpha, Generator& random) {
  const double a = draw_gamma(alpha, random);
  const double b = draw_gamma(alpha, random);
  return a + b > 0 ? a / (a + b) : 0.5;  // both vanish for very small alpha
}

void require_alpha(double alpha, const char* transform) {
  if (!(alpha > 0 && std::isfinite(alpha)))
    fail<ValueError>({transform, fmt::format("expected alpha above 0, received {}", alpha), "",
                      "1 mixes evenly, 0.2 little."});
}

void require_batch(const Array& x, const Array& y, const char* transform) {
  if ((x.dtype() != DType::u8 && x.dtype() != DType::f32) || y.dtype() != DType::f32) {
    fail<DTypeError>(
        {transform,
         fmt::format("expected pictures of uint8 or float32 and labels of float32, received {} and {}",
                     name(x.dtype()), name(y.dtype())),
         "", "Labels as numbers become weights with to_categorical."});
  }
  if (x.shape().rank() != 4 || y.shape().rank() != 2 || x.shape()[0] != y.shape()[0]) {
    fail<ShapeError>(
        {transform,
         fmt::format("expected (n, height, width, channels) and (n, classes), received {} and {}",
                     x.shape().to_string(), y.shape().to_string()),
         "", "Labels as numbers become weights with to_categorical."});
  }
}

/// λ of each row and 1 - λ of the row before it.
template <class T>
void mix_rows(const T* from, T* to, std::int64_t rows, std::int64_t size, float lambda) {
  parallel_for(rows, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const T* const own = from + i * size;
      const T* const other = from + (i == 0 ? rows - 1 : i - 1) * size;
      const float half = std::is_integral_v<T> ? 0.5F : 0.0F;
      for (std::int64_t j = 0; j < size; ++j) {
        to[i * size + j] = static_cast<T>(lambda * static_cast<float>(own[j]) +
                                          (1 - lambda) * static_cast<float>(other[j]) + half);
      }
    }
  });
}

Array mix(const Array& batch, float lambda) {
  Array result = Array::uninitialized(batch.shape(), batch.dtype());
  const std::int64_t rows = batch.shape()[0];
  if (rows == 0) return result;
  const std::int64_t size = batch.size() / rows;
  if (batch.dtype() == DType::u8) {
    mix_rows(batch.data<std::uint8_t>().data(), result.mutable_data<std::uint8_t>().data(), rows, size,
             lambda);
  } else {
    mix_rows(batch.data<float>().data(), result.mutable_data<float>().data(), rows, size, lambda);
  }
  return result;
}

}  // namespace

MixUp::MixUp(const Options& options) : options_(options) { require_alpha(options.alpha, "MixUp"); }

MixedBatch MixUp::apply(const Array& x, const Array& y, Generator& random) const {
  require_batch(x, y, "MixUp");
  const auto lambda = static_cast<float>(draw_beta(options_.alpha, random));
  return {.x = mix(x, lambda), .y = mix(y, lambda)};
}

CutMix::CutMix(const Options& options) : options_(options) { require_alpha(options.alpha, "CutMix"); }

MixedBatch CutMix::apply(const Array& x, const Array& y, Generator& random) const {
  require_batch(x, y, "CutMix");
  const double lambda = draw_beta(options_.alpha, random);
  const std::int64_t rows = x.shape()[0];
  const std::int64_t height = x.shape()[1];
  const std::int64_t width = x.shape()[2];
  if (x.size() == 0) return {.x = x, .y = y};
  const std::int64_t middle_y = random.integer(height);
  const std::int64_t middle_x = random.integer(width);
  const double half = 0.5 * std::sqrt(1 - lambda);
  const auto half_height = static_cast<std::int64_t>(half * static_cast<double>(height));
  const auto half_width = static_cast<std::int64_t>(half * static_cast<double>(width));
  const std::int64_t top = std::max<std::int64_t>(0, middle_y - half_height);
  const std::int64_t bottom = std::min(height, middle_y + half_height);
  const std::int64_t left = std::max<std::int64_t>(0, middle_x - half_width);
  const std::int64_t right = std::min(width, middle_x + half_width);

  Array mixed = x;
  const std::size_t pixel = static_cast<std::size_t>(x.shape()[3]) * item_size(x.dtype());
  const std::size_t picture = static_cast<std::size_t>(height * width) * pixel;
  std::byte* const target = mixed.mutable_bytes();
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::byte* const other = x.bytes() + static_cast<std::size_t>(i == 0 ? rows - 1 : i - 1) * picture;
    for (std::int64_t row = top; row < bottom; ++row) {
      const std::size_t begin = static_cast<std::size_t>(row * width + left) * pixel;
      std::memcpy(target + static_cast<std::size_t>(i) * picture + begin, other + begin,
                  static_cast<std::size_t>(right - left) * pixel);
    }
  }
  const double area = static_cast<double>((bottom - top) * (right - left));
  return {.x = std::move(mixed),
          .y = mix(y, static_cast<float>(1 - area / static_cast<double>(height * width)))};
}

}  // namespace saem::transforms
