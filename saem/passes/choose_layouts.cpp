#include "saem/passes/choose_layouts.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "saem/graph/op.h"

namespace saem {
namespace {

using Key = std::pair<const Node*, int>;
Key key_of(const Tensor& tensor) { return {&tensor.node(), tensor.output()}; }

/// A value that may be kept in channel blocks.
struct Candidate {
  std::int64_t block = 0;
  bool possible = true;
  bool wanted = false;
};

class LayoutChoice {
 public:
  LayoutChoice(Schedule& schedule, const Graph& graph, const LayoutRule& support) : schedule_(schedule) {
    for (const Task& task : schedule_) {
      support_.push_back(support(task));
      LayoutSupport& s = support_.back();
      if (s.block == 0 || s.inputs.empty()) s.inputs.assign(task.inputs.size(), LayoutUse::plain);
      if (s.block == 0 || s.outputs.empty()) s.outputs.assign(task.outputs.size(), LayoutUse::plain);
    }
    find_candidates();
    rule_out_results(graph);
    rule_out_by_readers();
    rule_out_unlike_outputs();
    join_through_tasks();
  }

  void write() const {
    for (Task& task : schedule_) {
      if (std::ranges::none_of(task.inputs, [&](const Tensor& t) { return !layout(t).is_plain(); }) &&
          std::ranges::none_of(task.outputs, [&](const Tensor& t) { return !layout(t).is_plain(); }))
        continue;
      task.input_layouts.clear();
      task.output_layouts.clear();
      for (const Tensor& t : task.inputs) task.input_layouts.push_back(layout(t));
      for (const Tensor& t : task.outputs) task.output_layouts.push_back(layout(t));
    }
  }

 private:
  void find_candidates() {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      for (std::size_t o = 0; o < schedule_[t].outputs.size(); ++o) {
        const Tensor& output = schedule_[t].outputs[o];
        const LayoutUse use = support_[t].outputs[o];
        if (use == LayoutUse::plain || !fits(output.shape(), {support_[t].block})) continue;
        number_[key_of(output)] = candidates_.size();
        candidates_.push_back({.block = support_[t].block, .wanted = use == LayoutUse::blocks});
      }
    }
    parent_.resize(candidates_.size());
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  Candidate* candidate(const Tensor& tensor) {
    const auto found = number_.find(key_of(tensor));
    return found == number_.end() ? nullptr : &candidates_[found->second];
  }

  void rule_out_results(const Graph& graph) {
    for (const Tensor& result : results_of(graph)) {
      if (Candidate* c = candidate(behind_views(result))) c->possible = false;
    }
  }

  void rule_out_by_readers() {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      for (std::size_t i = 0; i < schedule_[t].inputs.size(); ++i) {
        const Tensor& input = schedule_[t].inputs[i];
        Candidate* c = candidate(behind_views(input));
        if (c == nullptr) continue;
        const bool through_view = input.node().op().is_view;
        const LayoutUse use = support_[t].inputs[i];
        if (through_view || use == LayoutUse::plain || support_[t].block != c->block) c->possible = false;
        c->wanted = c->wanted || use == LayoutUse::blocks;
      }
    }
  }

  /// One pass is enough: ruling a value out never rules out one of another task.
  void rule_out_unlike_outputs() {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      if (!support_[t].outputs_alike) continue;
      // An output that is row-major in any case, such as a sum over positions, asks nothing of the others.
      const auto impossible = [&](const Tensor& output) {
        const auto number = static_cast<std::size_t>(&output - schedule_[t].outputs.data());
        if (support_[t].outputs[number] == LayoutUse::plain) return false;
        const Candidate* c = candidate(output);
        return c == nullptr || !c->possible;
      };
      if (std::ranges::none_of(schedule_[t].outputs, impossible)) continue;
      for (const Tensor& output : schedule_[t].outputs) {
        if (Candidate* c = candidate(output)) c->possible = false;
      }
    }
  }

  std::size_t root(std::size_t c) {
    while (parent_[c] != c) c = parent_[c] = parent_[parent_[c]];
    return c;
  }

  void join_through_tasks() {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      std::size_t first = candidates_.size();
      const auto join = [&](const Tensor& tensor, LayoutUse use) {
        const auto found = number_.find(key_of(tensor));
        if (found == number_.end() || use != LayoutUse::either || !candidates_[found->second].possible)
          return;
        if (first == candidates_.size()) {
          first = found->second;
        } else {
          parent_[root(found->second)] = root(first);
        }
      };
      for (std::size_t i = 0; i < schedule_[t].inputs.size(); ++i)
        join(schedule_[t].inputs[i], support_[t].inputs[i]);
      for (std::size_t o = 0; o < schedule_[t].outputs.size(); ++o)
        join(schedule_[t].outputs[o], support_[t].outputs[o]);
    }
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      if (candidates_[c].possible && candidates_[c].wanted) candidates_[root(c)].wanted = true;
    }
    for (std::size_t c = 0; c < candidates_.size(); ++c) {
      candidates_[c].wanted = candidates_[root(c)].wanted;
    }
  }

  [[nodiscard]] Layout layout(const Tensor& tensor) const {
    const auto found = number_.find(key_of(tensor));
    if (found == number_.end()) return {};
    const Candidate& c = candidates_[found->second];
    return c.possible && c.wanted ? Layout{c.block} : Layout{};
  }

  Schedule& schedule_;
  std::vector<LayoutSupport> support_;  ///< per task
  std::map<Key, std::size_t> number_;
  std::vector<Candidate> candidates_;
  std::vector<std::size_t> parent_;  ///< of candidates that tasks connect
};

}  // namespace

void choose_layouts(Schedule& schedule, const Graph& graph, const LayoutRule& support) {
  if (support) LayoutChoice(schedule, graph, support).write();
}

}  // namespace saem
