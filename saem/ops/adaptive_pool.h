#pragma once

#include <cstdint>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/ops/pooling.h"
#include "saem/ops/reduction.h"

namespace saem {

// Pooling x (n, d₁ … dₖ, c), k from 1 to 3, to extents that are given: (n, o₁ … oₖ, c). Bin i of an axis is
// the elements from ⌊i · d / o⌋ up to ⌈(i + 1) · d / o⌉ - 1, as in PyTorch and Keras: bins may overlap, and
// o may be larger than d. Each throws ShapeError unless x is floating with 1 to 3 spatial axes of one element
// or more, and ValueError unless `output_size` has one number per spatial axis, each at least 1.

/// Average of each bin, per channel.
[[nodiscard]] Tensor adaptive_average_pool(const Tensor& x, const std::vector<std::int64_t>& output_size);
/// Largest element of each bin, per channel. Of equal elements the first of an axis gets the gradient.
[[nodiscard]] Tensor adaptive_max_pool(const Tensor& x, const std::vector<std::int64_t>& output_size);

// Pooling x (n, d₁ … dₖ, c) over all its spatial axes, any number of them: (n, c), or (n, 1 …, c) with
// keepdims. Each throws ShapeError if there is no spatial axis or nothing to pool.

/// The average of each channel.
[[nodiscard]] Tensor global_average_pool(const Tensor& x, ReductionOptions options = {});
/// The largest element of each channel; where several tie, they share the gradient equally.
[[nodiscard]] Tensor global_max_pool(const Tensor& x, ReductionOptions options = {});

/// (Σ |x|ᵖ)^(1/p) of each window, per channel; padded places count as 0. The gradient is 0 where all of a
/// window is 0. Throws ValueError unless p ≥ 1, ShapeError as max_pool does.
[[nodiscard]] Tensor lp_pool(const Tensor& x, double p, const PoolOptions& options = {});

}  // namespace saem
