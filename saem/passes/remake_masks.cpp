#include "saem/passes/remake_masks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "saem/graph/graph.h"
#include "saem/graph/op.h"
#include "saem/passes/reading.h"
#include "saem/passes/task_maker.h"

namespace saem {
namespace {

using Members = TaskMaker::Members;
constexpr auto none = static_cast<std::size_t>(-1);

bool reads(const Node& node, const Tensor& value) {
  return std::ranges::any_of(node.inputs(), [&](const Tensor& t) { return t.same_as(value); });
}

Members::const_iterator reader_in(const Task& task, const Tensor& value) {
  return std::ranges::find_if(task.nodes, [&](const auto& node) { return reads(*node, value); });
}

bool is_in(const Task& task, const Node& node) {
  return std::ranges::any_of(task.nodes, [&](const auto& member) { return member.get() == &node; });
}

/// The ways of reading that a node's inputs are, if they are of its task, then the node.
Members with_readings(const std::shared_ptr<Node>& node, const Task& task) {
  Members members;
  for (const Tensor& input : node->inputs()) {
    if (is_reading(input.node()) && is_in(task, input.node())) members.push_back(input.node_ptr());
  }
  members.push_back(node);
  return members;
}

/// The members without this one, and without ways of reading that only it needed.
Members without(const Members& members, const Node& removed) {
  Members rest;
  for (const auto& node : members) {
    const auto is_needed = [&](const auto& other) {
      const auto is_node = [&](const Tensor& t) { return &t.node() == node.get(); };
      return other.get() != &removed && std::ranges::any_of(other->inputs(), is_node);
    };
    if (node.get() == &removed || (is_reading(*node) && std::ranges::none_of(members, is_needed))) continue;
    rest.push_back(node);
  }
  return rest;
}

/// A mask that can be made later.
struct Mask {
  std::shared_ptr<Node> node;  ///< greater(y, 0)
  std::size_t made = 0;        ///< tasks
  std::size_t read = 0;
  std::size_t taker = none;  ///< the task that can apply it to its only result before it writes it

  [[nodiscard]] std::size_t remade() const { return taker == none ? read : taker; }
};

class Remaking {
 public:
  Remaking(Schedule schedule, const Graph& graph, const GroupingRules& rules)
      : schedule_(std::move(schedule)), maker_(graph), rules_(rules) {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      for (const Tensor& output : schedule_[t].outputs) made_[memory_key(output)] = t;
      for (const Tensor& input : schedule_[t].inputs) readers_[memory_key(input)].push_back(t);
    }
  }

  Schedule run() {
    for (std::size_t t = 0; t < schedule_.size(); ++t) {
      for (const Tensor& output : Tensors(schedule_[t].outputs)) {
        if (const auto mask = as_mask(output, t)) move(*mask);
      }
    }
    std::erase_if(schedule_, [](const Task& task) { return task.nodes.empty(); });
    return std::move(schedule_);
  }

 private:
  /// What is compared, as it lies in memory.
  static const Tensor& compared(const Node& mask, const Task& task) {
    const Tensor& y = mask.input(0);
    return is_reading(y.node()) && is_in(task, y.node()) ? y.node().input(0) : y;
  }

  [[nodiscard]] std::optional<Mask> as_mask(const Tensor& value, std::size_t made) const {
    const Node& node = value.node();
    const Task& task = schedule_[made];
    if (node.op().name != "greater" || !is_zero(node.input(1)) || maker_.is_result(node)) return {};
    if (reader_in(task, value) != task.nodes.end()) return {};
    const auto read = readers_.find(memory_key(value));
    if (read == readers_.end() || read->second.size() != 1) return {};
    Mask mask{value.node_ptr(), made, read->second.front()};
    mask.taker = mask_taker(mask, value);
    return takes(schedule_[mask.read], value) && is_worth_it(value, mask) ? std::optional(mask)
                                                                          : std::nullopt;
  }

