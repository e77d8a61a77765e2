#include "saem/compile/placement.h"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

#include "saem/graph/op.h"
#include "saem/passes/grouping.h"
#include "saem/passes/memory_plan.h"

namespace saem {
namespace {

std::size_t bytes_of(const TensorType& type) {
  return static_cast<std::size_t>(type.shape.count()) * item_size(type.dtype);
}

/// A value in memory: a node's output, found again through views.
using Key = std::pair<const Node*, int>;
Key key_of(const Tensor& tensor) {
  const Tensor memory = behind_views(tensor);
  return {&memory.node(), memory.output()};
}

constexpr int never = -1;
constexpr int at_the_end = std::numeric_limits<int>::max();

struct Usage {
  int made = never;  ///< task that writes it; `never` for leaves
  int last = never;  ///< last task that reads it; `at_the_end` if it is a result
};

class Placer {
 public:
  Placer(const Graph& graph, const Schedule& schedule, const std::vector<std::unique_ptr<Kernel>>& kernels)
      : graph_(graph), schedule_(schedule), kernels_(kernels) {}

  Placement run() {
    find_usage();
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
    for (int t = 0; t < static_cast<int>(schedule_.size()); ++t) {
      const Task& task = schedule_[static_cast<std::size_t>(t)];
      for (const Tensor& output : task.outputs) usage_[key_of(output)].made = t;
      for (const Tensor& input : task.inputs) usage_[key_of(input)].last = t;
    }
    for (const Tensor& output : graph_.outputs) usage_[key_of(output)].last = at_the_end;
    for (const auto& update : graph_.updates) {
      Usage& usage = usage_[key_of(update.value)];
      // A leaf that is assigned as it stands is read at the end; what a task makes is written where it
      // belongs, or copied at the end.
      if (usage.made == never) usage.last = at_the_end;
    }
  }

  /// The first output that shows a value is written by its task at once.
  void place_outputs() {
    for (std::size_t o = 0; o < graph_.outputs.size(); ++o) {
      const Key key = key_of(graph_.outputs[o]);
      if (usage_[key].made != never && !placed_.contains(key)) placed_[key] = {Place::Kind::output, o};
    }
  }

  void place_updates() {
    for (const auto& update : graph_.updates) {
      const std::size_t variable = variable_number(update.variable);
      const Key key = key_of(update.value);
      const Usage usage = usage_[key];
      if (usage.made == never || placed_.contains(key)) continue;
      if (old_value_is_free(*update.variable, usage.made)) {
        placed_[key] = {Place::Kind::variable, variable};
      } else {
        usage_[key].last = at_the_end;
      }
    }
  }

  /// True if nothing reads the variable's old value after task `made` has begun to write the new one.
  bool old_value_is_free(const VariableState& variable, int made) {
    for (const auto& [key, usage] : usage_) {
      if (key.first->variable().get() != &variable || key.first->has_value()) continue;
      if (usage.last > made) return false;
      if (usage.last == made && !reads_in_step(schedule_[static_cast<std::size_t>(made)], *key.first,
                                               *kernels_[static_cast<std::size_t>(made)]))
        return false;
    }
    return true;
  }

  /// True if the task reads each element of the value only to make the same element of its outputs.
  static bool reads_in_step(const Task& task, const Node& value, const Kernel& kernel) {
    if (!kernel.can_run_in_place()) return false;
    const TensorType& type = value.outputs()[0];
    return std::all_of(task.nodes.begin(), task.nodes.end(), [&](const auto& node) {
      const bool read = std::any_of(node->inputs().begin(), node->inputs().end(),
                                    [&](const Tensor& t) { return &behind_views(t).node() == &value; });
      return !read || (!is_stretch(*node) && node->outputs()[0].shape.count() == type.shape.count());
    });
  }

