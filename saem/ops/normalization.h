#pragma once

#include <cstdint>

#include "saem/ops/moments.h"

namespace saem {

// Normalizations besides batch_normalization (moments.h). All take floating x and give the same shape; an
// undefined gamma, beta or scale is 1, 0 or 1. Variances are divided by n, not n - 1. Each throws ShapeError
// where shapes do not fit or there is nothing to average, ValueError for an axis that is named twice.

/// Layer normalization: y = (x - mean) · gamma / √(variance + epsilon) + beta, with the moments of x over
/// `axes` of each example. gamma, beta: the extents of x on `axes`, in ascending order.
/// Source: Ba, Kiros, Hinton 2016, arXiv 1607.06450.
[[nodiscard]] Tensor layer_normalization(const Tensor& x, const Tensor& gamma = {}, const Tensor& beta = {},
                                         const Axes& axes = {-1}, double epsilon = 1e-3);

/// Group normalization of x (n, d₁ …, channels): the channels are split into `groups` runs, and each run of
/// each example is normalized with its own moments. gamma, beta: (channels,). Throws ValueError unless
/// `groups` divides the channels. One group: layer normalization over all but the first axis.
/// Source: Wu and He 2018, arXiv 1803.08494.
[[nodiscard]] Tensor group_normalization(const Tensor& x, std::int64_t groups, const Tensor& gamma = {},
                                         const Tensor& beta = {}, double epsilon = 1e-3);

/// group_normalization with one channel per group: the moments are those of one channel of one example.
/// Source: Ulyanov, Vedaldi, Lempitsky 2016, arXiv 1607.08022.
[[nodiscard]] Tensor instance_normalization(const Tensor& x, const Tensor& gamma = {},
                                            const Tensor& beta = {}, double epsilon = 1e-3);

/// y = x · scale / √(mean x² + epsilon), the mean over `axes`. scale: the extents of x on `axes`.
/// Source: Zhang and Sennrich 2019, arXiv 1910.07467.
[[nodiscard]] Tensor rms_normalization(const Tensor& x, const Tensor& scale = {}, const Axes& axes = {-1},
                                       double epsilon = 1e-6);

/// x / max(√Σx², epsilon), the sum over `axes`: vectors of length 1.
[[nodiscard]] Tensor unit_normalization(const Tensor& x, const Axes& axes = {-1}, double epsilon = 1e-12);

struct LocalResponseOptions {
  std::int64_t depth_radius = 5;  ///< channels at each side that count
  double bias = 1;
  double alpha = 1;
  double beta = 0.5;
};
/// x / (bias + alpha · Σ x²)^beta, the sum over the channels (last axis) not farther away than depth_radius.
/// Throws ValueError for a negative radius. Source: Krizhevsky, Sutskever, Hinton 2012, section 3.3.
[[nodiscard]] Tensor local_response_normalization(const Tensor& x, const LocalResponseOptions& options = {});

}  // namespace saem
