#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saem/compile/finite.h"
#include "saem/core/array.h"
#include "saem/graph/variable.h"

namespace saem {

/// What a run of training keeps in order to say, when a step is not finite, how it came to that: the losses
/// of the last steps, and a few earlier states with their batches, from which any value's range at that time
/// can be computed again. States are kept before steps 1, 2, 4, … 64 and then each 64th, the last four of
/// them, and never more than 8 MiB; so a step costs a copy of the weights divided by 64.
class ValueHistory {
 public:
  void clear() { *this = ValueHistory(); }
  [[nodiscard]] bool keeps_next_step() const;
  /// To be called before each such step, with everything that forward and backward pass depend on.
  void before_step(std::span<const Variable> variables, std::span<const Array> batch);
  /// To be called after each step that was finite.
  void after_step(double loss);

  /// Takes the step on a batch op by op and returns the ranges of all that it computed, in order.
  using Replay = std::function<std::vector<ValueRange>(std::span<const Array> batch)>;
  /// "-0.5 to 2.1 (3 steps before), 0.1 to 1.5 (1 step before); losses before: 0.31, 0.52": of the last value
  /// in `failed`, the oldest first. Variables that `replay` changes (all of them in `all`) have their
  /// values back afterwards. Empty if there were no steps.
  [[nodiscard]] std::string text(const std::vector<ValueRange>& failed, std::span<const Variable> all,
                                 const Replay& replay) const;

 private:
  struct State {
    std::int64_t step;
    std::vector<std::pair<Variable, Array>> variables;
    std::vector<Array> batch;
  };
  [[nodiscard]] std::string ranges_text(const std::vector<ValueRange>& failed, const Replay& replay) const;

  std::int64_t steps_ = 0;  ///< that were finite
  std::deque<State> states_;
  std::deque<double> losses_;
};

}  // namespace saem
