#pragma once

// Axis arguments of the public functions. Not part of the public interface.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saem/core/shape.h"

namespace saem::detail {

/// The axis as a number in [0, rank). Throws ShapeError in the name of `op` if it is outside [-rank, rank).
[[nodiscard]] int normalized_axis(std::string_view op, const Shape& shape, int axis);

/// The axes as ascending numbers in [0, rank); all of them if `axes` is empty.
/// Throws ShapeError if one is outside, ValueError if one is named twice.
[[nodiscard]] std::vector<std::int64_t> normalized_axes(std::string_view op, const Shape& shape,
                                                        std::span<const int> axes);

}  // namespace saem::detail
