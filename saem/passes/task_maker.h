#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/passes/schedule.h"

namespace saem {

/// Makes tasks out of groups of a graph's nodes: what each reads from memory, and which of its values others
/// need there.
class TaskMaker {
 public:
  using Members = std::vector<std::shared_ptr<Node>>;

  explicit TaskMaker(const Graph& graph);

  /// What is to be done, inputs before users: neither leaves nor views.
  [[nodiscard]] const Members& nodes() const noexcept { return nodes_; }
  /// What must be in memory at the end.
  [[nodiscard]] const Tensors& results() const noexcept { return roots_; }
  [[nodiscard]] bool is_result(const Node& node) const { return results_.contains(&node); }
  /// Members come after those whose values they read, and are at least one.
  [[nodiscard]] Task make(Members members) const;

 private:
  [[nodiscard]] bool is_needed_in_memory(const Node& node,
                                         const std::unordered_set<const Node*>& inside) const;

  Tensors roots_;
  Members nodes_;
  std::unordered_map<const Node*, std::vector<const Node*>> readers_;  ///< through views as well
  std::unordered_set<const Node*> results_;
};

}  // namespace saem
