#include "saem/train/line_search.h"

#include <algorithm>
#include <cmath>

namespace saem {
namespace {

constexpr double c1 = 1e-4;
constexpr double c2 = 0.9;

bool is_finite(const LinePoint& p) { return std::isfinite(p.value) && std::isfinite(p.slope); }

bool decreases_enough(const LinePoint& p, const LinePoint& start) {
  return is_finite(p) && p.value <= start.value + c1 * p.step * start.slope;
}

bool is_flat_enough(const LinePoint& p, const LinePoint& start) {
  return std::abs(p.slope) <= -c2 * start.slope;
}

// Where the cubic through two points with their slopes is least; the middle if that is outside, or too near
// to an end to help.
double next_step(const LinePoint& a, const LinePoint& b) {
  const double middle = 0.5 * (a.step + b.step);
  if (!is_finite(a) || !is_finite(b)) return middle;
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
  const double square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return middle;
  const double d2 = std::copysign(std::sqrt(square), b.step - a.step);
  const double least = b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  const double margin = 0.1 * std::abs(b.step - a.step);
  const auto [low, high] = std::minmax(a.step, b.step);
  return least >= low + margin && least <= high - margin ? least : middle;
}

// Algorithm 3.6: between `low`, which decreases enough, and `high`, there is a point to stop at.
LinePoint zoom(const LineFunction& f, const LinePoint& start, LinePoint low, LinePoint high,
               int evaluations) {
  for (; evaluations > 0; --evaluations) {
    const double step = next_step(low, high);
    if (step == low.step || step == high.step) break;  // no number between them
    const LinePoint p = f(step);
    if (!decreases_enough(p, start) || p.value >= low.value) {
      high = p;
      continue;
    }
    if (is_flat_enough(p, start)) return p;
    if (p.slope * (high.step - low.step) >= 0) high = low;
    low = p;
  }
  return low;
}

}  // namespace

LinePoint strong_wolfe_search(const LineFunction& f, const LinePoint& start, double first_step,
                              int max_evaluations) {
  LinePoint before = start;
  double step = first_step;
  for (int i = 0; i < max_evaluations; ++i) {
    const LinePoint p = f(step);
    const int left = max_evaluations - i - 1;
    if (!decreases_enough(p, start) || (i > 0 && p.value >= before.value))
      return zoom(f, start, before, p, left);
    if (is_flat_enough(p, start)) return p;
    if (p.slope >= 0) return zoom(f, start, p, before, left);
    before = p;
    step *= 2;
  }
  return before;
}

LinePoint backtracking_search(const LineFunction& f, const LinePoint& start, double first_step,
                              int max_evaluations) {
  double step = first_step;
  for (int i = 0; i < max_evaluations; ++i, step *= 0.5) {
    const LinePoint p = f(step);
    if (decreases_enough(p, start)) return p;
  }
  return start;
}

}  // namespace saem
