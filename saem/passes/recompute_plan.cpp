#include "saem/passes/recompute_plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <unordered_set>

#include "saem/graph/graph.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

std::size_t bytes_of(const TensorType& type) {
  return static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
}

/// About how long a task takes, as bytes that could be moved meanwhile: five multiplications take as long as
/// one byte.
double work_of(const Task& task) {
  double work = 0;
  for (const Tensor& tensor : task.inputs) work += static_cast<double>(bytes_of(tensor.type()));
  for (const Tensor& tensor : task.outputs) work += static_cast<double>(bytes_of(tensor.type()));
  for (const auto& node : task.nodes) {
    const std::string& op = node->op().name;
    if (op != "matmul" && !op.starts_with("conv")) continue;
    // (m, k) · (k, n) → (m, n) has mkn multiplications, the root of the product of the three sizes. For a
    // convolution that is too few by the root of the window's size, which is near enough here.
    auto product = static_cast<double>(node->outputs()[0].shape.count());
    for (const Tensor& input : node->inputs()) product *= static_cast<double>(input.shape().count());
    work += std::sqrt(product) / 5;
  }
  return work;
}

}  // namespace

RecomputePlan::RecomputePlan(const Graph& graph, const Schedule& schedule, std::span<const TaskMemory> memory)
    : memory_(memory.begin(), memory.end()) {
  std::set<MemoryKey> results;
  for (const Tensor& result : results_of(graph)) results.insert(memory_key(result));
  std::unordered_set<const VariableState*> written;
  for (const auto& update : graph.updates) written.insert(update.variable.get());

  std::map<MemoryKey, std::size_t> numbers;
  for (std::size_t t = 0; t < schedule.size(); ++t) {
    Step step{t, false, {}, {}};
    bool is_steady = true;
    for (const Tensor& input : schedule[t].inputs) {
      const auto known = numbers.find(memory_key(input));
      step.inputs.push_back(known == numbers.end() ? none : known->second);
      const Node& node = *memory_key(input).first;
      const bool is_steady_leaf =
          node.has_value() || (node.variable() && !written.contains(node.variable().get()));
      is_steady = is_steady && (known == numbers.end()
                                    ? is_steady_leaf
                                    : values_[known->second].is_fixed && !results.contains(known->first));
    }
    for (const Tensor& output : schedule[t].outputs) {
      const MemoryKey key = memory_key(output);
      step.outputs.push_back(values_.size());
      numbers[key] = values_.size();
      values_.push_back({.bytes = bytes_of(output.type()), .is_fixed = is_steady || results.contains(key)});
    }
    // A task that reads a view of its own result.
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      if (const auto own = numbers.find(memory_key(schedule[t].inputs[i])); own != numbers.end())
        step.inputs[i] = own->second;
    }
    steps_.push_back(std::move(step));
    work_.push_back(work_of(schedule[t]));
  }
  measure();
}

void RecomputePlan::measure() {
  maker_.assign(values_.size(), none);
  readers_.assign(values_.size(), {});
  repeat_at_.assign(memory_.size(), none);
  for (Value& value : values_) value.first = none;
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    if (steps_[s].is_repeat) repeat_at_[steps_[s].task] = s;
    for (const std::size_t v : steps_[s].outputs) {
      maker_[v] = values_[v].first = values_[v].last = s;
    }
    for (const std::size_t v : steps_[s].inputs) {
      if (v == none) continue;
      values_[v].last = s;
      if (readers_[v].empty() || readers_[v].back() != s) readers_[v].push_back(s);
    }
  }
  std::vector<std::ptrdiff_t> change(steps_.size() + 1, 0);
  for (const Value& value : values_) {
    if (value.is_fixed || value.first == none) continue;
    change[value.first] += static_cast<std::ptrdiff_t>(value.bytes);
    change[value.last + 1] -= static_cast<std::ptrdiff_t>(value.bytes);
  }
  peak_ = {};
  std::ptrdiff_t alive = 0;
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    alive += change[s];
    const Step& step = steps_[s];
    auto bytes = static_cast<std::size_t>(alive) + memory_[step.task].scratch_bytes;
    const auto gives_memory = [&](std::size_t input, std::size_t output) {
      const std::size_t v = step.inputs[input];
      return memory_[step.task].writes_over[input] && v != none && !values_[v].is_fixed &&
             values_[v].last == s && values_[v].bytes == values_[output].bytes;
    };
    for (std::size_t i = 0; i < memory_[step.task].writes_over.size() && !step.outputs.empty(); ++i) {
      if (values_[step.outputs[0]].is_fixed || !gives_memory(i, step.outputs[0])) continue;
      bytes -= values_[step.outputs[0]].bytes;
      break;
    }
    if (bytes > peak_.bytes) peak_ = {bytes, 0, s};
    if (bytes == peak_.bytes) ++peak_.steps;
  }
}