  /// True for an elementwise group, or what can become one.
  [[nodiscard]] bool takes(const Task& task, const Tensor& mask) const {
    const auto is_user = [&](const auto& node) {
      return !reads(*node, mask) || (is_fusable(*node) && !is_stretch(*node));
    };
    const auto fits = [&](const auto& node) {
      return is_fusable(*node) || (rules_.is_source && rules_.is_source(*node)) ||
             (rules_.is_closing && rules_.is_closing(*node));
    };
    return reader_in(task, mask) != task.nodes.end() && std::ranges::all_of(task.nodes, is_user) &&
           std::ranges::all_of(task.nodes, fits);
  }

  /// Memory times time: of the mask, against that of what is compared if it has to be kept longer.
  [[nodiscard]] bool is_worth_it(const Tensor& value, const Mask& mask) const {
    const Tensor& y = compared(*mask.node, schedule_[mask.made]);
    if (y.node().op().is_view || is_stretch(y.node())) return false;
    if (y.node().op().is_leaf || maker_.is_result(y.node())) return true;
    std::size_t last = 0;
    if (const auto known = readers_.find(memory_key(y)); known != readers_.end()) last = known->second.back();
    const std::size_t longer = mask.remade() - std::min(last, mask.remade());
    return item_size(value.dtype()) * (mask.read - mask.made) > item_size(y.dtype()) * longer;
  }

  void move(const Mask& mask) {
    const Tensor value(mask.node, 0);
    const Tensor y = compared(*mask.node, schedule_[mask.made]);
    const Members moved = with_readings(mask.node, schedule_[mask.made]);
    const Members rest = without(schedule_[mask.made].nodes, *mask.node);
    const std::size_t taker = mask.taker;
    Task& reader = schedule_[mask.read];
    Members members = taker == none ? moved : schedule_[taker].nodes;
    if (taker == none) {
      for (const auto& node : reader.nodes) {
        if (std::ranges::find(members, node) == members.end()) members.push_back(node);
      }
    } else {
      const std::shared_ptr<Node> where = *reader_in(reader, value);
      for (const Members& more : {moved, with_readings(where, reader)}) {
        for (const auto& node : more) {
          if (std::ranges::find(members, node) == members.end()) members.push_back(node);
        }
      }
      remake(mask.read, without(reader.nodes, *where));
    }
    remake(mask.remade(), std::move(members));
    remake(mask.made, rest);
    std::vector<std::size_t>& readers = readers_[memory_key(y)];
    readers.insert(std::ranges::upper_bound(readers, mask.remade()), mask.remade());
  }

  void remake(std::size_t t, Members members) {
    schedule_[t] = members.empty() ? Task{} : maker_.make(std::move(members));
    for (const Tensor& output : schedule_[t].outputs) made_[memory_key(output)] = t;
  }

  [[nodiscard]] std::size_t mask_taker(const Mask& mask, const Tensor& value) const {
    const Task& reader = schedule_[mask.read];
    const auto user = reader_in(reader, value);
    if (user == reader.nodes.end()) return none;  // it is read through a view
    const Node& where = **user;
    const auto uses = [&](const Tensor& read) {
      return std::ranges::count_if(reader.nodes, [&](const auto& node) { return reads(*node, read); });
    };
    if (!rules_.absorbs_mask || where.op().name != "where" || !where.input(0).same_as(value) ||
        !is_zero(where.input(2)) || uses(value) != 1)
      return none;
    const Tensor& gradient = where.input(1);
    const auto made = made_.find({&gradient.node(), gradient.output()});
    const auto read = readers_.find(memory_key(gradient));
    if (made == made_.end() || made->second <= mask.made || read->second.size() != 1 || uses(gradient) != 1 ||
        maker_.is_result(gradient.node()))
      return none;
    const Task& task = schedule_[made->second];
    const bool absorbs = task.nodes.size() == 1 && rules_.absorbs_mask(gradient.node(), mask.node->input(0));
    return absorbs ? made->second : none;
  }

  Schedule schedule_;
  TaskMaker maker_;
  const GroupingRules& rules_;
  std::map<MemoryKey, std::size_t> made_;                  ///< the task that writes a value
  std::map<MemoryKey, std::vector<std::size_t>> readers_;  ///< tasks, in order
};

}  // namespace

Schedule remake_masks(Schedule schedule, const Graph& graph, const GroupingRules& rules) {
  return Remaking(std::move(schedule), graph, rules).run();
}

}  // namespace saem
