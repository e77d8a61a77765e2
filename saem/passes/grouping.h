#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/passes/reading.h"
#include "saem/passes/schedule.h"

namespace saem {

/// Parts nodes (given inputs first) into groups that can each be computed in one pass: elementwise nodes of
/// one shape, connected by values, joined wherever no way leads out of the group and back into it; random
/// masks that they read, and reductions of what they make or read. All other nodes stay alone.
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
  [[nodiscard]] bool takes_residual(std::size_t group, const Tensor& residual) const;
  [[nodiscard]] std::size_t group_of(const Node& node) const;
  enum class Role : std::uint8_t { alone, elementwise, source, closing };
  [[nodiscard]] Role role_of(const Node& node) const;
  /// Joins a new node's group with those that make its inputs or read what it reads.
  void join(const Node& node, Role role);
  void try_merge(const Node& node, const Node& other);
  [[nodiscard]] bool depends(std::size_t group, std::size_t on) const;
  void add_dependency(std::size_t group, std::size_t on);
  [[nodiscard]] bool leads_through_others(std::size_t from, std::size_t to) const;
  [[nodiscard]] bool can_merge(std::size_t a, std::size_t b) const;
  void merge(std::size_t into, std::size_t from);

  /// Numbers of groups, a bit each, as far as the largest one: most groups depend on few others.
  class Set {
   public:
    void add(std::size_t number);
    void add(const Set& other);
    void remove(std::size_t number);
    [[nodiscard]] bool contains(std::size_t number) const;

   private:
    std::vector<std::uint64_t> words_;
  };

  struct Group {
    std::vector<std::shared_ptr<Node>> members;
    Set before;                        ///< on which groups it depends, directly or not
    std::vector<std::size_t> reads;    ///< on which it depends directly; merged ones under their old numbers
    std::vector<std::size_t> reduced;  ///< whose closing reductions it reads, likewise
    bool is_alive = true;              ///< not merged into another
    bool is_joinable = false;
    Shape shape;  ///< of its elements, if joinable
  };

  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  [[nodiscard]] std::size_t present(std::size_t group) const;
  void retire(std::size_t group);

  const GroupingRules& rules_;
  std::unordered_map<const Node*, int> readers_;  ///< how many nodes (and results) read each node's memory
  std::vector<Group> groups_;
  std::vector<std::size_t> alive_;
  mutable std::vector<std::size_t> merged_into_;  ///< present() shortens the ways
  std::unordered_map<const Node*, std::size_t> group_of_;
  /// Which placed nodes of joinable groups read a value: elementwise nodes, and reductions.
  std::unordered_map<const Node*, std::vector<const Node*>> read_by_, reduced_by_;
};

}  // namespace saem
