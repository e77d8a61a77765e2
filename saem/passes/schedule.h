#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "saem/graph/graph.h"
#include "saem/passes/layout.h"

namespace saem {

/// One piece of work for a backend: a node, or a group of elementwise nodes that are computed in one pass.
///
/// In a group every node has the group's shape, but for `broadcast_to` nodes, which only say how an input is
/// read (so do casts from bfloat16), and for reductions at its end, whose input has it. Instead, a group may
/// begin with one node that is not elementwise and absorbs the rest as its epilogue: conv, add (bias), add (a
/// residual), relu, cast (to bfloat16); or conv_input_gradient, greater, where, cast.
struct Task {
  std::vector<std::shared_ptr<Node>> nodes;  ///< inputs before users
  Tensors inputs;                            ///< values read from memory
  Tensors outputs;                           ///< values written to memory
  std::vector<Layout> input_layouts = {};    ///< one per input; empty: all are row-major
  std::vector<Layout> output_layouts = {};   ///< one per output; empty: all are row-major
  /// One per input, true where the value stays the same from run to run until the program's caller changes a
  /// variable: what a kernel makes of it (Kernel::prepare) can be kept. Empty: all may change.
  std::vector<bool> steady_inputs = {};

  [[nodiscard]] Layout input_layout(std::size_t i) const {
    return input_layouts.empty() ? Layout{} : input_layouts[i];
  }
  [[nodiscard]] Layout output_layout(std::size_t i = 0) const {
    return output_layouts.empty() ? Layout{} : output_layouts[i];
  }
  [[nodiscard]] bool is_steady(std::size_t input) const {
    return !steady_inputs.empty() && steady_inputs[input];
  }
  [[nodiscard]] bool is_group() const noexcept { return nodes.size() > 1; }
  /// The last node, not counting the reductions that close a group.
  [[nodiscard]] const Node& node() const;
  /// "relu+multiply (128, 26, 26, 32) in Conv2D 'conv2'".
  [[nodiscard]] std::string to_string() const;
};

/// Tasks in the order in which they run. Views (reshape) are not tasks: they are other names of the same
/// memory.
using Schedule = std::vector<Task>;

/// Merges equal nodes and drops what has no effect (x · 1, reshape of reshape, equal casts).
[[nodiscard]] Graph simplify(const Graph& graph);

/// What a backend wants grouped.
struct GroupingRules {
  bool elementwise = false;  ///< elementwise nodes of one shape, wherever no cycle arises
  /// Nodes that elementwise groups of their shape can make as they go, from other inputs than the group's:
  /// random numbers; none if empty.
  std::function<bool(const Node&)> is_source = {};
  /// Reductions that elementwise groups of their input's shape can end in; none if empty.
  std::function<bool(const Node&)> is_closing = {};
  /// Nodes that can add a bias and apply ReLU to their result before they write it; none if empty.
  std::function<bool(const Node&)> absorbs_epilogue = {};
  /// Those of them that can, between the two, add a tensor of their result's shape; none if empty.
  std::function<bool(const Node&)> absorbs_residual = {};
  /// Nodes that can write their float32 result, or that of their epilogue, as bfloat16; none if empty.
  std::function<bool(const Node&)> absorbs_narrowing = {};
  /// Nodes (gradients) that can set their result to 0 where `mask` ≤ 0, as ReLU's gradient asks; none if
  /// empty.
  std::function<bool(const Node& node, const Tensor& mask)> absorbs_mask = {};
};

/// Orders the nodes, grouped by the rules.
[[nodiscard]] Schedule make_schedule(const Graph& graph, const GroupingRules& rules);

/// True if the op is computed element by element, so that it can be part of a group.
[[nodiscard]] bool is_fusable(const Node& node);

}  // namespace saem
