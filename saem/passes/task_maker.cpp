#include "saem/passes/task_maker.h"

#include <algorithm>
#include <utility>

#include "saem/graph/op.h"
#include "saem/passes/reading.h"

namespace saem {
namespace {

Tensors inputs_of(const TaskMaker::Members& members, const std::unordered_set<const Node*>& inside) {
  // All of them: matmul(x, x) reads x twice.
  if (members.size() == 1) return members.front()->inputs();
  Tensors inputs;
  const auto add = [&](const Tensor& input) {
    if (inside.contains(&input.node())) return;
    const auto same = [&](const Tensor& known) { return known.same_as(input); };
    if (std::ranges::none_of(inputs, same)) inputs.push_back(input);
  };
  // What the first node reads comes first, in its order, and constants last: so a kernel with an epilogue
  // finds its operands, and after them the bias or the mask.
  if (!is_reading(*members.front())) {
    for (const Tensor& input : members.front()->inputs()) add(input);
  }
  for (const bool constants : {false, true}) {
    for (const auto& node : members) {
      for (const Tensor& input : node->inputs()) {
        if ((input.node().op().name == "constant") == constants) add(input);
      }
    }
  }
  return inputs;
}

}  // namespace

TaskMaker::TaskMaker(const Graph& graph) : roots_(results_of(graph)) {
  for (auto& node : topological_order(roots_)) {
    if (node->op().is_leaf || node->op().is_view) continue;
    for (const Tensor& input : node->inputs()) readers_[&behind_views(input).node()].push_back(node.get());
    nodes_.push_back(std::move(node));
  }
  for (const Tensor& root : roots_) results_.insert(&behind_views(root).node());
}

bool TaskMaker::is_needed_in_memory(const Node& node, const std::unordered_set<const Node*>& inside) const {
  if (is_result(node)) return true;
  const auto users = readers_.find(&node);
  if (users == readers_.end()) return false;
  return std::ranges::any_of(users->second, [&](const Node* user) {
    // A value read inside through a view must be in memory as well: the view has another shape.
    const auto is_view_of_node = [&](const Tensor& t) {
      return t.node().op().is_view && &behind_views(t).node() == &node;
    };
    // A way of reading it may be inside here and inside other groups as well.
    const auto is_inside = [&](const Node* reader) { return inside.contains(reader); };
    const auto read_on = readers_.find(user);
    const bool read_elsewhere =
        is_reading(*user) && read_on != readers_.end() && !std::ranges::all_of(read_on->second, is_inside);
    return !is_inside(user) || read_elsewhere || std::ranges::any_of(user->inputs(), is_view_of_node);
  });
}

Task TaskMaker::make(Members members) const {
  std::unordered_set<const Node*> inside;
  for (const auto& node : members) inside.insert(node.get());
  Task task;
  task.inputs = inputs_of(members, inside);
  for (const auto& node : members) {
    const bool is_written = members.size() == 1 || (!is_reading(*node) && is_needed_in_memory(*node, inside));
    for (std::size_t i = 0; is_written && i < node->outputs().size(); ++i)
      task.outputs.emplace_back(node, static_cast<int>(i));
  }
  task.nodes = std::move(members);
  return task;
}

}  // namespace saem
