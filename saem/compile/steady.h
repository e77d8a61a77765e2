#pragma once

#include <memory>
#include <vector>

#include "saem/passes/schedule.h"

namespace saem {

/// A task that has something to keep from run to run: its results, or what its kernel makes of its steady
/// inputs.
struct Renewal {
  std::size_t task = 0;
  std::vector<const VariableState*> variables;  ///< to be done again when one of them has changed
};

/// Finds the steady values: those that depend only on constants and on variables that the graph does not
/// write. Sets Task::steady_inputs, and returns what has to be done before the first run and again after such
/// a variable has changed, in the order of the schedule.
std::vector<Renewal> mark_steady(const Graph& graph, Schedule& schedule);

/// True if all that the task reads is steady, so that its results stay the same from run to run.
[[nodiscard]] bool is_steady(const Task& task);

}  // namespace saem
