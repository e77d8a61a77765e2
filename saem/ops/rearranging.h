#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/ops/reduction.h"

namespace saem {

// The same elements in another order, of any dtype. All of these are made of slice, concat, transpose,
// broadcast_to and gather. Each throws ShapeError for an axis that x does not have.

/// x cut into `parts` of equal extent along an axis. Throws ShapeError if they do not divide it.
[[nodiscard]] Tensors split(const Tensor& x, std::int64_t parts, int axis = 0);
/// x cut before these positions, as NumPy's split with a list: positions p, q give [0, p), [p, q), [q, n).
/// Throws ValueError unless they ascend within [0, n].
[[nodiscard]] Tensors split_at(const Tensor& x, const std::vector<std::int64_t>& positions, int axis = 0);
/// x cut into parts of these extents; one may be -1 to be what is left. Throws ShapeError unless they add up
/// to the axis.
[[nodiscard]] Tensors split_sizes(const Tensor& x, const std::vector<std::int64_t>& sizes, int axis = 0);
/// Tensors of one shape side by side along a new axis. Throws ShapeError if their shapes differ, ValueError
/// if there are none.
[[nodiscard]] Tensor stack(std::span<const Tensor> parts, int axis = 0);
/// The slices of x along an axis, which disappears.
[[nodiscard]] Tensors unstack(const Tensor& x, int axis = 0);

/// x repeated as a whole repeats[i] times along axis i, as NumPy's tile: the shorter of x's shape and
/// `repeats` is filled up with ones in front.
[[nodiscard]] Tensor tile(const Tensor& x, const std::vector<std::int64_t>& repeats);
/// Each element `times` times, side by side along an axis; of the flattened x without an axis.
[[nodiscard]] Tensor repeat(const Tensor& x, std::int64_t times, std::optional<int> axis = {});
/// Element i of the axis times[i] times.
[[nodiscard]] Tensor repeat(const Tensor& x, const std::vector<std::int64_t>& times,
                            std::optional<int> axis = {});
/// Reversed along these axes (all when empty).
[[nodiscard]] Tensor flip(const Tensor& x, const Axes& axes = {});
/// Moved on by `shift` places along an axis; what leaves at the end comes in at the start. Without an axis,
/// the flattened x is moved. A negative shift moves back.
[[nodiscard]] Tensor roll(const Tensor& x, std::int64_t shift, std::optional<int> axis = {});
/// The same along several axes, one after the other.
[[nodiscard]] Tensor roll(const Tensor& x, const std::vector<std::int64_t>& shifts, const Axes& axes);

/// Axis `from` at place `to`, the others in their order.
[[nodiscard]] Tensor moveaxis(const Tensor& x, int from, int to);
/// Several axes at once: from[i] goes to to[i].
[[nodiscard]] Tensor moveaxis(const Tensor& x, const Axes& from, const Axes& to);
/// Two axes exchanged.
[[nodiscard]] Tensor swapaxes(const Tensor& x, int a, int b);
/// Turned by 90° `times` times in the plane of two axes, from the first towards the second (NumPy's rot90).
[[nodiscard]] Tensor rot90(const Tensor& x, int times = 1, int first = 0, int second = 1);

}  // namespace saem
