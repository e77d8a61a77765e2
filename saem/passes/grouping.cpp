#include "saem/passes/grouping.h"

#include <algorithm>
#include <unordered_set>

#include "saem/graph/op.h"
#include "saem/passes/schedule.h"

namespace saem {
namespace {

/// The inputs that a node brings to its group: a fused stretch is looked through.
Tensors read_by(const Node& node) {
  Tensors inputs;
  for (const Tensor& input : node.inputs()) {
    const bool fused_stretch = is_fusable(node) && is_stretch(input.node()) && is_fusable(input.node());
    inputs.push_back(fused_stretch ? input.node().input(0) : input);
  }
  return inputs;
}

/// The node whose memory a tensor shows; a view is no node of the schedule.
const Node& memory_of(const Tensor& tensor) { return behind_views(tensor).node(); }

}  // namespace

bool is_stretch(const Node& node) { return node.op().name == "broadcast_to"; }

bool is_fusable(const Node& node) {
  const auto in_register = [](DType d) { return d == DType::f32 || d == DType::boolean; };
  if (node.op().is_leaf || node.op().is_view || !in_register(node.outputs()[0].dtype)) return false;
  if (node.op().name == "cast") return node.input(0).dtype() != DType::f64;
  if (!node.op().reference.tile && !is_stretch(node)) return false;
  return std::all_of(node.inputs().begin(), node.inputs().end(),
                     [&](const Tensor& t) { return in_register(t.dtype()); });
}

Grouping::Grouping(std::span<const std::shared_ptr<Node>> order, std::span<const Tensor> results,
                   const GroupingRules& rules)
    : words_((order.size() * 2 + 63) / 64), rules_(rules) {
  // A stretch that only fused nodes read needs no memory of its own.
  std::unordered_set<const Node*> read_by_fused;
  std::unordered_set<const Node*> read_otherwise;
  for (const Tensor& result : results) {
    read_otherwise.insert(&memory_of(result));
    ++readers_[&memory_of(result)];
  }
  for (const auto& node : order) {
    for (const Tensor& input : node->inputs()) {
      ++readers_[&memory_of(input)];
      (is_fusable(*node) && !is_stretch(*node) ? read_by_fused : read_otherwise).insert(&memory_of(input));
      if (input.node().op().is_view) read_otherwise.insert(&memory_of(input));
    }
  }
  for (const auto& node : order) {
    const bool only_read = is_stretch(*node) && is_fusable(*node) && read_by_fused.contains(node.get()) &&
                           !read_otherwise.contains(node.get());
    if (!only_read) place(node);
  }
}

std::size_t Grouping::new_group() {
  live_.push_back(members_.size());
  members_.emplace_back();
  bits_.emplace_back(words_, 0);
  return members_.size() - 1;
}

bool Grouping::takes_bias(const Node& producer, const Tensor& stretched) const {
  if (!is_stretch(stretched.node())) return false;
  const Tensor& bias = stretched.node().input(0);
  const bool one_per_channel = bias.rank() == 1 && bias.shape()[0] == producer.outputs()[0].shape[-1];
  // A kernel counts its inputs: each must be a tensor of its own.
  const auto same = [&](const Tensor& t) { return t.same_as(bias); };
  return one_per_channel && std::none_of(producer.inputs().begin(), producer.inputs().end(), same);
}

std::size_t Grouping::epilogue_of(const Node& node) const {
  const bool is_relu = node.op().name == "relu";
  if (!rules_.absorbs_epilogue || (!is_relu && node.op().name != "add")) return none;
  for (std::size_t i = 0; i < node.inputs().size(); ++i) {
    const Node& before = node.inputs()[i].node();
    const std::size_t group = group_of(before);
    if (group == none || members_[group].back().get() != &before || readers_.at(&before) != 1) continue;
    const Node& head = *members_[group].front();
    if (!rules_.absorbs_epilogue(head) || head.input(0).same_as(head.input(1))) continue;
    if (is_relu || (&before == &head && takes_bias(head, node.inputs()[1 - i]))) return group;
  }
  return none;
}

namespace {

bool is_zero(const Tensor& stretched) {
  if (!is_stretch(stretched.node())) return false;
  const Node& constant = stretched.node().input(0).node();
  return constant.op().name == "constant" && constant.values()[0].size() == 1 &&
         constant.values()[0].at(0) == 0;
}

}  // namespace

std::size_t Grouping::mask_taker(const Node& node) const {
  if (!rules_.absorbs_mask || node.op().name != "where" || !is_zero(node.input(2))) return none;
  const Node& condition = node.input(0).node();
  const Node& result = node.input(1).node();
  if (condition.op().name != "greater" || !is_zero(condition.input(1))) return none;
  if (is_stretch(condition.input(0).node())) return none;  // one number of the mask per element of the result
  const std::size_t group = group_of(result);
  const std::size_t of_condition = group_of(condition);
  if (group == none || of_condition == none || members_[group].size() != 1 || readers_.at(&result) != 1)
    return none;
  // The comparison moves into the group: nobody else may need it, or wait for it there.
  if (readers_.at(&condition) != 1 || members_[of_condition].back().get() != &condition ||
      members_[of_condition].size() > 2)
    return none;
  const std::size_t of_mask = group_of(memory_of(condition.input(0)));
  if (of_mask == group || (of_mask != none && depends(of_mask, group))) return none;
  return rules_.absorbs_mask(result, condition.input(0)) ? group : none;
}

void Grouping::append(std::size_t group, const std::shared_ptr<Node>& node) {
  for (const Tensor& input : node->inputs()) {
    const bool stretch = is_stretch(input.node()) && is_fusable(input.node());
    if (stretch) members_[group].push_back(input.node_ptr());
    const std::size_t on = group_of(memory_of(stretch ? input.node().input(0) : input));
    if (on != none && on != group) add_dependency(group, on);
  }
  members_[group].push_back(node);
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
    members_[emptied].clear();
    live_.erase(std::find(live_.begin(), live_.end(), emptied));
    append(head, condition);
    append(head, node);
    return;
  }
  const std::size_t group = new_group();
  group_of_[node.get()] = group;
  const bool fused = is_fusable(*node) && !is_stretch(*node);
  if (fused) {
    for (const Tensor& input : node->inputs()) {
      if (is_stretch(input.node()) && is_fusable(input.node())) members_[group].push_back(input.node_ptr());
    }
  }
  members_[group].push_back(node);
  const Tensors inputs = read_by(*node);
  for (const Tensor& input : inputs) {
    const std::size_t on = group_of(memory_of(input));
    if (on != none && on != group) add_dependency(group, on);
  }
  if (!fused) return;
  for (const Tensor& input : node->inputs()) {
    const std::size_t other = group_of(input.node());
    if (other != none && other != group_of(*node) && can_merge(group_of(*node), other))
      merge(other, group_of(*node));
  }
}

