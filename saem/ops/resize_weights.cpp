#include "saem/ops/resize_weights.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace saem::detail {
namespace {

double triangle(double x) { return std::max(0.0, 1 - std::abs(x)); }

/// Source: Keys 1981, "Cubic convolution interpolation for digital image processing", equation
/// of section II for any a.
double cubic(double x, double a) {
  const double d = std::abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

double lanczos(double x, double radius) {
  if (x == 0) return 1;
  if (std::abs(x) >= radius) return 0;
  const double angle = std::numbers::pi * x;
  return radius * std::sin(angle) * std::sin(angle / radius) / (angle * angle);
}

double radius_of(Resampling method) {
  switch (method) {
    case Resampling::cubic:
      return 2;
    case Resampling::lanczos3:
      return 3;
    case Resampling::lanczos5:
      return 5;
    default:
      return 1;
  }
}

double kernel_at(const ResampleOptions& options, double x) {
  switch (options.method) {
    case Resampling::cubic:
      return cubic(x, options.cubic);
    case Resampling::lanczos3:
      return lanczos(x, 3);
    case Resampling::lanczos5:
      return lanczos(x, 5);
    default:
      return triangle(x);
  }
}

/// One output's weights, of the elements from `first` on.
struct Row {
  std::int64_t first = 0;
  std::vector<double> weights;
};

/// Where output o lies, in elements of the input.
double place_of(std::int64_t o, std::int64_t input, std::int64_t output, bool align_corners) {
  const auto at = static_cast<double>(o);
  if (!align_corners) return (at + 0.5) * (static_cast<double>(input) / static_cast<double>(output)) - 0.5;
  return output == 1 ? 0 : at * static_cast<double>(input - 1) / static_cast<double>(output - 1);
}

Row row_of(std::int64_t o, std::int64_t input, std::int64_t output, ResampleOptions options) {
  if (options.method == Resampling::nearest)
    return {std::min((2 * o + 1) * input / (2 * output), input - 1), {1.0}};
  if (options.method == Resampling::area) {
    const std::int64_t first = o * input / output;
    const std::int64_t count = ((o + 1) * input + output - 1) / output - first;
    return {first, std::vector<double>(static_cast<std::size_t>(count), 1 / static_cast<double>(count))};
  }
  const double ratio = static_cast<double>(input) / static_cast<double>(output);
  const double width = options.antialias ? std::max(ratio, 1.0) : 1.0;
  const double place = place_of(o, input, output, options.align_corners);
  const double reach = radius_of(options.method) * width;
  const auto low = static_cast<std::int64_t>(std::ceil(place - reach));
  const auto high = static_cast<std::int64_t>(std::floor(place + reach));
  const auto inside = [&](std::int64_t i) { return std::clamp<std::int64_t>(i, 0, input - 1); };
  Row row{inside(low), {}};
  row.weights.resize(static_cast<std::size_t>(inside(high) - row.first + 1));
  double total = 0;
  for (std::int64_t i = low; i <= high; ++i) {
    if (inside(i) != i && !options.repeat_border) continue;
    const double weight = kernel_at(options, (place - static_cast<double>(i)) / width);
    row.weights[inside(i) - row.first] += weight;
    total += weight;
  }
  for (double& weight : row.weights) weight /= total;
  // Taps that count nothing would make all rows longer.
  while (row.weights.size() > 1 && row.weights.back() == 0) row.weights.pop_back();
  while (row.weights.size() > 1 && row.weights.front() == 0) {
    row.weights.erase(row.weights.begin());
    ++row.first;
  }
  return row;
}

/// Rows made equally long, none reaching beyond `input` elements.
ResampleWeights packed(const std::vector<Row>& rows, std::int64_t input) {
  ResampleWeights packed;
  for (const Row& row : rows)
    packed.taps = std::max(packed.taps, static_cast<std::int64_t>(row.weights.size()));
  packed.weights.resize(rows.size() * static_cast<std::size_t>(packed.taps));
  for (std::size_t o = 0; o < rows.size(); ++o) {
    packed.first.push_back(std::clamp<std::int64_t>(rows[o].first, 0, input - packed.taps));
    const std::int64_t shift = rows[o].first - packed.first[o];
    std::ranges::copy(rows[o].weights,
                      packed.weights.begin() + static_cast<std::ptrdiff_t>(o) * packed.taps + shift);
  }
  return packed;
}

}  // namespace

ResampleWeights resample_weights(std::int64_t input, std::int64_t output, ResampleOptions options) {
  std::vector<Row> rows;
  rows.reserve(static_cast<std::size_t>(output));
  for (std::int64_t o = 0; o < output; ++o) rows.push_back(row_of(o, input, output, options));
  return packed(rows, input);
}

ResampleWeights transposed(const ResampleWeights& weights, std::int64_t input) {
  std::vector<Row> rows(static_cast<std::size_t>(input));
  const auto outputs = static_cast<std::int64_t>(weights.first.size());
  for (std::int64_t o = 0; o < outputs; ++o) {
    for (std::int64_t t = 0; t < weights.taps; ++t) {
      const double weight = weights.weights[o * weights.taps + t];
      Row& row = rows[weights.first[o] + t];
      if (weight == 0) continue;
      if (row.weights.empty()) row.first = o;
      row.weights.resize(static_cast<std::size_t>(o - row.first + 1));
      row.weights.back() = weight;
    }
  }
  return packed(rows, outputs);
}

ResampleWeights resample_weights(const Attributes& attributes, std::int64_t extent) {
  ResampleOptions options{.method = static_cast<Resampling>(attributes.integer("method")),
                          .antialias = attributes.flag("antialias")};
  if (attributes.has("align_corners")) options.align_corners = attributes.flag("align_corners");
  if (attributes.has("cubic")) options.cubic = attributes.real("cubic");
  if (attributes.has("repeat_border")) options.repeat_border = attributes.flag("repeat_border");
  const std::int64_t size = attributes.integer("size");
  if (!attributes.flag("transposed")) return resample_weights(extent, size, options);
  return transposed(resample_weights(size, extent, options), size);
}

}  // namespace saem::detail
