#pragma once

// Resampling along one axis: what resizing and adaptive pooling have in common. Not part of the public
// interface.

#include <cstdint>
#include <string_view>
#include <vector>

#include "saem/graph/attributes.h"
#include "saem/graph/tensor.h"

namespace saem::detail {

enum class Resampling : std::uint8_t { nearest, linear, cubic, lanczos3, lanczos5, area };

struct ResampleOptions {
  Resampling method = Resampling::linear;
  bool antialias = false;  ///< when shrinking, stretch the kernel over all elements that an output stands for
  bool align_corners = false;  ///< the outermost elements keep their places; see ResizeOptions
  double cubic = -0.5;         ///< Keys's a
  bool repeat_border = false;  ///< what lies outside is the element at the border
};

/// Resampling as a matrix with few entries: y[o] = Σ weights[o · taps + t] · x[first[o] + t] over t < taps.
struct ResampleWeights {
  std::int64_t taps = 1;
  std::vector<std::int64_t> first;  ///< one per output; first + taps never goes beyond x
  std::vector<double> weights;
};

/// The matrix from `input` elements to `output` elements, both at least 1.
///
/// Places are those of the middles of elements ("half-pixel centres"): output o lies at
/// s = (o + ½) · input / output - ½. Nearest takes ⌊(o + ½) · input / output⌋. Area averages the elements
/// from ⌊o · input / output⌋ up to ⌈(o + 1) · input / output⌉ - 1. All others take k((s - i) / w) of element
/// i, divided by their sum over the elements inside x, with w = max(input / output, 1) under antialias and 1
/// otherwise; k is the triangle, Keys's cubic (1981), or Lanczos's window. With align_corners
/// s = o · (input - 1) / (output - 1), 0 for one output.
[[nodiscard]] ResampleWeights resample_weights(std::int64_t input, std::int64_t output,
                                               ResampleOptions options);
/// The transposed matrix, from `weights.first.size()` elements to `input` elements.
[[nodiscard]] ResampleWeights transposed(const ResampleWeights& weights, std::int64_t input);
/// The matrix that a node of the op "resample" multiplies `axis` by, for an input of extent `extent`.
[[nodiscard]] ResampleWeights resample_weights(const Attributes& attributes, std::int64_t extent);

/// x with `axis` resampled to `size` elements; x itself if that changes nothing.
[[nodiscard]] Tensor resample(const Tensor& x, int axis, std::int64_t size, ResampleOptions options);

}  // namespace saem::detail
