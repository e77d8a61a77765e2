#pragma once

#include <utility>

#include "saem/ops/reduction.h"

namespace saem {

/// Mean Σx / n and variance Σ(x - mean)² / n over `axes` (all when empty), which disappear; computed
/// together, reading x once. Integers are averaged as float32.
/// Throws ShapeError for an axis that x does not have or where there are no elements, ValueError for an axis
/// that is named twice.
[[nodiscard]] std::pair<Tensor, Tensor> moments(const Tensor& x, const Axes& axes = {});

/// What batch_normalization makes, and the statistics that it found on the way.
struct BatchNormalized {
  Tensor y;         ///< like x
  Tensor mean;      ///< (channels,)
  Tensor variance;  ///< (channels,); divided by n, not n - 1
};

/// Batch normalization (Ioffe and Szegedy 2015) over the last axis, the channels:
/// y = (x - mean) · gamma / √(variance + epsilon) + beta, with the moments of x over all other axes.
/// @param x  (…, channels), floating; at least one element per channel.
/// @param gamma, beta  (channels,); undefined: 1 and 0.
/// Throws ShapeError where shapes do not fit.
[[nodiscard]] BatchNormalized batch_normalization(const Tensor& x, const Tensor& gamma, const Tensor& beta,
                                                  double epsilon);

}  // namespace saem
