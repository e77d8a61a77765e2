#include "saem/report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace saem::detail {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that is at least `step`.
double round_step(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= step * (1.0 - 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

std::string label(double tick, double step, double largest) {
  if (largest >= 1e6 || step < 1e-5) return fmt::format("{:.3g}", tick);
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return fmt::format("{:.{}f}", tick, decimals);
}

}  // namespace

Axis make_axis(double low, double high, int intervals, bool whole_numbers) {
  if (low > high) std::swap(low, high);
  constexpr double limit = 1e300;     // so that high - low stays finite
  constexpr double nothing = 1e-290;  // so that a step is not lost in the subnormal numbers
  low = std::clamp(low, -limit, limit);
  high = std::clamp(high, -limit, limit);
  const double scale = std::max(std::abs(low), std::abs(high));
  if (high - low <= std::max(scale * 1e-9, nothing)) {  // (nearly) constant: one value in the middle
    const double margin = scale > nothing ? scale * 0.1 : 0.5;
    low -= whole_numbers ? 0.0 : margin;
    high += whole_numbers ? 1.0 : margin;
  }
  double step = round_step((high - low) / std::max(intervals, 1));
  if (whole_numbers) step = std::max(step, 1.0);

  Axis axis;
  const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
  for (double k = first; k <= last; k += 1.0) axis.ticks.push_back(k == 0.0 ? 0.0 : k * step);
  axis.low = axis.ticks.front();
  axis.high = axis.ticks.back();
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  for (const double tick : axis.ticks) axis.labels.push_back(label(tick, step, largest));
  return axis;
}

}  // namespace saem::detail
