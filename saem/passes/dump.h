#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// One line per node, inputs before users: number, op, inputs by number, attributes, dtype and shape, layer;
/// then the outputs and the updates. Numbers count from the first parameter on, so that equal graphs give
/// equal text.
///
///     %0 = parameter           f32 (8, 3)
///     %1 = variable 'kernel'   f32 (3, 4)
///     %2 = matmul %0 %1 {…}    f32 (8, 4)   in Dense 'dense'
///     return %2
[[nodiscard]] std::string to_string(const Graph& graph);

/// One line per task: number, ops, what it reads (tasks by number, other values by name), dtype, shape,
/// layout and size of what it writes, layer.
/// @param notes  one per task, put at the end of its line (places in memory, say); or none.
[[nodiscard]] std::string to_string(const Schedule& schedule, const Graph& graph,
                                    std::span<const std::string> notes = {});

/// Shows on stderr what each pass made, if the environment says SAEM_DUMP=passes.
class PassDump {
 public:
  PassDump();
  /// False: showing does nothing, and notes need not be made.
  [[nodiscard]] bool is_on() const noexcept { return on_; }
  void show(std::string_view pass, const Graph& graph) const;
  void show(std::string_view pass, const Schedule& schedule, const Graph& graph,
            std::span<const std::string> notes = {}) const;

 private:
  bool on_;
};

}  // namespace saem
