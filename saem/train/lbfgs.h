#pragma once

#include <functional>
#include <span>
#include <string>

#include "saem/graph/variable.h"

namespace saem {

struct LBFGSOptions {
  int max_iterations = 100;
  int max_evaluations = 1000;                ///< of the loss and its gradient
  int history_size = 10;                     ///< pairs of steps and gradient changes that are remembered
  double gradient_tolerance = 1e-6;          ///< done when no element of the gradient is larger
  double change_tolerance = 1e-9;            ///< done when loss, or every variable, changes by less
  std::string line_search = "strong_wolfe";  ///< or "backtracking"
  double learning_rate = 1;                  ///< the step that a line search tries first
};

struct LBFGSResult {
  double loss = 0;  ///< where the variables are now
  int iterations = 0;
  int evaluations = 0;
  bool converged = false;
  std::string reason = {};  ///< why it ended: "the gradient is below gradient_tolerance", …
};

/// Minimises a loss over all the data at once by the limited-memory BFGS method. It is no Optimizer: a step
/// evaluates the loss several times, and the loss must be the same function each time (no batches, no
/// dropout).
///
/// Direction: two-loop recursion over the last history_size pairs. Step length: the strong Wolfe conditions
/// with c₁ = 10⁻⁴, c₂ = 0.9 by bracketing and cubic interpolation, or halving until the first of them holds.
/// The history is kept in float64 and updated on one thread: runs repeat bit for bit.
/// Source: Nocedal, Wright, "Numerical Optimization", 2nd edition: algorithms 7.4, 7.5, 3.5, 3.6 and 3.1.
class LBFGS {
 public:
  /// Throws ValueError for an option outside its range, with the nearest name for an unknown line search.
  explicit LBFGS(LBFGSOptions options = {});

  /// Moves `variables` to where `loss`, a scalar made of them with ops, is least nearby; never to where it is
  /// larger than at the start. Throws NonFiniteError if loss or gradient are not finite at the start,
  /// ValueError without variables, ShapeError if the loss is no scalar.
  LBFGSResult minimize(const std::function<Tensor()>& loss, std::span<const Variable> variables) const;

 private:
  LBFGSOptions options_;
};

}  // namespace saem
