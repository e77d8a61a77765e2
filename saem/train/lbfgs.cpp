#include "saem/train/lbfgs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numeric>
#include <vector>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/train/line_search.h"
#include "saem/train/option_checks.h"

namespace saem {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// a + factor · b
Vector sum(const Vector& a, double factor, const Vector& b) {
  Vector result = a;
  for (std::size_t i = 0; i < a.size(); ++i) result[i] += factor * b[i];
  return result;
}

double largest(const Vector& v) {
  double result = 0;
  for (const double x : v) result = std::max(result, std::abs(x));
  return result;
}

void append(Vector& v, const Array& array) {
  const Array wide = array.astype(DType::f64);
  const std::span<const double> elements = wide.data<double>();
  v.insert(v.end(), elements.begin(), elements.end());
}

struct Point {
  Vector x;
  Vector gradient;
  double loss = 0;
};

/// The loss as a function of all elements of the variables in a row.
class Problem {
 public:
  Problem(const std::function<Tensor()>& loss, std::span<const Variable> variables)
      : variables_(variables.begin(), variables.end()), loss_(loss) {}

  [[nodiscard]] int evaluations() const noexcept { return evaluations_; }

  /// Loss and gradient where the variables are.
  Point here() {
    ++evaluations_;
    const Tensors results = values_();
    Point point{.x = {}, .gradient = {}, .loss = results[0].item()};
    for (const Variable& v : variables_) append(point.x, v.value());
    for (std::size_t i = 1; i < results.size(); ++i) append(point.gradient, results[i].value());
    return point;
  }

  void go_to(const Vector& x) {
    std::size_t next = 0;
    for (Variable& v : variables_) {
      const auto n = static_cast<std::size_t>(v.value().size());
      const auto part = std::span(x).subspan(next, n);
      v.assign(Array::of(part, v.shape()).astype(v.dtype()));
      next += n;
    }
  }

 private:
  Tensors traced() {
    const auto [value, slopes] = value_and_grad(loss_, variables_);
    Tensors results{value};
    results.insert(results.end(), slopes.begin(), slopes.end());
    return results;
  }

  std::vector<Variable> variables_;
  std::function<Tensor()> loss_;
  CompiledFunction<std::function<Tensors()>> values_ =
      compile(std::function<Tensors()>([this] { return traced(); }));
  int evaluations_ = 0;
};

/// The last steps and changes of the gradient: an approximation of the inverse Hessian.
class CurvatureHistory {
 public:
  explicit CurvatureHistory(int size) : size_(static_cast<std::size_t>(size)) {}

  [[nodiscard]] bool empty() const noexcept { return pairs_.empty(); }
  void clear() { pairs_.clear(); }

  void add(const Point& from, const Point& to) {
    Pair pair{sum(to.x, -1, from.x), sum(to.gradient, -1, from.gradient), 0};
    const double curvature = dot(pair.step, pair.change);
    // Otherwise the approximation would stop being positive definite.
    if (!(curvature > 1e-10 * std::sqrt(dot(pair.step, pair.step) * dot(pair.change, pair.change)))) return;
    pair.inverse_curvature = 1 / curvature;
    pairs_.push_back(std::move(pair));
    if (pairs_.size() > size_) pairs_.pop_front();
  }

  /// Algorithm 7.4: minus the approximation times the gradient.
  [[nodiscard]] Vector direction(const Vector& gradient) const {
    Vector q = gradient;
    Vector alphas(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      const Pair& p = pairs_[i];
      alphas[i] = p.inverse_curvature * dot(p.step, q);
      q = sum(q, -alphas[i], p.change);
    }
    double scale = -1;
    if (!empty())
      scale = -1 / (pairs_.back().inverse_curvature * dot(pairs_.back().change, pairs_.back().change));
    for (double& x : q) x *= scale;
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const Pair& p = pairs_[i];
      q = sum(q, -alphas[i] - p.inverse_curvature * dot(p.change, q), p.step);
    }
    return q;
  }

 private:
  struct Pair {
    Vector step;
    Vector change;
    double inverse_curvature;
  };
  std::deque<Pair> pairs_;
  std::size_t size_;
};

