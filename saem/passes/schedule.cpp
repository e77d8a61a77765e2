#include "saem/passes/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "saem/graph/op.h"
#include "saem/passes/grouping.h"

namespace saem {
namespace {

using Members = std::vector<std::shared_ptr<Node>>;

/// What is done, and by whom each value is read.
struct Work {
  explicit Work(const Graph& graph) : roots(results_of(graph)) {
    for (auto& node : topological_order(roots)) {
      if (node->op().is_leaf || node->op().is_view) continue;
      for (const Tensor& input : node->inputs()) readers[&behind_views(input).node()].push_back(node.get());
      nodes.push_back(std::move(node));
    }
    for (const Tensor& root : roots) results.insert(&behind_views(root).node());
  }

  Tensors roots;
  Members nodes;  ///< inputs before users; no leaves, no views
  std::unordered_map<const Node*, std::vector<const Node*>> readers;
  std::unordered_set<const Node*> results;
};

/// One group as a task: what it reads from memory, and which of its values others need there.
Task make_task(Members members, const Work& work) {
  std::unordered_set<const Node*> inside;
  for (const auto& node : members) inside.insert(node.get());

  Task task;
  const auto add_input = [&](const Tensor& input) {
    if (inside.contains(&input.node())) return;
    const auto same = [&](const Tensor& known) { return known.same_as(input); };
    if (std::ranges::none_of(task.inputs, same)) task.inputs.push_back(input);
  };
  // What the first node reads comes first, in its order, and constants last: so a kernel with an epilogue
  // finds its operands, and after them the bias or the mask.
  if (members.size() == 1) {
    task.inputs = members.front()->inputs();  // all of them: matmul(x, x) reads x twice
  } else if (!is_reading(*members.front())) {
    for (const Tensor& input : members.front()->inputs()) add_input(input);
  }
  for (const bool constants : {false, true}) {
    for (const auto& node : members) {
      for (const Tensor& input : node->inputs()) {
        if ((input.node().op().name == "constant") == constants) add_input(input);
      }
    }
  }

  const auto is_needed_in_memory = [&](const Node& node) {
    if (members.size() == 1 || work.results.contains(&node)) return true;
    const auto users = work.readers.find(&node);
    if (users == work.readers.end()) return false;
    return std::ranges::any_of(users->second, [&](const Node* user) {
      // A value read inside through a view must be in memory as well: the view has another shape.
      const auto is_view_of_node = [&](const Tensor& t) {
        return t.node().op().is_view && &behind_views(t).node() == &node;
      };
      // A way of reading it may be inside here and inside other groups as well.
      const auto is_inside = [&](const Node* reader) { return inside.contains(reader); };
      const auto read_on = work.readers.find(user);
      const bool read_elsewhere = is_reading(*user) && read_on != work.readers.end() &&
                                  !std::ranges::all_of(read_on->second, is_inside);
      return !is_inside(user) || read_elsewhere || std::ranges::any_of(user->inputs(), is_view_of_node);
    });
  };
  for (const auto& node : members) {
    if (members.size() > 1 && is_reading(*node)) continue;
    if (!is_needed_in_memory(*node)) continue;
    for (std::size_t i = 0; i < node->outputs().size(); ++i)
      task.outputs.emplace_back(node, static_cast<int>(i));
  }
  task.nodes = std::move(members);
  return task;
}

/// The tasks in an order in which inputs come first, as near to the given one as that allows (depth first).
Schedule in_running_order(std::vector<Task> tasks) {
  std::unordered_map<const Node*, std::size_t> writer;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    for (const Tensor& output : tasks[t].outputs) writer[&output.node()] = t;
  }
  std::vector<char> seen(tasks.size(), 0);
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> stack;  // a task, and which of its inputs is next
  for (std::size_t start = 0; start < tasks.size(); ++start) {
    if (seen[start]) continue;
    seen[start] = 1;
    stack.emplace_back(start, 0);
    while (!stack.empty()) {
      auto& [t, next] = stack.back();
      if (next == tasks[t].inputs.size()) {
        order.push_back(t);
        stack.pop_back();
        continue;
      }
      const auto producer = writer.find(&behind_views(tasks[t].inputs[next++]).node());
      if (producer == writer.end() || seen[producer->second]) continue;
      seen[producer->second] = 1;
      stack.emplace_back(producer->second, 0);
    }
  }
  Schedule schedule;
  for (const std::size_t t : order) schedule.push_back(std::move(tasks[t]));
  return schedule;
}

}  // namespace

Schedule make_schedule(const Graph& graph, const GroupingRules& rules) {
  const Work work(graph);
  std::vector<Members> groups;
  if (rules.elementwise) {
    groups = Grouping(work.nodes, work.roots, rules).take();
  } else {
    for (const auto& node : work.nodes) groups.push_back({node});
  }
  std::vector<Task> tasks;
  for (Members& members : groups) tasks.push_back(make_task(std::move(members), work));
  // Groups stand where their first members stood.
  return in_running_order(std::move(tasks));
}

const Node& Task::node() const {
  const auto at_the_end = [&](const auto& node) { return is_fusable(*node) && !is_stretch(*node); };
  const auto last = std::find_if(nodes.rbegin(), nodes.rend(), at_the_end);
  return last == nodes.rend() ? *nodes.back() : **last;
}

std::string Task::to_string() const {
  std::string names;
  for (const auto& n : nodes) {
    if (is_group() && is_reading(*n)) continue;
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
