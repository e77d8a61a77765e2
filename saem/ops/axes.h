#pragma once

// Axis arguments of the public functions. Not part of the public interface.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saem/core/shape.h"
#include "saem/graph/op.h"

namespace saem::detail {

/// The axis as a number in [0, rank). Throws ShapeError in the name of `op` if it is outside [-rank, rank).
[[nodiscard]] int normalized_axis(std::string_view op, const Shape& shape, int axis);

/// The axes as ascending numbers in [0, rank); all of them if `axes` is empty.
/// Throws ShapeError if one is outside, ValueError if one is named twice.
[[nodiscard]] std::vector<std::int64_t> normalized_axes(std::string_view op, const Shape& shape,
                                                        std::span<const int> axes);

/// The shape with the reduced extents set to 1: what broadcasts against the input.
[[nodiscard]] Shape kept_shape(const Shape& shape, std::span<const std::int64_t> axes);
/// Shape rule of reductions: the attribute "axes" of the first input disappears. Throws ShapeError unless
/// they are ascending axes of the input.
[[nodiscard]] Shape shape_without_axes(const Signature& s);
/// Number of elements that are reduced to one.
[[nodiscard]] std::int64_t reduced_count(const Shape& shape, std::span<const std::int64_t> axes);
/// Strides into the reduced array, by axes of input 0: 0 along the axes that disappear.
[[nodiscard]] std::vector<std::int64_t> reduced_strides(const ReferenceCall& call);

}  // namespace saem::detail
