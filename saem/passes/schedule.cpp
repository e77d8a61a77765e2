#include "saem/passes/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "saem/graph/op.h"
#include "saem/passes/grouping.h"

namespace saem {
namespace {

Tensors roots_of(const Graph& graph) {
  Tensors roots = graph.outputs;
  for (const auto& update : graph.updates) roots.push_back(update.value);
  return roots;
}

/// The tensor whose memory a view shows: reshape of reshape of x is x.
Tensor behind_views(Tensor tensor) {
  while (tensor.node().op().is_view) tensor = tensor.node().input(0);
  return tensor;
}

}  // namespace

Schedule make_schedule(const Graph& graph, const GroupingRules& rules) {
  const Tensors roots = roots_of(graph);
  std::vector<std::shared_ptr<Node>> work;
  for (auto& node : topological_order(roots)) {
    if (!node->op().is_leaf && !node->op().is_view) work.push_back(std::move(node));
  }

  std::vector<std::vector<std::shared_ptr<Node>>> groups;
  if (rules.elementwise) {
    groups = Grouping(work, roots, rules).take();
  } else {
    for (auto& node : work) groups.push_back({node});
  }

  // Who reads each value, to tell what a group must write to memory.
  std::unordered_map<const Node*, std::vector<const Node*>> readers;
  for (const auto& node : work) {
    for (const Tensor& input : node->inputs()) readers[&behind_views(input).node()].push_back(node.get());
  }
  std::unordered_set<const Node*> needed;
  for (const Tensor& root : roots) needed.insert(&behind_views(root).node());

  Schedule tasks;
  for (auto& members : groups) {
    Task task;
    std::unordered_set<const Node*> inside;
    for (const auto& node : members) inside.insert(node.get());
    const auto add_input = [&](const Tensor& input) {
      if (inside.contains(&input.node())) return;
      for (const Tensor& known : task.inputs) {
        if (known.same_as(input)) return;
      }
      task.inputs.push_back(input);
    };
    // What the first node reads comes first, in its order, and constants last: so a kernel with an epilogue
    // finds its operands, and after them the bias or the mask.
    for (const Tensor& input : members.front()->inputs()) add_input(input);
    for (const bool constants : {false, true}) {
      for (const auto& node : members) {
        for (const Tensor& input : node->inputs()) {
          if ((input.node().op().name == "constant") == constants) add_input(input);
        }
      }
    }
    for (const auto& node : members) {
      if (members.size() > 1 && is_stretch(*node)) continue;
      const auto& users = readers[node.get()];
      const bool read_outside =
          std::any_of(users.begin(), users.end(), [&](const Node* user) { return !inside.contains(user); });
      // A value read inside through a view must be in memory as well: the view has another shape.
      const bool viewed = std::any_of(users.begin(), users.end(), [&](const Node* user) {
        return std::any_of(user->inputs().begin(), user->inputs().end(), [&](const Tensor& t) {
          return t.node().op().is_view && &behind_views(t).node() == node.get();
        });
      });
      if (members.size() == 1 || read_outside || viewed || needed.contains(node.get())) {
        for (std::size_t i = 0; i < node->outputs().size(); ++i)
          task.outputs.emplace_back(node, static_cast<int>(i));
      }
    }
    task.nodes = std::move(members);
    tasks.push_back(std::move(task));
  }

  // Groups were formed around their first members: put the tasks into an order in which inputs come first.
  std::unordered_map<const Node*, std::size_t> task_of;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    for (const Tensor& output : tasks[t].outputs) task_of[&output.node()] = t;
  }
  std::vector<char> state(tasks.size(), 0);
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> stack;
  for (std::size_t start = 0; start < tasks.size(); ++start) {
    if (state[start]) continue;
    state[start] = 1;
    stack.emplace_back(start, 0);
    while (!stack.empty()) {
      auto& [t, next] = stack.back();
      if (next == tasks[t].inputs.size()) {
        order.push_back(t);
        stack.pop_back();
        continue;
      }
      const auto producer = task_of.find(&behind_views(tasks[t].inputs[next++]).node());
      if (producer == task_of.end() || state[producer->second]) continue;
      state[producer->second] = 1;
      stack.emplace_back(producer->second, 0);
    }
  }
  Schedule schedule;
  for (const std::size_t t : order) schedule.push_back(std::move(tasks[t]));
  return schedule;
}

std::string Task::to_string() const {
  std::string names;
  for (const auto& n : nodes) {
    if (is_group() && is_stretch(*n)) continue;
    if (names.size() > 60) {
      names += "+…";
      break;
    }
    names += (names.empty() ? "" : "+") + n->op().name;
  }
  std::string text = fmt::format("{} {}", names, node().outputs()[0].shape.to_string());
  const std::string& scope = nodes.front()->scope();
  if (!scope.empty()) text += fmt::format(" in {}", scope);
  return text;
}

}  // namespace saem
