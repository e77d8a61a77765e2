#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/image.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

/// What one output position takes from the input along one axis: weights[i] of input position first + i. They
/// sum to 1.
struct Taps {
  std::int64_t first = 0;
  std::vector<float> weights;
};

std::vector<Taps> triangle_filter(std::int64_t input_size, std::int64_t output_size) {
  const double scale = static_cast<double>(input_size) / static_cast<double>(output_size);
  const double support = std::max(scale, 1.0);
  std::vector<Taps> filter(static_cast<std::size_t>(output_size));
  for (std::int64_t out = 0; out < output_size; ++out) {
    const double centre = (static_cast<double>(out) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(centre - support)));
    const auto last = std::min(input_size, static_cast<std::int64_t>(std::ceil(centre + support)));
    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t in = first; in < last; ++in) {
      weights.push_back(std::max(0.0, 1.0 - std::abs(static_cast<double>(in) + 0.5 - centre) / support));
      sum += weights.back();
    }
    Taps& taps = filter[static_cast<std::size_t>(out)];
    taps.first = first;
    for (const double weight : weights) taps.weights.push_back(static_cast<float>(weight / sum));
  }
  return filter;
}

}  // namespace

// Axes: h w c. First along w into f32, then along h.
Array resize_area(const Array& image, std::int64_t height, std::int64_t width) {
  const Shape& shape = image.shape();
  if (image.dtype() != DType::u8) {
    fail<DTypeError>({"resize_area", fmt::format("expected uint8, received {}", name(image.dtype())), "",
                      "Resize the picture before it is converted to numbers in [0, 1]."});
  }
  if (shape.rank() != 3 || image.size() == 0) {
    fail<ShapeError>({"resize_area",
                      fmt::format("expected (height, width, channels), received {}", shape.to_string()), "",
                      "Give one picture that is not empty."});
  }
  if (height < 1 || width < 1 || height > detail::max_pixels / width) {
    fail<ValueError>({"resize_area", fmt::format("cannot resize to {} × {} pixels", width, height), "",
                      "Choose a size of at least 1 and at most 2²⁸ pixels."});
  }
  const std::int64_t input_height = shape[0];
  const std::int64_t input_width = shape[1];
  const std::int64_t channels = shape[2];
  const std::vector<Taps> columns = triangle_filter(input_width, width);
  const std::vector<Taps> rows = triangle_filter(input_height, height);

  const std::uint8_t* const source = image.data<std::uint8_t>().data();
  std::vector<float> narrow(static_cast<std::size_t>(input_height * width * channels));
  parallel_for(input_height, 16, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t h = begin; h < end; ++h) {
      float* target = narrow.data() + h * width * channels;
      for (const Taps& taps : columns) {
        const std::uint8_t* pixel = source + (h * input_width + taps.first) * channels;
        for (std::int64_t c = 0; c < channels; ++c) target[c] = 0.0F;
        for (const float weight : taps.weights) {
          for (std::int64_t c = 0; c < channels; ++c) target[c] += weight * static_cast<float>(pixel[c]);
          pixel += channels;
        }
        target += channels;
      }
    }
  });

  Array result = Array::uninitialized({height, width, channels}, DType::u8);
  std::uint8_t* const output = result.mutable_data<std::uint8_t>().data();
  const std::int64_t row_size = width * channels;
  parallel_for(height, 16, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> sums(static_cast<std::size_t>(row_size));
    for (std::int64_t h = begin; h < end; ++h) {
      const Taps& taps = rows[static_cast<std::size_t>(h)];
      std::fill(sums.begin(), sums.end(), 0.0F);
      for (std::size_t i = 0; i < taps.weights.size(); ++i) {
        const float* row = narrow.data() + (taps.first + static_cast<std::int64_t>(i)) * row_size;
        for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += taps.weights[i] * row[j];
      }
      for (std::size_t j = 0; j < sums.size(); ++j) {
        output[h * row_size + static_cast<std::int64_t>(j)] =
            static_cast<std::uint8_t>(std::clamp(sums[j] + 0.5F, 0.0F, 255.0F));
      }
    }
  });
  return result;
}

}  // namespace saem