// The best point on the line from `start`, or a copy of `start` if none is better. The variables are there.
Point search(Problem& problem, const Point& start, const Vector& direction, const LBFGSOptions& options,
             double first_step) {
  Point last = start;
  double last_step = 0;
  const auto go = [&](double step) {
    problem.go_to(sum(start.x, step, direction));
    last = problem.here();
    last_step = step;
  };
  const LineFunction f = [&](double step) {
    go(step);
    return LinePoint{step, last.loss, dot(last.gradient, direction)};
  };
  const LinePoint begin{0, start.loss, dot(start.gradient, direction)};
  const int allowed = std::clamp(options.max_evaluations - problem.evaluations(), 1, 25);
  const auto line_search = options.line_search == "backtracking" ? backtracking_search : strong_wolfe_search;
  const LinePoint found = line_search(f, begin, first_step, allowed);
  if (found.step != last_step) {
    if (found.step == 0) {
      problem.go_to(start.x);
      return start;
    }
    go(found.step);
  }
  return last;
}

}  // namespace

LBFGS::LBFGS(LBFGSOptions options) : options_(std::move(options)) {
  const auto at_least_one = [](std::string_view option, double value) {
    require_option(value >= 1, "LBFGS", option, "at least 1", value);
  };
  at_least_one("max_iterations", options_.max_iterations);
  at_least_one("max_evaluations", options_.max_evaluations);
  at_least_one("history_size", options_.history_size);
  require_option(options_.gradient_tolerance >= 0, "LBFGS", "gradient_tolerance", "≥ 0",
                 options_.gradient_tolerance);
  require_option(options_.change_tolerance >= 0, "LBFGS", "change_tolerance", "≥ 0",
                 options_.change_tolerance);
  require_option(std::isfinite(options_.learning_rate) && options_.learning_rate > 0, "LBFGS",
                 "learning_rate", "a finite number > 0", options_.learning_rate);
  const std::array<std::string, 2> searches{"backtracking", "strong_wolfe"};
  if (std::ranges::find(searches, options_.line_search) == searches.end()) {
    const std::string_view near = nearest_name(options_.line_search, searches);
    fail<ValueError>({"LBFGS",
                      fmt::format("expected line_search to be \"strong_wolfe\" or \"backtracking\", received "
                                  "\"{}\"",
                                  options_.line_search),
                      {},
                      near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
  }
}

LBFGSResult LBFGS::minimize(const std::function<Tensor()>& loss, std::span<const Variable> variables) const {
  if (variables.empty())
    fail<ValueError>({"LBFGS.minimize", "received no variables", {}, "Pass those that the loss is made of."});
  Problem problem(loss, variables);
  CurvatureHistory history(options_.history_size);
  Point point = problem.here();
  const auto is_finite = [](double x) { return std::isfinite(x); };
  if (!std::isfinite(point.loss) || !std::ranges::all_of(point.gradient, is_finite)) {
    fail<NonFiniteError>({"LBFGS.minimize",
                          fmt::format("loss {} or its gradient is not finite at the start", point.loss),
                          {},
                          "Begin with other values of the variables."});
  }
  LBFGSResult result;
  const auto end = [&](bool converged, const char* reason) {
    result.loss = point.loss;
    result.evaluations = problem.evaluations();
    result.converged = converged;
    result.reason = reason;
    return result;
  };
  while (true) {
    if (largest(point.gradient) <= options_.gradient_tolerance)
      return end(true, "the gradient is below gradient_tolerance");
    if (result.iterations == options_.max_iterations) return end(false, "max_iterations are done");
    if (problem.evaluations() >= options_.max_evaluations) return end(false, "max_evaluations are done");
    Vector direction = history.direction(point.gradient);
    if (!(dot(direction, point.gradient) < 0)) {  // rounding has spoilt the approximation
      history.clear();
      direction = history.direction(point.gradient);
    }
    double first_step = options_.learning_rate;
    if (history.empty()) {  // nothing is known of the scale yet
      double size = 0;
      for (const double g : point.gradient) size += std::abs(g);
      first_step *= std::min(1.0, 1 / size);
    }
    Point next = search(problem, point, direction, options_, first_step);
    if (!(next.loss < point.loss)) {
      problem.go_to(point.x);
      if (history.empty()) return end(false, "no smaller loss was found along the gradient");
      history.clear();  // once more, down the gradient
      continue;
    }
    ++result.iterations;
    const double loss_change = point.loss - next.loss;
    const double change = largest(sum(next.x, -1, point.x));
    history.add(point, next);
    point = std::move(next);
    if (loss_change < options_.change_tolerance)
      return end(true, "the loss changes by less than change_tolerance");
    if (change < options_.change_tolerance)
      return end(true, "the variables change by less than change_tolerance");
  }
}

}  // namespace saem