  void place_arena() {
    std::vector<Lifetime> lifetimes;
    std::map<Key, std::size_t> piece_of;
    const int end = static_cast<int>(schedule_.size());
    std::vector<std::size_t> scratch_piece;
    for (int t = 0; t < end; ++t) {
      const Task& task = schedule_[static_cast<std::size_t>(t)];
      std::vector<Key> taken;
      for (const Tensor& output : task.outputs) {
        const Key key = key_of(output);
        if (placed_.contains(key)) continue;
        const int last = std::clamp(usage_[key].last == at_the_end ? end : usage_[key].last, t, end);
        if (const Tensor* reused = reusable_input(task, t, output, piece_of, taken)) {
          piece_of[key] = piece_of.at(key_of(*reused));
          lifetimes[piece_of[key]].last = last;
          taken.push_back(key_of(*reused));
        } else {
          piece_of[key] = lifetimes.size();
          lifetimes.push_back({bytes_of(output.type()), t, last});
        }
      }
      scratch_piece.push_back(lifetimes.size());
      lifetimes.push_back({kernels_[static_cast<std::size_t>(t)]->scratch_bytes(), t, t});
    }
    // Values of variables that other variables are set to are put aside before any variable changes.
    std::size_t staged = 0;
    for (const auto& update : graph_.updates)
      staged += usage_[key_of(update.value)].made == never ? bytes_of(update.value.type()) + 64 : 0;
    const std::size_t staging = lifetimes.size();
    lifetimes.push_back({staged, end, end});

    const MemoryPlan plan = plan_memory(lifetimes);
    for (const auto& [key, piece] : piece_of) placed_[key] = {Place::Kind::arena, plan.offsets[piece]};
    for (const std::size_t piece : scratch_piece) result_.scratch.push_back(plan.offsets[piece]);
    staging_offset_ = plan.offsets[staging];
    result_.arena_bytes = plan.bytes;
  }

  /// An input in the arena that dies here and whose memory the output may take over.
  const Tensor* reusable_input(const Task& task, int t, const Tensor& output,
                               const std::map<Key, std::size_t>& piece_of, const std::vector<Key>& taken) {
    const Kernel& kernel = *kernels_[static_cast<std::size_t>(t)];
    if (!kernel.can_run_in_place()) return nullptr;
    for (const Tensor& input : task.inputs) {
      const Key key = key_of(input);
      if (!piece_of.contains(key) || usage_[key].last != t ||
          std::find(taken.begin(), taken.end(), key) != taken.end())
        continue;
      if (bytes_of(input.type()) != bytes_of(output.type()) || !reads_in_step(task, *key.first, kernel))
        continue;
      return &input;
    }
    return nullptr;
  }

  std::size_t variable_number(const std::shared_ptr<VariableState>& state) {
    for (std::size_t v = 0; v < result_.variables.size(); ++v) {
      if (result_.variables[v] == state) return v;
    }
    result_.variables.push_back(state);
    return result_.variables.size() - 1;
  }

  Place place(const Tensor& tensor) {
    const Tensor memory = behind_views(tensor);
    const Key key = key_of(tensor);
    if (const auto known = placed_.find(key); known != placed_.end()) return known->second;
    const Node& node = memory.node();
    Place place;
    if (&node.op() == &parameter_op) {
      const auto at = std::find_if(graph_.parameters.begin(), graph_.parameters.end(),
                                   [&](const Tensor& p) { return &p.node() == &node; });
      place = {Place::Kind::parameter, static_cast<std::size_t>(at - graph_.parameters.begin())};
    } else if (node.has_value()) {
      place = {Place::Kind::constant, result_.constants.size()};
      result_.constants.push_back(node.values()[static_cast<std::size_t>(memory.output())]);
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
      if (from.kind == Place::Kind::variable && !(from == to) && usage_[key_of(update.value)].made == never) {
        const Place aside{Place::Kind::arena, staging_offset_};
        staging_offset_ += (bytes_of(update.value.type()) + 63) / 64 * 64;
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
  std::map<Key, Usage> usage_;
  std::map<Key, Place> placed_;
  std::size_t staging_offset_ = 0;
};

}  // namespace

Placement place_values(const Graph& graph, const Schedule& schedule,
                       const std::vector<std::unique_ptr<Kernel>>& kernels) {
  return Placer(graph, schedule, kernels).run();
}

}  // namespace saem
