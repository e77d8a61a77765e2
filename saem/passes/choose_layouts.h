#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "saem/passes/schedule.h"

namespace saem {

/// In which layouts a kernel can read or write a value.
enum class LayoutUse : std::uint8_t {
  plain,   ///< row-major only
  either,  ///< row-major or in channel blocks, as others want it
  blocks,  ///< best in channel blocks; row-major is possible
};

/// What a backend can do with layouts for one task.
struct LayoutSupport {
  std::int64_t block = 0;                  ///< channels per block; 0: row-major only
  std::vector<LayoutUse> inputs, outputs;  ///< one per input and output of the task, or none at all
  bool outputs_alike = false;              ///< all outputs must be in one layout
};
using LayoutRule = std::function<LayoutSupport(const Task&)>;

/// Decides in which layout each value lies in memory, and writes it into the tasks. A value is kept in
/// channel blocks if the task that makes it and all tasks that read it can take it so, and one of them, or
/// one that is connected with them by tasks that take either, is better for it. What enters or leaves the
/// program, and what is read through a view, is row-major. No task is added: where layouts meet, the kernel
/// that reads or writes both changes one into the other on the way.
void choose_layouts(Schedule& schedule, const Graph& graph, const LayoutRule& support);

}  // namespace saem
