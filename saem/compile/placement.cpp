#include "saem/compile/placement.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "saem/compile/steady.h"
#include "saem/graph/graph.h"
#include "saem/graph/op.h"
#include "saem/passes/memory_plan.h"
#include "saem/passes/reading.h"

namespace saem {
namespace {

std::size_t bytes_of(const TensorType& type) {
  return static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
}

std::size_t aligned(std::size_t bytes) { return (bytes + 63) / 64 * 64; }

/// A value in memory: a node's output, found again through views.
struct KeyHash {
  std::size_t operator()(const MemoryKey& key) const noexcept {
    return std::hash<const void*>()(key.first) * 31 + static_cast<std::size_t>(key.second);
  }
};
template <class Value>
using ByKey = std::unordered_map<MemoryKey, Value, KeyHash>;

constexpr int never = -1;
constexpr int at_the_end = std::numeric_limits<int>::max();

struct Usage {
  int made = never;  ///< task that writes it; `never` for leaves
  int last = never;  ///< last task that reads it; `at_the_end` if it is a result
};

/// True if an output of a task may be written over an input: each element of the input is read before that
/// element of the output is written, and both lie in memory in the same order.
bool can_share_memory(const Task& task, const Kernel& kernel, std::size_t output, std::size_t input) {
  if (!kernel.can_write_over(input)) return false;
  const Tensor& to = task.outputs[output];
  const Tensor& from = task.inputs[input];
  // A closing reduction is written when other elements are still to be read.
  if (task.is_group() && !is_fusable(to.node())) return false;
  if (!(to.type() == from.type()) || !(task.output_layout(output) == task.input_layout(input))) return false;
  const MemoryKey key = memory_key(from);
  return std::ranges::all_of(task.nodes, [&](const auto& node) {
    const bool reads =
        std::ranges::any_of(node->inputs(), [&](const Tensor& t) { return memory_key(t) == key; });
    return !reads || (!is_stretch(*node) && node->outputs()[0].shape == to.shape());
  });
}

class Placer {
 public:
  Placer(const Graph& graph, const Schedule& schedule, const std::vector<std::unique_ptr<Kernel>>& kernels)
      : graph_(graph), schedule_(schedule), kernels_(kernels) {}

  Placement run() {
    find_usage();
    place_kept();
    place_outputs();
    place_updates();
    place_arena();
    for (const Task& task : schedule_) {
      result_.inputs.push_back(places(task.inputs));
      result_.outputs.push_back(places(task.outputs));
    }
    add_final_copies();
    return std::move(result_);
  }

 private:
  void find_usage() {
    for (std::size_t p = 0; p < graph_.parameters.size(); ++p)
      placed_[memory_key(graph_.parameters[p])] = {Place::Kind::parameter, p};
    for (int t = 0; t < static_cast<int>(schedule_.size()); ++t) {
      const Task& task = schedule_[static_cast<std::size_t>(t)];
      for (const Tensor& output : task.outputs) usage_[memory_key(output)].made = t;
      for (const Tensor& input : task.inputs) usage_[memory_key(input)].last = t;
    }
    for (const Tensor& output : graph_.outputs) usage_[memory_key(output)].last = at_the_end;
    for (const auto& update : graph_.updates) {
      Usage& usage = usage_[memory_key(update.value)];
      // A leaf that is assigned as it stands is read at the end; what a task makes is written where it
      // belongs, or copied at the end.
      if (usage.made == never) usage.last = at_the_end;
    }
    for (const auto& [key, usage] : usage_) {
      if (key.first->variable() && !key.first->has_value()) reads_of_[key.first->variable().get()] = key;
    }
  }

  void place_kept() {
    for (const Task& task : schedule_) {
      if (!is_steady(task)) continue;
      for (const Tensor& output : task.outputs) {
        placed_[memory_key(output)] = {Place::Kind::kept, result_.kept_bytes};
        result_.kept_bytes += aligned(bytes_of(output.type()));
      }
    }
  }