std::size_t RecomputePlan::first_reader_after(const Step& step, std::size_t time) const {
  std::size_t first = none;
  for (const std::size_t v : step.outputs) {
    const auto reader = std::ranges::upper_bound(readers_[v], time);
    if (reader != readers_[v].end()) first = std::min(first, *reader);
  }
  return first;
}

std::optional<RecomputePlan::Change> RecomputePlan::change(std::size_t step, bool recursively) const {
  constexpr std::size_t longest_segment = 64;
  const std::size_t now = peak_.at;
  Change result{{}, first_reader_after(steps_[step], now), 0};
  // A repetition that comes later can be moved forward; one that comes earlier was for others.
  const auto can_repeat = [&](std::size_t s) {
    const std::size_t at = repeat_at_[steps_[s].task];
    return !steps_[s].is_repeat && (at == none || at >= result.before);
  };
  if (!can_repeat(step)) return {};
  double freed = 0;
  for (const std::size_t v : steps_[step].outputs) {
    const auto at = std::ranges::lower_bound(readers_[v], now);
    const bool is_read_now = at != readers_[v].end() && *at == now;
    if (values_[v].is_fixed) return {};
    if (!is_read_now && values_[v].last > now) freed += static_cast<double>(values_[v].bytes);
  }
  // What has to be made again, each after what it needs.
  double work = 0;
  std::set<std::size_t> seen{step};
  std::vector<std::pair<std::size_t, std::size_t>> stack{{step, 0}};
  while (!stack.empty()) {
    auto& [s, next] = stack.back();
    if (next == steps_[s].inputs.size()) {
      result.repeated.push_back(s);
      // What is repeated already only moves.
      work += (repeat_at_[steps_[s].task] != none ? 0.1 : 1) * work_[steps_[s].task];
      stack.pop_back();
      continue;
    }
    const std::size_t v = steps_[s].inputs[next++];
    if (v == none || values_[v].is_fixed || maker_[v] == s || values_[v].last >= now) continue;
    const std::size_t maker = maker_[v];
    if (!recursively || !can_repeat(maker) || seen.size() >= longest_segment) {
      freed -= static_cast<double>(values_[v].bytes);  // it is kept instead
    } else if (seen.insert(maker).second) {
      stack.emplace_back(maker, 0);
    }
  }
  if (freed <= 0) return {};
  result.gain = freed / (work + 1);
  return result;
}

std::vector<RecomputePlan::Change> RecomputePlan::changes() const {
  std::vector<Change> all;
  for (std::size_t s = 0; s < peak_.at; ++s) {
    if (steps_[s].is_repeat || first_reader_after(steps_[s], peak_.at) == none) continue;
    for (const bool recursively : {false, true}) {
      if (const auto possible = change(s, recursively)) all.push_back(*possible);
    }
  }
  std::ranges::stable_sort(all, std::greater<>(), &Change::gain);
  return all;
}

void RecomputePlan::apply(const Change& change) {
  std::vector<Step> made;
  std::map<std::size_t, std::size_t> again;  // value → the one that is made again
  std::set<std::size_t> removed;             // repetitions that now come too late
  for (const std::size_t s : change.repeated) {
    Step repeat{steps_[s].task, true, steps_[s].inputs, {}};
    for (std::size_t& v : repeat.inputs) {
      if (const auto other = again.find(v); other != again.end()) v = other->second;
    }
    for (std::size_t later = change.before; later < steps_.size(); ++later) {
      if (steps_[later].task != repeat.task) continue;
      removed.insert(later);
      for (std::size_t o = 0; o < steps_[later].outputs.size(); ++o)
        again[steps_[later].outputs[o]] = values_.size() + o;
    }
    for (const std::size_t v : steps_[s].outputs) {
      again[v] = values_.size();
      repeat.outputs.push_back(values_.size());
      values_.push_back({.bytes = values_[v].bytes});
    }
    // A task that reads a view of its own result.
    for (std::size_t& v : repeat.inputs) {
      if (const auto own = again.find(v); own != again.end()) v = own->second;
    }
    made.push_back(std::move(repeat));
  }
  std::vector<Step> steps;
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    if (s == change.before) std::ranges::move(made, std::back_inserter(steps));
    if (removed.contains(s)) continue;
    steps.push_back(std::move(steps_[s]));
    if (s <= peak_.at) continue;
    for (std::size_t& v : steps.back().inputs) {
      if (const auto other = again.find(v); other != again.end()) v = other->second;
    }
  }
  steps_ = std::move(steps);
  measure();
}

bool RecomputePlan::improve() {
  constexpr std::size_t most_trials = 32;
  std::size_t trials = 0;
  for (const Change& change : changes()) {
    RecomputePlan changed = *this;
    changed.apply(change);
    if (changed.peak_ < peak_) {
      *this = std::move(changed);
      return true;
    }
    if (++trials == most_trials) break;
  }
  return false;
}

}  // namespace saem
