#pragma once

#include <cmath>
#include <limits>
#include <numbers>

namespace saem::detail {

/// The y with erf y = x, to the last places of a double. Winitzki's approximation (2008, "A handy
/// approximation for the error function and its inverse"), which is right to 2e-3, then two steps of Halley's
/// method, each of which triples the number of right digits.
[[nodiscard]] inline double inverse_erf(double x) {
  const double size = std::abs(x);
  if (!(size < 1)) {
    if (size == 1) return std::copysign(std::numeric_limits<double>::infinity(), x);
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (size < 1e-9) return x * (0.5 / std::numbers::inv_sqrtpi);
  constexpr double a = 0.147;
  const double logarithm = std::log1p(-size * size);
  const double half = 2 / (std::numbers::pi * a) + logarithm / 2;
  double y = std::sqrt(std::sqrt(half * half - logarithm / a) - half);
  for (int step = 0; step < 3; ++step) {
    // Beyond the middle the complement is what still has digits.
    const double error = size < 0.5 ? std::erf(y) - size : (1 - size) - std::erfc(y);
    const double newton = error / (2 * std::numbers::inv_sqrtpi * std::exp(-y * y));
    y -= newton / (1 + y * newton);
  }
  return std::copysign(y, x);
}

}  // namespace saem::detail
