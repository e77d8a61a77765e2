#pragma once

#include <functional>

namespace saem {

/// A function of one number: here the loss along a direction.
struct LinePoint {
  double step = 0;
  double value = 0;
  double slope = 0;
};
using LineFunction = std::function<LinePoint(double step)>;

// A line search returns a point whose value is enough below that of `start`, which has step 0 and a negative
// slope: value ≤ start.value + 10⁻⁴ · step · start.slope; or `start` if it found none in max_evaluations.
// Values that are not finite count as too large.

/// A point where also |slope| ≤ 0.9 · |start.slope|, if one is found in time. Nocedal, Wright, "Numerical
/// Optimization", 2nd edition, algorithms 3.5 and 3.6, with the cubic interpolation of equation 3.59.
[[nodiscard]] LinePoint strong_wolfe_search(const LineFunction& f, const LinePoint& start, double first_step,
                                            int max_evaluations);
/// The first of first_step, first_step/2, first_step/4, …: algorithm 3.1.
[[nodiscard]] LinePoint backtracking_search(const LineFunction& f, const LinePoint& start, double first_step,
                                            int max_evaluations);

}  // namespace saem
