#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/passes/recompute.h"

namespace saem {

/// Which tasks run when, and which values they read: a schedule reduced to numbers, so that changes to it can
/// be tried quickly. Values are numbered; a task that is done twice makes new ones.
class RecomputePlan {
 public:
  struct Step {
    std::size_t task = 0;  ///< of the given schedule
    bool is_repeat = false;
    std::vector<std::size_t> inputs;  ///< one per input of the task; `none` for leaves
    std::vector<std::size_t> outputs;
  };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  RecomputePlan(const Graph& graph, const Schedule& schedule, std::span<const TaskMemory> memory);

  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
  [[nodiscard]] std::size_t value_count() const noexcept { return values_.size(); }
  /// The most bytes that are in use at once.
  [[nodiscard]] std::size_t peak() const noexcept { return peak_.bytes; }
  /// Lets one value go before the moment of the peak and makes it again afterwards. False if nothing lowers
  /// the peak any more.
  bool improve();

 private:
  struct Value {
    std::size_t bytes = 0;
    bool is_fixed = false;  ///< a result, or steady: has memory of its own
    std::size_t first = none;
    std::size_t last = 0;
  };
  struct Peak {
    std::size_t bytes = 0;
    std::size_t steps = 0;  ///< how many reach it
    std::size_t at = 0;     ///< the first of them
    [[nodiscard]] bool operator<(const Peak& other) const noexcept {
      return bytes != other.bytes ? bytes < other.bytes : steps < other.steps;
    }
  };
  /// A way to let a value go: which steps are repeated before which one.
  struct Change {
    std::vector<std::size_t> repeated;  ///< in running order
    std::size_t before = none;
    double gain = 0;  ///< bytes that are free at the peak, per work
  };

  [[nodiscard]] std::vector<Change> changes() const;
  [[nodiscard]] std::optional<Change> change(std::size_t step, bool recursively) const;
  void apply(const Change& change);
  void measure();
  [[nodiscard]] std::size_t first_reader_after(const Step& step, std::size_t time) const;

  std::vector<Step> steps_;
  std::vector<Value> values_;
  std::vector<std::size_t> maker_;                 ///< per value: its step
  std::vector<std::vector<std::size_t>> readers_;  ///< per value: the steps that read it, in order
  std::vector<std::size_t> repeat_at_;             ///< per task: the step that repeats it, or `none`
  std::vector<TaskMemory> memory_;                 ///< per task
  std::vector<double> work_;                       ///< per task, in bytes moved or what takes as long
  Peak peak_;
};

}  // namespace saem
