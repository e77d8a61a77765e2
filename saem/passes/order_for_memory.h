#pragma once

#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// Moves tasks forward that free more memory than they take, to where all that they read is there: the
/// gradient of a layer's weights, say, to right behind the gradient of the layer's output, which is then no
/// longer needed. Of two that together are the last to read something, the one that leaves less behind comes
/// first. The order is otherwise the given one, and remains one in which inputs come first.
[[nodiscard]] Schedule order_for_memory(Schedule schedule, const Graph& graph);

}  // namespace saem
