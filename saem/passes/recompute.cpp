#include "saem/passes/recompute.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/graph/op.h"
#include "saem/passes/recompute_plan.h"

namespace saem {
namespace {

/// Makes tasks and nodes out of a plan.
class Builder {
 public:
  Builder(const Graph& graph, const Schedule& schedule, const RecomputePlan& plan)
      : graph_(graph), schedule_(schedule), values_(plan.value_count()), result_{{}, {}, {}} {
    for (const RecomputePlan::Step& step : plan.steps()) add(step);
  }

  Recomputation take() {
    result_.graph.parameters = graph_.parameters;
    Renaming rename{originals_};
    for (const Tensor& output : graph_.outputs) result_.graph.outputs.push_back(rename(output));
    for (const auto& update : graph_.updates)
      result_.graph.updates.push_back({update.variable, rename(update.value)});
    return std::move(result_);
  }

 private:
  using Key = std::pair<const Node*, int>;
  /// Finds the tensor that stands for another one now; views of it are made anew.
  struct Renaming {
    std::map<Key, Tensor> known;

    Tensor operator()(const Tensor& old) {
      const auto found = known.find({&old.node(), old.output()});
      if (found != known.end()) return found->second;
      if (!old.node().op().is_view) return old;
      Tensors inputs{(*this)(old.node().input(0))};
      if (inputs[0].same_as(old.node().input(0))) return old;
      return add(old.node_ptr(), std::move(inputs))[static_cast<std::size_t>(old.output())];
    }

    /// A copy of a node that reads these inputs.
    Tensors add(const std::shared_ptr<Node>& node, Tensors inputs) {
      const LayerScope scope(node->scope(), LayerScope::Replace{});
      const auto made =
          std::make_shared<Node>(node->op(), node->attributes(), std::move(inputs), node->outputs());
      Tensors outputs;
      for (std::size_t o = 0; o < node->outputs().size(); ++o) {
        outputs.emplace_back(made, static_cast<int>(o));
        known.insert_or_assign({node.get(), static_cast<int>(o)}, outputs.back());
      }
      return outputs;
    }
  };

  void add(const RecomputePlan::Step& step) {
    const Task& task = schedule_[step.task];
    Renaming rename{};
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      const std::size_t v = step.inputs[i];
      const Tensor memory = behind_views(task.inputs[i]);
      if (v != RecomputePlan::none && values_[v].defined() && !values_[v].same_as(memory))
        rename.known.insert_or_assign({&memory.node(), memory.output()}, values_[v]);
    }
    Task made = task;
    if (step.is_repeat || !rename.known.empty()) {
      for (auto& node : made.nodes) {
        Tensors inputs;
        for (const Tensor& input : node->inputs()) inputs.push_back(rename(input));
        node = rename.add(node, std::move(inputs)).front().node_ptr();
      }
      for (Tensor& input : made.inputs) input = rename(input);
      for (Tensor& output : made.outputs) output = rename(output);
    }
    for (std::size_t o = 0; o < made.outputs.size(); ++o) {
      values_[step.outputs[o]] = made.outputs[o];
      if (!step.is_repeat && !made.outputs[o].same_as(task.outputs[o]))
        originals_.insert_or_assign({&task.outputs[o].node(), task.outputs[o].output()}, made.outputs[o]);
    }
    result_.schedule.push_back(std::move(made));
    result_.origin.push_back(step.task);
  }

  const Graph& graph_;
  const Schedule& schedule_;
  Tensors values_;                   ///< by number
  std::map<Key, Tensor> originals_;  ///< values of the given schedule whose nodes are others now
  Recomputation result_;
};

}  // namespace

Recomputation recompute(const Graph& graph, const Schedule& schedule, std::span<const TaskMemory> memory,
                        std::size_t budget, const MeasureArena& measure) {
  RecomputePlan plan(graph, schedule, memory);
  Recomputation result = Builder(graph, schedule, plan).take();
  const std::size_t before = measure(result);
  std::size_t least = before;
  std::size_t bytes = before;
  std::size_t target = budget;
  bool improved = true;
  while (bytes > budget && improved) {
    // The arena is somewhat larger than the plan's peak, by the gaps between its pieces.
    while (plan.peak() > target && (improved = plan.improve())) {
    }
    result = Builder(graph, schedule, plan).take();
    bytes = measure(result);
    least = std::min(least, bytes);
    const std::size_t excess = bytes > budget ? bytes - budget : 0;
    target = plan.peak() > excess ? plan.peak() - excess : 0;
  }
  if (bytes > budget) {
    fail<ValueError>({"memory_budget",
                      fmt::format("intermediate values take {} at least, the budget is {}",
                                  format_bytes(least), format_bytes(budget)),
                      fmt::format("without recomputation they take {}", format_bytes(before)),
                      "Give a larger budget, or a smaller batch."});
  }
  return result;
}

}  // namespace saem