  /// The first output that shows a value is written by its task at once.
  void place_outputs() {
    for (std::size_t o = 0; o < graph_.outputs.size(); ++o) {
      const MemoryKey key = memory_key(graph_.outputs[o]);
      if (usage_[key].made != never && !placed_.contains(key)) placed_[key] = {Place::Kind::output, o};
    }
  }

  void place_updates() {
    for (const auto& update : graph_.updates) {
      const std::size_t variable = variable_number(update.variable);
      const MemoryKey key = memory_key(update.value);
      const Usage usage = usage_[key];
      if (usage.made == never || placed_.contains(key)) continue;
      if (old_value_is_free(*update.variable, usage.made, key)) {
        placed_[key] = {Place::Kind::variable, variable};
      } else {
        usage_[key].last = at_the_end;
      }
    }
  }

  /// True if nothing reads the variable's old value after task `made` has begun to write the new one.
  bool old_value_is_free(const VariableState& variable, int made, const MemoryKey& value) {
    const auto reads = reads_of_.find(&variable);
    if (reads == reads_of_.end()) return true;
    const int last = usage_[reads->second].last;
    if (last != made) return last < made;
    const auto t = static_cast<std::size_t>(made);
    const Task& task = schedule_[t];
    const auto output = std::ranges::find(task.outputs, value, memory_key) - task.outputs.begin();
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      if (memory_key(task.inputs[i]) == reads->second &&
          !can_share_memory(task, *kernels_[t], static_cast<std::size_t>(output), i))
        return false;
    }
    return true;
  }

  void place_arena() {
    std::vector<Lifetime> lifetimes;
    ByKey<std::size_t> piece_of;
    const int end = static_cast<int>(schedule_.size());
    std::vector<std::size_t> scratch_piece;
    for (int t = 0; t < end; ++t) {
      const Task& task = schedule_[static_cast<std::size_t>(t)];
      std::vector<MemoryKey> taken;
      for (std::size_t o = 0; o < task.outputs.size(); ++o) {
        const MemoryKey key = memory_key(task.outputs[o]);
        if (placed_.contains(key)) continue;
        const int last = std::clamp(usage_[key].last == at_the_end ? end : usage_[key].last, t, end);
        if (const Tensor* reused = reusable_input(t, o, piece_of, taken)) {
          piece_of[key] = piece_of.at(memory_key(*reused));
          lifetimes[piece_of[key]].last = last;
          taken.push_back(memory_key(*reused));
        } else {
          piece_of[key] = lifetimes.size();
          lifetimes.push_back({bytes_of(task.outputs[o].type()), t, last});
        }
      }
      scratch_piece.push_back(lifetimes.size());
      lifetimes.push_back({kernels_[static_cast<std::size_t>(t)]->scratch_bytes(), t, t});
    }
    // Values of variables that other variables are set to are put aside before any variable changes.
    std::size_t staged = 0;
    for (const auto& update : graph_.updates)
      staged += usage_[memory_key(update.value)].made == never ? aligned(bytes_of(update.value.type())) : 0;
    const std::size_t staging = lifetimes.size();
    lifetimes.push_back({staged, end, end});

    const MemoryPlan plan = plan_memory(lifetimes);
    for (const auto& [key, piece] : piece_of) placed_[key] = {Place::Kind::arena, plan.offsets[piece]};
    for (const std::size_t piece : scratch_piece) result_.scratch.push_back(plan.offsets[piece]);
    staging_offset_ = plan.offsets[staging];
    result_.arena_bytes = plan.bytes;
    count_alive(lifetimes);
  }

