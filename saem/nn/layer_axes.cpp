#include "saem/nn/layer_axes.h"

#include <fmt/format.h>

#include <algorithm>

namespace saem::detail {

std::string axes_problem(const std::vector<int>& axes, const Shape& input) {
  if (axes.empty()) return "expected at least one axis";
  std::vector<int> seen;
  for (const int axis : axes) {
    if (axis >= input.rank() || axis < -input.rank()) return fmt::format("there is no axis {}", axis);
    const int place = input.axis(axis);
    if (place == 0) return "axis 0 is the batch";
    if (std::ranges::count(seen, place) > 0) return fmt::format("axis {} is named twice", axis);
    if (input[place] < 1) return fmt::format("axis {} is empty", axis);
    seen.push_back(place);
  }
  return {};
}

std::vector<int> sorted_axes(const std::vector<int>& axes, const Shape& input) {
  std::vector<int> places;
  for (const int axis : axes) places.push_back(input.axis(axis));
  std::ranges::sort(places);
  return places;
}

}  // namespace saem::detail
