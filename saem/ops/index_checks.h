#pragma once

// What the loops that read by number share: which indices there are, and the message for one that is outside.
// Not part of the public interface.

#include <cstdint>
#include <span>
#include <string_view>

#include "saem/graph/op.h"

namespace saem::detail {

/// An array of shape (outer, extent, inner), as a loop along one axis sees it.
struct AxisView {
  AxisView(const Shape& shape, int axis)
      : outer(shape.slice(0, axis).count()),
        extent(shape[axis]),
        inner(shape.slice(axis + 1, shape.rank()).count()) {}
  std::int64_t outer, extent, inner;
};

/// The place of an index, which counts from the end if it is negative; outside [0, extent) if there is none.
[[nodiscard]] constexpr std::int64_t place_of(std::int64_t index, std::int64_t extent) noexcept {
  return index < 0 ? index + extent : index;
}
[[nodiscard]] constexpr bool is_inside(std::int64_t index, std::int64_t least, std::int64_t extent) noexcept {
  return index >= least && index < extent;
}

/// The least index that there is: 0 where the attributes say from_zero, else -extent.
[[nodiscard]] std::int64_t least_index(const Attributes& attributes, std::int64_t extent);

/// Throws ValueError for element `position` of the indices.
[[noreturn]] void fail_index(std::string_view op, std::int64_t index, std::int64_t position,
                             std::int64_t axis, std::int64_t least, std::int64_t extent);
/// Throws it for the first index that is outside.
void require_inside(std::string_view op, std::span<const std::int64_t> indices, const Attributes& attributes,
                    std::int64_t extent);

/// gather along axis 0, for which a negative index is outside: the row of a table must not be the last one
/// because a number is missing.
[[nodiscard]] Tensor gather_from_zero(const Tensor& x, const Tensor& indices);

/// Throws DTypeError unless input `i` has integers.
void require_integers(const Signature& s, int i, std::string_view what);
/// The attribute "axis", which must be in [0, rank).
[[nodiscard]] int axis_attribute(const Signature& s, int rank);

}  // namespace saem::detail