std::size_t Grouping::group_of(const Node& node) const {
  const auto found = group_of_.find(&node);
  return found == group_of_.end() ? none : found->second;
}

bool Grouping::depends(std::size_t group, std::size_t on) const {
  return (bits_[group][on / 64] >> (on % 64)) & 1U;
}

void Grouping::add_dependency(std::size_t group, std::size_t on) {
  bits_[group][on / 64] |= std::uint64_t{1} << (on % 64);
  for (std::size_t w = 0; w < words_; ++w) bits_[group][w] |= bits_[on][w];
}

bool Grouping::can_merge(std::size_t a, std::size_t b) const {
  // A group with an epilogue has its elementwise nodes behind; what it begins with tells.
  const Node& x = *members_[a].back();
  const Node& y = *members_[b].back();
  const auto is_elementwise = [](const auto& members) { return is_fusable(*members.front()); };
  if (!is_elementwise(members_[a]) || !is_elementwise(members_[b])) return false;
  if (is_stretch(y) || !is_fusable(x) || !is_fusable(y) || !(x.outputs()[0].shape == y.outputs()[0].shape))
    return false;
  return std::none_of(live_.begin(), live_.end(), [&](std::size_t between) {
    if (between == a || between == b) return false;
    return (depends(a, between) && depends(between, b)) || (depends(b, between) && depends(between, a));
  });
}

void Grouping::merge(std::size_t into, std::size_t from) {
  for (const auto& node : members_[from]) {
    if (!is_stretch(*node)) group_of_[node.get()] = into;
  }
  auto& target = members_[into];
  for (auto& node : members_[from]) {
    if (std::find(target.begin(), target.end(), node) == target.end()) target.push_back(std::move(node));
  }
  std::sort(target.begin(), target.end(), [](const auto& a, const auto& b) { return a->id() < b->id(); });
  members_[from].clear();
  live_.erase(std::find(live_.begin(), live_.end(), from));
  for (std::size_t w = 0; w < words_; ++w) bits_[into][w] |= bits_[from][w];
  for (const std::size_t g : {into, from}) bits_[into][g / 64] &= ~(std::uint64_t{1} << (g % 64));
  for (const std::size_t group : live_) {
    if (group != into && (depends(group, into) || depends(group, from))) add_dependency(group, into);
  }
}

std::vector<std::vector<std::shared_ptr<Node>>> Grouping::take() {
  std::vector<std::vector<std::shared_ptr<Node>>> groups;
  for (const std::size_t group : live_) groups.push_back(std::move(members_[group]));
  return groups;
}

}  // namespace saem