  void count_alive(std::span<const Lifetime> lifetimes) {
    std::vector<std::size_t> change(schedule_.size() + 2, 0);  // unsigned arithmetic wraps, and comes back
    for (const Lifetime& life : lifetimes) {
      change[static_cast<std::size_t>(life.first)] += aligned(life.bytes);
      change[static_cast<std::size_t>(life.last) + 1] -= aligned(life.bytes);
    }
    std::size_t bytes = 0;
    for (std::size_t t = 0; t < schedule_.size(); ++t) result_.alive.push_back(bytes += change[t]);
  }

  /// An input in the arena that dies here and whose memory the output may take over.
  const Tensor* reusable_input(int t, std::size_t output, const ByKey<std::size_t>& piece_of,
                               const std::vector<MemoryKey>& taken) {
    const Task& task = schedule_[static_cast<std::size_t>(t)];
    const Kernel& kernel = *kernels_[static_cast<std::size_t>(t)];
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      const MemoryKey key = memory_key(task.inputs[i]);
      const bool dies_here = piece_of.contains(key) && usage_[key].last == t;
      if (dies_here && std::ranges::find(taken, key) == taken.end() &&
          can_share_memory(task, kernel, output, i))
        return &task.inputs[i];
    }
    return nullptr;
  }

  std::size_t variable_number(const std::shared_ptr<VariableState>& state) {
    const auto [place, is_new] = number_of_.try_emplace(state.get(), result_.variables.size());
    if (is_new) result_.variables.push_back(state);
    return place->second;
  }

  Place place(const Tensor& tensor) {
    const MemoryKey key = memory_key(tensor);
    if (const auto known = placed_.find(key); known != placed_.end()) return known->second;
    const Node& node = *key.first;
    Place place{Place::Kind::constant, result_.constants.size()};
    if (node.has_value()) {
      result_.constants.push_back(node.values()[static_cast<std::size_t>(key.second)]);
    } else {
      place = {Place::Kind::variable, variable_number(node.variable())};
    }
    placed_[key] = place;
    return place;
  }

  std::vector<Place> places(const Tensors& tensors) {
    std::vector<Place> all;
    for (const Tensor& tensor : tensors) all.push_back(place(tensor));
    return all;
  }

  void add_final_copies() {
    for (std::size_t o = 0; o < graph_.outputs.size(); ++o) {
      add_copy(place(graph_.outputs[o]), {Place::Kind::output, o}, graph_.outputs[o].type());
    }
    std::vector<std::pair<Place, std::size_t>> sources;
    for (const auto& update : graph_.updates) {
      Place from = place(update.value);
      const Place to{Place::Kind::variable, variable_number(update.variable)};
      if (from.kind == Place::Kind::variable && !(from == to) &&
          usage_[memory_key(update.value)].made == never) {
        const Place aside{Place::Kind::arena, staging_offset_};
        staging_offset_ += aligned(bytes_of(update.value.type()));
        add_copy(from, aside, update.value.type());
        from = aside;
      }
      sources.emplace_back(from, bytes_of(update.value.type()));
    }
    for (std::size_t u = 0; u < sources.size(); ++u) {
      add_copy(sources[u].first, {Place::Kind::variable, variable_number(graph_.updates[u].variable)},
               graph_.updates[u].value.type());
    }
  }

  void add_copy(const Place& from, const Place& to, const TensorType& type) {
    if (!(from == to) && bytes_of(type) > 0) result_.copies.push_back({from, to, bytes_of(type)});
  }

  const Graph& graph_;
  const Schedule& schedule_;
  const std::vector<std::unique_ptr<Kernel>>& kernels_;
  Placement result_;
  ByKey<Usage> usage_;
  ByKey<Place> placed_;
  std::unordered_map<const VariableState*, MemoryKey> reads_of_;  ///< the leaf that stands for the old value
  std::unordered_map<const VariableState*, std::size_t> number_of_;
  std::size_t staging_offset_ = 0;
};

}  // namespace

Placement place_values(const Graph& graph, const Schedule& schedule,
                       const std::vector<std::unique_ptr<Kernel>>& kernels) {
  return Placer(graph, schedule, kernels).run();
}

}  // namespace saem
