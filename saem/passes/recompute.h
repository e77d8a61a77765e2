#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// What the plan must know of a task besides its types.
struct TaskMemory {
  std::size_t scratch_bytes = 0;
  std::vector<bool> writes_over = {};  ///< per input: an output may take its memory if it dies there
};

/// A schedule in which some tasks are done a second time, just before their results are read again, so that
/// these need not be kept meanwhile.
struct Recomputation {
  Graph graph;  ///< the same with other nodes
  Schedule schedule;
  std::vector<std::size_t> origin;  ///< per task: the task of the given schedule that it is, or repeats
};
using MeasureArena = std::function<std::size_t(const Recomputation&)>;

/// Repeats tasks until the arena fits into `budget` bytes: those first that free most per work, elementwise
/// groups, masks and pooling before convolutions, and whole segments between values that are kept where one
/// task does not suffice (Chen et al., "Training deep nets with sublinear memory cost", 2016). No task is
/// done more than twice. The same tasks in the same layouts give the same bits; only when they run changes.
///
/// @param memory   one per task
/// @param measure  bytes of the arena that a schedule really needs
/// Throws ValueError, naming the least that can be reached, if the budget is smaller than that.
[[nodiscard]] Recomputation recompute(const Graph& graph, const Schedule& schedule,
                                      std::span<const TaskMemory> memory, std::size_t budget,
                                      const MeasureArena& measure);

}  // namespace saem
