#include "saem/compile/steady.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "saem/graph/op.h"

namespace saem {
namespace {

using Variables = std::vector<const VariableState*>;  // sorted by address

class SteadyValues {
 public:
  explicit SteadyValues(const Graph& graph) {
    for (const auto& update : graph.updates) written_.insert(update.variable.get());
  }

  /// The variables that a value depends on; null if it is not steady.
  const Variables* find(const Tensor& tensor) {
    const Tensor memory = behind_views(tensor);
    const Node& node = memory.node();
    const auto known = values_.find(&node);
    if (known != values_.end()) return &known->second;
    if (node.has_value()) return &values_[&node];
    const VariableState* variable = node.variable().get();
    if (variable == nullptr || written_.contains(variable)) return nullptr;
    return &(values_[&node] = {variable});
  }

  void add_results(const Task& task, const Variables& variables) {
    for (const Tensor& output : task.outputs) values_[&output.node()] = variables;
  }

 private:
  std::unordered_set<const VariableState*> written_;
  std::unordered_map<const Node*, Variables> values_;
};

}  // namespace

std::vector<Renewal> mark_steady(const Graph& graph, Schedule& schedule) {
  SteadyValues values(graph);
  std::vector<Renewal> renewals;
  for (std::size_t t = 0; t < schedule.size(); ++t) {
    Task& task = schedule[t];
    Renewal renewal{t, {}};
    std::vector<bool> steady;
    for (const Tensor& input : task.inputs) {
      const Variables* variables = values.find(input);
      steady.push_back(variables != nullptr);
      if (!variables) continue;
      Variables merged;
      std::ranges::set_union(renewal.variables, *variables, std::back_inserter(merged));
      renewal.variables = std::move(merged);
    }
    if (std::ranges::find(steady, true) == steady.end()) continue;
    task.steady_inputs = std::move(steady);
    if (is_steady(task)) values.add_results(task, renewal.variables);
    renewals.push_back(std::move(renewal));
  }
  return renewals;
}

bool is_steady(const Task& task) {
  return !task.steady_inputs.empty() &&
         std::ranges::find(task.steady_inputs, false) == task.steady_inputs.end();
}

}  // namespace saem
