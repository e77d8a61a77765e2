#pragma once

#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// Masks (y > 0, for the gradient of ReLU) that are made with y long before they are read are made by their
/// reader instead, where y is in memory until then anyway, or nearly so: a quarter of y's memory less, and
/// the same mask. (A sum that closes the reader's group may be added up in other parts.) If the reader masks
/// a gradient that a task before it makes (where(y > 0, g, 0)), and that task can do so before it writes g
/// (GroupingRules::absorbs_mask), it does.
///
/// To be called when the tasks are in the order in which they will run.
[[nodiscard]] Schedule remake_masks(Schedule schedule, const Graph& graph, const GroupingRules& rules);

}  // namespace saem
