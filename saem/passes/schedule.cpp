#include "saem/passes/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "saem/graph/op.h"
#include "saem/passes/grouping.h"
#include "saem/passes/task_maker.h"

namespace saem {
namespace {

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
  const TaskMaker maker(graph);
  std::vector<TaskMaker::Members> groups;
  if (rules.elementwise) {
    groups = Grouping(maker.nodes(), maker.results(), rules).take();
  } else {
    for (const auto& node : maker.nodes()) groups.push_back({node});
  }
  std::vector<Task> tasks;
  for (TaskMaker::Members& members : groups) tasks.push_back(maker.make(std::move(members)));
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
