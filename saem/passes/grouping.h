#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/passes/schedule.h"

namespace saem {

/// True for `broadcast_to`: in a group it is not work, only a way of reading an input.
[[nodiscard]] bool is_stretch(const Node& node);

/// Parts nodes (given inputs first) into groups that can each be computed in one pass: elementwise nodes of
/// one shape, connected by values, joined wherever no way leads out of the group and back into it. All other
/// nodes stay alone.
class Grouping {
 public:
  /// `results` must be in memory at the end.
  Grouping(std::span<const std::shared_ptr<Node>> order, std::span<const Tensor> results,
           const GroupingRules& rules);
  /// Nodes of each group, inputs first. A stretch may be a member of several groups, and of one of its own as
  /// well, if somebody needs it in memory.
  [[nodiscard]] std::vector<std::vector<std::shared_ptr<Node>>> take();

 private:
  void place(const std::shared_ptr<Node>& node);
  std::size_t new_group();
  /// The group whose epilogue the node is; `none` if it is no epilogue.
  [[nodiscard]] std::size_t epilogue_of(const Node& node) const;
  /// The group that can apply the mask of `node`, where(mask > 0, result, 0), to its result; `none` if there
  /// is none.
  [[nodiscard]] std::size_t mask_taker(const Node& node) const;
  void append(std::size_t group, const std::shared_ptr<Node>& node);
  [[nodiscard]] bool takes_bias(const Node& producer, const Tensor& stretched) const;
  [[nodiscard]] std::size_t group_of(const Node& node) const;
  [[nodiscard]] bool depends(std::size_t group, std::size_t on) const;
  void add_dependency(std::size_t group, std::size_t on);
  [[nodiscard]] bool can_merge(std::size_t a, std::size_t b) const;
  void merge(std::size_t into, std::size_t from);

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t words_;
  const GroupingRules& rules_;
  std::unordered_map<const Node*, int> readers_;  ///< how many nodes (and results) read each node's memory
  std::vector<std::vector<std::shared_ptr<Node>>> members_;
  std::vector<std::vector<std::uint64_t>> bits_;  ///< per group: on which groups it depends, directly or not
  std::vector<std::size_t> live_;                 ///< groups that were not merged into another
  std::unordered_map<const Node*, std::size_t> group_of_;
};

}  // namespace saem
