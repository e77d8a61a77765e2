#include "saem/passes/grouping.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "saem/graph/op.h"
#include "saem/passes/schedule.h"

namespace saem {

bool is_fusable(const Node& node) {
  // bfloat16 is computed in float32 and rounded.
  const auto in_register = [](DType d) { return d == DType::f32 || d == DType::bf16 || d == DType::boolean; };
  const DType result = node.outputs()[0].dtype;
  if (node.op().is_leaf || node.op().is_view || !in_register(result)) return false;
  if (node.op().name == "cast") {
    // Larger integers would be rounded twice on their way through float32.
    const DType from = node.input(0).dtype();
    return in_register(from) || from == DType::u8 || (from != DType::f64 && result != DType::bf16);
  }
  if (!node.op().reference.tile && !is_stretch(node)) return false;
  return std::all_of(node.inputs().begin(), node.inputs().end(),
                     [&](const Tensor& t) { return in_register(t.dtype()); });
}

Grouping::Grouping(std::span<const std::shared_ptr<Node>> order, std::span<const Tensor> results,
                   const GroupingRules& rules)
    : rules_(rules) {
  // A way of reading that only groups use needs no memory of its own.
  const auto reads_in_group = [&](const Node& node, const Node& read) {
    const Role role = role_of(node);
    return role == Role::elementwise || (role == Role::closing && !is_stretch(read));
  };
  std::unordered_set<const Node*> read_by_fused;
  std::unordered_set<const Node*> read_otherwise;
  for (const Tensor& result : results) {
    read_otherwise.insert(&memory_of(result));
    ++readers_[&memory_of(result)];
  }
  for (const auto& node : order) {
    for (const Tensor& input : node->inputs()) {
      ++readers_[&memory_of(input)];
      (reads_in_group(*node, input.node()) ? read_by_fused : read_otherwise).insert(&memory_of(input));
      if (input.node().op().is_view) read_otherwise.insert(&memory_of(input));
    }
  }
  for (const auto& node : order) {
    const bool only_read = is_reading(*node) && is_fusable(*node) && read_by_fused.contains(node.get()) &&
                           !read_otherwise.contains(node.get());
    if (!only_read) place(node);
  }
}

void Grouping::Set::add(std::size_t number) {
  if (words_.size() <= number / 64) words_.resize(number / 64 + 1);
  words_[number / 64] |= std::uint64_t{1} << (number % 64);
}

void Grouping::Set::add(const Set& other) {
  if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
  for (std::size_t w = 0; w < other.words_.size(); ++w) words_[w] |= other.words_[w];
}

void Grouping::Set::remove(std::size_t number) {
  if (number / 64 < words_.size()) words_[number / 64] &= ~(std::uint64_t{1} << (number % 64));
}

bool Grouping::Set::contains(std::size_t number) const {
  return number / 64 < words_.size() && ((words_[number / 64] >> (number % 64)) & 1U) != 0;
}

std::size_t Grouping::new_group() {
  merged_into_.push_back(groups_.size());
  groups_.emplace_back();
  alive_.push_back(groups_.size() - 1);
  return groups_.size() - 1;
}

void Grouping::append(std::size_t group, const std::shared_ptr<Node>& node) {
  for (const Tensor& input : node->inputs()) {
    if (is_read_through(input)) groups_[group].members.push_back(input.node_ptr());
    const std::size_t on = group_of(memory_of(behind_reading(input)));
    if (on != none && on != group) add_dependency(group, on);
  }
  groups_[group].members.push_back(node);
  group_of_[node.get()] = group;
}

void Grouping::place(const std::shared_ptr<Node>& node) {
  if (const std::size_t head = epilogue_of(*node); head != none) {
    append(head, node);
    return;
  }
  if (const std::size_t head = mask_taker(*node); head != none) {
    const std::shared_ptr<Node>& condition = node->input(0).node_ptr();
    const std::size_t emptied = group_of(*condition);
    groups_[emptied].members.clear();
    retire(emptied);
    append(head, condition);
    append(head, node);
    return;
  }
  const std::size_t group = new_group();
  group_of_[node.get()] = group;
  const Role role = role_of(*node);
  groups_[group].is_joinable = role != Role::alone;
  groups_[group].shape = role == Role::closing ? node->input(0).shape() : node->outputs()[0].shape;
  const auto reads_through = [&](const Tensor& input) {
    const bool can = role == Role::elementwise || (role == Role::closing && !is_stretch(input.node()));
    return can && is_read_through(input);
  };
  for (const Tensor& input : node->inputs()) {
    if (reads_through(input)) groups_[group].members.push_back(input.node_ptr());
  }
  groups_[group].members.push_back(node);
  for (const Tensor& input : node->inputs()) {
    const Node& made_by = memory_of(reads_through(input) ? input.node().input(0) : input);
    const std::size_t on = group_of(made_by);
    if (on == none || on == group) continue;
    add_dependency(group, on);
    if (role_of(made_by) == Role::closing) groups_[group].reduced.push_back(on);
  }
  join(*node, role);
}

Grouping::Role Grouping::role_of(const Node& node) const {
  if (is_fusable(node)) return is_reading(node) ? Role::alone : Role::elementwise;
  if (rules_.is_source && rules_.is_source(node)) return Role::source;
  return rules_.is_closing && rules_.is_closing(node) ? Role::closing : Role::alone;
}

void Grouping::join(const Node& node, Role role) {
  if (role != Role::elementwise && role != Role::closing) return;
  // The comparison of a ReLU's gradient may become part of a mask, if it is not in a group before.
  const bool is_condition = node.outputs()[0].dtype == DType::boolean;
  for (const Tensor& input : node.inputs()) {
    const bool widened = is_read_through(input) && !is_stretch(input.node());
    const Node& read = widened ? input.node().input(0).node() : input.node();
    try_merge(node, read);
    // What is in memory is best read once, by all reductions of it and whoever else reads it.
    if (!is_condition) {
      for (const Node* reduction : reduced_by_[&read]) try_merge(node, *reduction);
    }
    if (role == Role::closing) {
      for (const Node* reader : read_by_[&read]) try_merge(node, *reader);
      reduced_by_[&read].push_back(&node);
    } else if (!is_condition) {
      read_by_[&read].push_back(&node);
    }
  }
}

void Grouping::try_merge(const Node& node, const Node& other) {
  const std::size_t own = group_of(node);
  const std::size_t into = group_of(other);
  if (into != none && into != own && can_merge(own, into)) merge(into, own);
}

std::size_t Grouping::group_of(const Node& node) const {
  const auto found = group_of_.find(&node);
  return found == group_of_.end() ? none : found->second;
}

std::size_t Grouping::present(std::size_t group) const {
  std::size_t last = group;
  while (merged_into_[last] != last) last = merged_into_[last];
  while (merged_into_[group] != last) group = std::exchange(merged_into_[group], last);
  return last;
}

void Grouping::retire(std::size_t group) {
  groups_[group].is_alive = false;
  std::erase(alive_, group);
}

bool Grouping::depends(std::size_t group, std::size_t on) const { return groups_[group].before.contains(on); }

void Grouping::add_dependency(std::size_t group, std::size_t on) {
  groups_[group].before.add(groups_[on].before);
  groups_[group].before.add(on);
  groups_[group].reads.push_back(on);
}

bool Grouping::leads_through_others(std::size_t from, std::size_t to) const {
  return std::ranges::any_of(groups_[from].reads, [&](std::size_t read) {
    const std::size_t between = present(read);
    return between != from && between != to && depends(between, to);
  });
}

bool Grouping::can_merge(std::size_t a, std::size_t b) const {
  const Group& x = groups_[a];
  const Group& y = groups_[b];
  if (!x.is_joinable || !y.is_joinable || !(x.shape == y.shape)) return false;
  // A reduction's result is there when the whole group has been computed.
  const auto is = [&](std::size_t group) {
    return [this, group](std::size_t g) { return present(g) == group; };
  };
  if (std::ranges::any_of(x.reduced, is(b)) || std::ranges::any_of(y.reduced, is(a))) return false;
  return !leads_through_others(a, b) && !leads_through_others(b, a);
}

void Grouping::merge(std::size_t into, std::size_t from) {
  Group& target = groups_[into];
  Group& source = groups_[from];
  for (auto& node : source.members) {
    if (group_of_.contains(node.get()) && group_of_[node.get()] == from) group_of_[node.get()] = into;
    target.members.push_back(std::move(node));
  }
  source.members.clear();
  retire(from);
  merged_into_[from] = into;
  // Each group once, and not itself: in a long chain it would read itself once for each node.
  std::erase_if(target.reads, [&](std::size_t read) { return present(read) == into; });
  for (const std::size_t read : source.reads) {
    const std::size_t group = present(read);
    if (group != into && std::ranges::find(target.reads, group) == target.reads.end())
      target.reads.push_back(group);
  }
  target.reduced.insert(target.reduced.end(), source.reduced.begin(), source.reduced.end());
  target.before.add(source.before);
  for (const std::size_t g : {into, from}) target.before.remove(g);
  source.before = {};
  for (const std::size_t group : alive_) {
    if (group == into || !(depends(group, into) || depends(group, from))) continue;
    groups_[group].before.add(target.before);
    groups_[group].before.add(into);
  }
}

std::vector<std::vector<std::shared_ptr<Node>>> Grouping::take() {
  const auto in_order = [&](const auto& a, const auto& b) {
    const bool a_closes = role_of(*a) == Role::closing;
    const bool b_closes = role_of(*b) == Role::closing;
    return a_closes != b_closes ? b_closes : a->id() < b->id();
  };
  std::vector<std::vector<std::shared_ptr<Node>>> all;
  for (Group& group : groups_) {
    if (!group.is_alive) continue;
    if (group.is_joinable) {  // others were filled in order
      std::ranges::sort(group.members, in_order);
      const auto repeated = std::ranges::unique(group.members);  // a stretch that several members read
      group.members.erase(repeated.begin(), repeated.end());
    }
    all.push_back(std::move(group.members));
  }
  return all;
}

}  // namespace saem
