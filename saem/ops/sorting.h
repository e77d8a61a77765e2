#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "saem/graph/tensor.h"

namespace saem {

// Order of numbers: NaN is larger than every other one (so it comes last, and first when descending), -0 and
// 0 are equal, false comes before true. Equal elements keep their order, in both directions. Any dtype.

/// The indices (int64) that sort x along an axis: take_along_axis(x, argsort(x)) is sort(x). Throws
/// ShapeError for an axis that x does not have.
[[nodiscard]] Tensor argsort(const Tensor& x, int axis = -1, bool descending = false);
/// x sorted along an axis. The gradient goes back to where each element came from.
[[nodiscard]] Tensor sort(const Tensor& x, int axis = -1, bool descending = false);

/// The k largest elements along the last axis and their indices (int64), largest first; of equal ones, the
/// one with the lowest index. x (…, n) → (…, k) both. Throws ShapeError unless 0 ≤ k ≤ n.
[[nodiscard]] std::pair<Tensor, Tensor> top_k(const Tensor& x, std::int64_t k);

/// Where each value belongs in an ascending sequence (n,): the index (int64, in [0, n]) before which it can
/// be inserted; behind equal elements if `right`, in front of them otherwise. The result has the shape of
/// `values`. Both are converted to one dtype. Throws ShapeError unless the sequence is a vector.
[[nodiscard]] Tensor searchsorted(const Tensor& sequence, const Tensor& values, bool right = false);
/// The number of the bin of each value: bins ascend, value x is in bin i where bins[i - 1] ≤ x < bins[i]
/// (NumPy's digitize).
[[nodiscard]] Tensor digitize(const Tensor& values, const Tensor& bins);

/// What unique_consecutive finds.
struct UniqueConsecutive {
  Array values;   ///< one of each run of equal elements
  Array inverse;  ///< int64: the number of the run that each element is in
  Array counts;   ///< int64: the length of each run
};
/// Runs of equal neighbours, as PyTorch's unique_consecutive. Without an axis: of the flattened array; values
/// and counts have one axis, inverse has the shape of x. With an axis: runs of equal slices; values has the
/// shape of x but for that axis, inverse one element per slice. NaN is not equal to NaN.
///
/// How many runs there are depends on the numbers, and the shapes of a graph do not: so this is a function of
/// arrays, computed at once. Throws ShapeError for an axis that x does not have.
[[nodiscard]] UniqueConsecutive unique_consecutive(const Array& x, std::optional<int> axis = {});

}  // namespace saem
