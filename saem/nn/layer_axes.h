#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "saem/core/shape.h"

namespace saem {

/// One axis or several: -1, {1, 2}. Counted with the batch; negative ones count from the end.
struct LayerAxes : std::vector<int> {
  LayerAxes(int axis) : std::vector<int>{axis} {}                          // NOLINT: an axis is a list of one
  LayerAxes(std::initializer_list<int> axes) : std::vector<int>(axes) {}   // NOLINT
  LayerAxes(std::vector<int> axes) : std::vector<int>(std::move(axes)) {}  // NOLINT
};

namespace detail {

/// Why these are no axes of an example of this input: outside of it, the batch, or one twice. Empty if they
/// are.
[[nodiscard]] std::string axes_problem(const std::vector<int>& axes, const Shape& input);
/// The axes as numbers in [0, rank), ascending.
[[nodiscard]] std::vector<int> sorted_axes(const std::vector<int>& axes, const Shape& input);

}  // namespace detail
}  // namespace saem
