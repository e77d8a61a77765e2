#include "saem/passes/order_for_memory.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "saem/graph/graph.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

std::ptrdiff_t signed_bytes_of(const TensorType& type) {
  return static_cast<std::ptrdiff_t>(type.shape.count()) * static_cast<std::ptrdiff_t>(item_size(type.dtype));
}

class Ordering {
 public:
  Ordering(const Schedule& schedule, const Graph& graph) : tasks_(schedule.size()) {
    std::set<MemoryKey> results;
    for (const Tensor& result : results_of(graph)) results.insert(memory_key(result));
    std::map<MemoryKey, std::size_t> numbers;
    for (std::size_t t = 0; t < schedule.size(); ++t) {
      for (const Tensor& output : schedule[t].outputs) {
        const bool has_own_memory = results.contains(memory_key(output));
        numbers[memory_key(output)] = values_.size();
        tasks_[t].outputs.push_back(values_.size());
        values_.push_back({has_own_memory ? 0 : signed_bytes_of(output.type()), {}, t});
      }
      std::set<std::size_t> read;
      for (const Tensor& input : schedule[t].inputs) {
        const auto known = numbers.find(memory_key(input));
        if (known != numbers.end() && values_[known->second].maker != t) read.insert(known->second);
      }
      tasks_[t].inputs.assign(read.begin(), read.end());
      tasks_[t].missing = read.size();
      for (const std::size_t v : read) values_[v].readers.push_back(t);
      if (read.empty()) ready_.push_back(t);
    }
    add_variables(schedule, graph, numbers);
  }

  std::vector<std::size_t> run() {
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
      if (tasks_[t].is_done) continue;
      for (std::size_t before = best_before(t); before != tasks_.size(); before = best_before(t))
        finish(before);
      finish(t);
      for (std::size_t best = most_freeing(); best != tasks_.size(); best = most_freeing()) finish(best);
    }
    return std::move(order_);
  }

 private:
  struct Value {
    std::ptrdiff_t bytes = 0;  ///< 0 for results: they have memory of their own
    std::vector<std::size_t> readers;
    std::size_t maker = 0;
    std::size_t done_readers = 0;
  };
  struct Entry {
    std::vector<std::size_t> inputs, outputs;  ///< values
    std::size_t missing = 0;                   ///< inputs that are not there yet
    std::vector<std::size_t> waits_for;        ///< tasks that read what this one writes over
    bool is_done = false;
  };

  /// A new value can be written straight into its variable if nobody is still to read the old one.
  void add_variables(const Schedule& schedule, const Graph& graph,
                     const std::map<MemoryKey, std::size_t>& numbers) {
    std::unordered_map<const VariableState*, std::vector<std::size_t>> readers;
    for (std::size_t t = 0; t < schedule.size(); ++t) {
      for (const Tensor& input : schedule[t].inputs) {
        const Node& node = behind_views(input).node();
        if (node.variable() && !node.has_value()) readers[node.variable().get()].push_back(t);
      }
    }
    for (const auto& update : graph.updates) {
      const auto made = numbers.find(memory_key(update.value));
      if (made == numbers.end()) continue;
      const std::size_t writer = values_[made->second].maker;
      for (const std::size_t reader : readers[update.variable.get()]) {
        if (reader != writer) tasks_[writer].waits_for.push_back(reader);
      }
    }
  }

  void finish(std::size_t t) {
    tasks_[t].is_done = true;
    order_.push_back(t);
    std::erase(ready_, t);
    for (const std::size_t v : tasks_[t].inputs) ++values_[v].done_readers;
    for (const std::size_t v : tasks_[t].outputs) {
      for (const std::size_t reader : values_[v].readers) {
        if (--tasks_[reader].missing == 0) ready_.push_back(reader);
      }
    }
  }

  [[nodiscard]] std::ptrdiff_t freed_by(const Entry& task) const {
    std::ptrdiff_t bytes = 0;
    for (const std::size_t v : task.inputs) {
      const bool is_last = values_[v].done_readers + 1 == values_[v].readers.size();
      if (is_last) bytes += values_[v].bytes;
    }
    return bytes - bytes_left_by(task);
  }

  /// A task that would come right after t, since the two are the last to read something large, and that
  /// leaves less behind than t does: before t it finds more room, and t may then write over what both read.
  /// (A convolution's kernel gradient before its input gradient, which reads the same x as its mask.)
  [[nodiscard]] std::size_t best_before(std::size_t t) const {
    for (const std::size_t other : ready_) {
      if (other == t || bytes_left_by(tasks_[other]) >= bytes_left_by(tasks_[t]) || has_to_wait(other))
        continue;
      std::ptrdiff_t freed = 0;
      for (const std::size_t v : tasks_[other].inputs) {
        const bool last_but_t = values_[v].done_readers + 2 == values_[v].readers.size() &&
                                std::ranges::find(tasks_[t].inputs, v) != tasks_[t].inputs.end();
        if (last_but_t) freed += values_[v].bytes;
      }
      if (freed > bytes_left_by(tasks_[other])) return other;
    }
    return tasks_.size();
  }

  [[nodiscard]] std::ptrdiff_t bytes_left_by(const Entry& task) const {
    std::ptrdiff_t bytes = 0;
    for (const std::size_t v : task.outputs) bytes += values_[v].bytes;
    return bytes;
  }

  /// True if it would write over a variable that is still to be read.
  [[nodiscard]] bool has_to_wait(std::size_t t) const {
    return std::ranges::any_of(tasks_[t].waits_for, [&](std::size_t r) { return !tasks_[r].is_done; });
  }

  [[nodiscard]] std::size_t most_freeing() const {
    std::size_t best = tasks_.size();
    std::ptrdiff_t most = 0;
    for (const std::size_t t : ready_) {
      const std::ptrdiff_t freed = freed_by(tasks_[t]);
      if (freed < most || freed <= 0 || (freed == most && t > best) || has_to_wait(t)) continue;
      most = freed;
      best = t;
    }
    return best;
  }

  std::vector<Value> values_;
  std::vector<Entry> tasks_;
  std::vector<std::size_t> ready_;
  std::vector<std::size_t> order_;
};

}  // namespace

Schedule order_for_memory(Schedule schedule, const Graph& graph) {
  Schedule ordered;
  for (const std::size_t t : Ordering(schedule, graph).run()) ordered.push_back(std::move(schedule[t]));
  return ordered;
}

}  // namespace saem
