#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/core/simd.h"
#include "saem/data/image.h"
#include "saem/data/image_codecs.h"
#include "saem/data/image_resampler.h"

namespace saem {
namespace {

/// What each output position takes from the input along one axis: weights[begin[i] … begin[i + 1]) of the
/// input positions from first[i] on. They sum to 1.
struct Filter {
  std::vector<std::int64_t> first;
  std::vector<std::size_t> begin = {0};
  std::vector<float> weights;
  std::int64_t low = 0;  ///< input positions that are used: [low, high)
  std::int64_t high = 0;
};

/// From [start, start + size) of `input_size` positions.
Filter triangle_filter(double start, double size, std::int64_t input_size, std::int64_t output_size) {
  const double scale = size / static_cast<double>(output_size);
  const double support = std::max(scale, 1.0);
  Filter filter;
  filter.low = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(start)));
  filter.high = std::min(input_size, static_cast<std::int64_t>(std::ceil(start + size)));
  std::vector<double> weights;
  for (std::int64_t out = 0; out < output_size; ++out) {
    const double centre = start + (static_cast<double>(out) + 0.5) * scale;
    const auto first = std::max(filter.low, static_cast<std::int64_t>(std::floor(centre - support)));
    const auto last = std::min(filter.high, static_cast<std::int64_t>(std::ceil(centre + support)));
    weights.clear();
    double sum = 0.0;
    for (std::int64_t in = first; in < last; ++in) {
      weights.push_back(std::max(0.0, 1.0 - std::abs(static_cast<double>(in) + 0.5 - centre) / support));
      sum += weights.back();
    }
    filter.first.push_back(first);
    for (const double weight : weights) filter.weights.push_back(static_cast<float>(weight / sum));
    filter.begin.push_back(filter.weights.size());
  }
  return filter;
}

/// sums = (or +=, unless `first`) weight · row.
SAEM_ALWAYS_INLINE void add_row_body(float* sums, const std::uint8_t* row, float weight, std::int64_t n,
                                     bool first) {
  if (first) {
    for (std::int64_t i = 0; i < n; ++i) sums[i] = weight * static_cast<float>(row[i]);
  } else {
    for (std::int64_t i = 0; i < n; ++i) sums[i] += weight * static_cast<float>(row[i]);
  }
}
SAEM_TARGET_AVX2 void add_row_avx2(float* sums, const std::uint8_t* row, float weight, std::int64_t n,
                                   bool first) {
  add_row_body(sums, row, weight, n, first);
}
void add_row_baseline(float* sums, const std::uint8_t* row, float weight, std::int64_t n, bool first) {
  add_row_body(sums, row, weight, n, first);
}

std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

constexpr std::int64_t most_channels_at_once = 4;

/// A row of sums, from input position `low` on and with most_channels_at_once values behind its end, to a row
/// of bytes.
template <std::int64_t channels>
void filter_columns(const float* sums, const Filter& columns, std::uint8_t* target) {
  typedef float Vector __attribute__((vector_size(most_channels_at_once * sizeof(float))));
  for (std::size_t out = 0; out < columns.first.size(); ++out, target += channels) {
    const float* weight = columns.weights.data() + columns.begin[out];
    const float* const end = columns.weights.data() + columns.begin[out + 1];
    const float* pixel = sums + (columns.first[out] - columns.low) * channels;
    Vector sum = {};
    for (; weight != end; ++weight, pixel += channels) {
      Vector values;
      std::memcpy(&values, pixel, sizeof values);
      sum += *weight * values;
    }
    for (std::int64_t c = 0; c < channels; ++c) target[c] = to_byte(sum[c]);
  }
}

}  // namespace

void detail::check_new_size(std::int64_t height, std::int64_t width) {
  if (height < 1 || width < 1 || height > detail::max_pixels / width) {
    fail<ValueError>({"resize_area", fmt::format("cannot resize to {} × {} pixels", width, height), "",
                      "Choose a size of at least 1 and at most 2²⁸ pixels."});
  }
}

// Axes: h w c. First along h, where whole rows are added, then along w.
Array detail::resample(const PicturePart& part, std::int64_t height, std::int64_t width) {
  const Shape& shape = part.pixels.shape();
  const std::int64_t channels = shape[2];
  const Filter rows = triangle_filter(part.top, part.height, shape[0], height);
  const Filter columns = triangle_filter(part.left, part.width, shape[1], width);
  const std::int64_t used = (columns.high - columns.low) * channels;
  const auto filter_row = channels == 1   ? filter_columns<1>
                          : channels == 2 ? filter_columns<2>
                          : channels == 3 ? filter_columns<3>
                                          : filter_columns<4>;
  const auto add_row = simd_level() == SimdLevel::baseline ? add_row_baseline : add_row_avx2;

  const std::uint8_t* const source = part.pixels.data<std::uint8_t>().data();
  Array result = Array::uninitialized({height, width, channels}, DType::u8);
  std::uint8_t* const output = result.mutable_data<std::uint8_t>().data();
  parallel_for(height, 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> sums(static_cast<std::size_t>(used + most_channels_at_once));
    for (std::int64_t h = begin; h < end; ++h) {
      const auto out = static_cast<std::size_t>(h);
      const std::uint8_t* row = source + (rows.first[out] * shape[1] + columns.low) * channels;
      for (std::size_t i = rows.begin[out]; i < rows.begin[out + 1]; ++i, row += shape[1] * channels)
        add_row(sums.data(), row, rows.weights[i], used, i == rows.begin[out]);
      filter_row(sums.data(), columns, output + h * width * channels);
    }
  });
  return result;
}

Array resize_area(const Array& image, std::int64_t height, std::int64_t width) {
  const Shape& shape = image.shape();
  if (image.dtype() != DType::u8) {
    fail<DTypeError>({"resize_area", fmt::format("expected uint8, received {}", name(image.dtype())), "",
                      "Resize the picture before it is converted to numbers in [0, 1]."});
  }
  if (shape.rank() != 3 || image.size() == 0 || shape[2] > most_channels_at_once) {
    fail<ShapeError>({"resize_area",
                      fmt::format("expected (height, width, 1 to 4), received {}", shape.to_string()), "",
                      "Give one picture that is not empty."});
  }
  detail::check_new_size(height, width);
  return detail::resample({.pixels = image,
                           .top = 0,
                           .left = 0,
                           .height = static_cast<double>(shape[0]),
                           .width = static_cast<double>(shape[1])},
                          height, width);
}

}  // namespace saem
