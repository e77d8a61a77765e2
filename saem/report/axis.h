#pragma once

#include <string>
#include <vector>

namespace saem::detail {

/// The scale of one chart axis: round numbers from the first tick at or below `low` to the first at or above
/// `high`.
struct Axis {
  double low = 0.0, high = 1.0;     ///< the ends, themselves ticks
  std::vector<double> ticks;        ///< ascending, evenly spaced by 1, 2 or 5 times a power of ten
  std::vector<std::string> labels;  ///< one per tick, all with the same number of decimals

  /// Where `value` lies: 0 at `low`, 1 at `high`.
  [[nodiscard]] double position(double value) const noexcept { return (value - low) / (high - low); }
};

/// An axis that covers [low, high] with about `intervals` steps. Both must be finite; equal ends are widened.
/// @param whole_numbers  ticks at integers only (epochs, counts).
[[nodiscard]] Axis make_axis(double low, double high, int intervals, bool whole_numbers = false);

}  // namespace saem::detail
