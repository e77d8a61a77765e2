#include <algorithm>

#include "saem/graph/op.h"
#include "saem/passes/grouping.h"

// Which nodes a group can take in as the epilogue of its first node: bias, residual, ReLU, a cast, a mask.
namespace saem {

bool Grouping::takes_bias(const Node& producer, const Tensor& stretched) const {
  if (!is_stretch(stretched.node())) return false;
  const Tensor& bias = stretched.node().input(0);
  const bool one_per_channel = bias.rank() == 1 && bias.shape()[0] == producer.outputs()[0].shape[-1];
  // A kernel counts its inputs: each must be a tensor of its own.
  const auto same = [&](const Tensor& t) { return t.same_as(bias); };
  return one_per_channel && std::none_of(producer.inputs().begin(), producer.inputs().end(), same);
}

bool Grouping::takes_residual(std::size_t group, const Tensor& residual) const {
  const auto& members = groups_[group].members;
  const Node& head = *members.front();
  if (!rules_.absorbs_residual || !rules_.absorbs_residual(head)) return false;
  if (is_stretch(residual.node()) || !(residual.shape() == head.outputs()[0].shape)) return false;
  const Tensor& read = behind_reading(residual);
  const auto is_read = [&](const Tensor& t) { return &memory_of(behind_reading(t)) == &memory_of(read); };
  for (const auto& member : members) {
    // One residual, before the activation; and a kernel counts its inputs.
    const bool is_first = member->op().name != "relu" && member->op().name != "cast";
    if (!is_first || std::ranges::any_of(member->inputs(), is_read)) return false;
    if (member.get() != &head && member->op().name == "add" && !is_stretch(member->input(0).node()) &&
        !is_stretch(member->input(1).node()))
      return false;
    // Constants come last among a task's inputs.
    if (is_stretch(*member) && member->input(0).node().op().name == "constant") return false;
  }
  const std::size_t of_residual = group_of(memory_of(read));
  return of_residual != group && (of_residual == none || !depends(of_residual, group));
}

std::size_t Grouping::epilogue_of(const Node& node) const {
  const std::string& op = node.op().name;
  const bool narrows = op == "cast" && node.outputs()[0].dtype == DType::bf16;
  if (!rules_.absorbs_epilogue || (op != "relu" && op != "add" && !narrows)) return none;
  for (std::size_t i = 0; i < node.inputs().size(); ++i) {
    const Node& before = node.inputs()[i].node();
    const std::size_t group = group_of(before);
    if (group == none || groups_[group].members.back().get() != &before || readers_.at(&before) != 1)
      continue;
    const Node& head = *groups_[group].members.front();
    if (narrows) {
      if (rules_.absorbs_narrowing && rules_.absorbs_narrowing(head)) return group;
      continue;
    }
    if (!rules_.absorbs_epilogue(head) || head.input(0).same_as(head.input(1))) continue;
    if (op == "relu") return group;
    const Tensor& other = node.inputs()[1 - i];
    if ((&before == &head && takes_bias(head, other)) || takes_residual(group, other)) return group;
  }
  return none;
}

std::size_t Grouping::mask_taker(const Node& node) const {
  if (!rules_.absorbs_mask || node.op().name != "where" || !is_zero(node.input(2))) return none;
  const Node& condition = node.input(0).node();
  const Node& result = node.input(1).node();
  if (condition.op().name != "greater" || !is_zero(condition.input(1))) return none;
  if (is_stretch(condition.input(0).node())) return none;  // one number of the mask per element of the result
  const std::size_t group = group_of(result);
  const std::size_t of_condition = group_of(condition);
  if (group == none || of_condition == none || groups_[group].members.size() != 1 ||
      readers_.at(&result) != 1)
    return none;
  // The comparison moves into the group: nobody else may need it, or wait for it there.
  if (readers_.at(&condition) != 1 || groups_[of_condition].members.back().get() != &condition ||
      groups_[of_condition].members.size() > 2)
    return none;
  const std::size_t of_mask = group_of(memory_of(condition.input(0)));
  if (of_mask == group || (of_mask != none && depends(of_mask, group))) return none;
  return rules_.absorbs_mask(result, condition.input(0)) ? group : none;
}

}  // namespace saem
