#include "saem/passes/mixed_precision.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"
#include "saem/passes/reading.h"

namespace saem {
namespace {

bool is_one_of(const Node& node, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, node.op().name) != names.end();
}

bool is_product(const Node& node) {
  return is_one_of(node, {"conv", "conv_input_gradient", "conv_kernel_gradient", "matmul"}) &&
         node.outputs()[0].dtype == DType::f32;
}

/// Moves elements and changes none: it can as well move the rounded ones.
bool is_movement(const Node& node) {
  return node.op().is_view ||
         is_one_of(node, {"transpose", "pad", "slice", "concat", "broadcast_to", "max_pool"});
}

/// The gradient looks for the result among the inputs, and would not find it rounded: a product that reads it
/// rounds it for itself.
bool is_compared_with_input(const Node& node) { return is_one_of(node, {"max", "min"}); }

/// What a product's kernel does to its result before it writes it.
bool is_epilogue(const Node& node) { return is_one_of(node, {"add", "relu", "where"}); }

class Rounding {
 public:
  explicit Rounding(const Graph& graph) : order_(topological_order(results_of(graph), true)) {
    for (const auto& node : order_) {
      for (const Tensor& input : node->inputs()) readers_[&input.node()].push_back(node.get());
    }
    for (const Tensor& result : results_of(graph)) results_.insert(&result.node());
    for (const auto& node : order_) {
      if (!is_product(*node)) continue;
      for (const Tensor& input : node->inputs()) round(input);
      const bool is_picture = node->outputs()[0].shape.rank() >= 3;
      if (is_picture && node->op().name != "conv_kernel_gradient" && node->op().name != "matmul")
        rounded_.insert(end_of_epilogue(node.get()));
    }
  }

  Graph rewrite(const Graph& graph) {
    for (const auto& node : order_) rewrite(node);
    Graph result{graph.parameters, {}, {}};
    for (const Tensor& output : graph.outputs) result.outputs.push_back(wide(output));
    for (const auto& update : graph.updates) result.updates.push_back({update.variable, wide(update.value)});
    return result;
  }

 private:
  /// Marks a value to be rounded; what is only moved is rounded before it is moved.
  void round(const Tensor& value) {
    const Node& node = value.node();
    if (value.dtype() != DType::f32 || is_compared_with_input(node)) return;
    if (!rounded_.insert(&node).second) return;
    if (is_movement(node)) {
      for (const Tensor& input : node.inputs()) round(input);
    }
  }

  /// The last of the nodes that follow a product alone: bias, activation, mask, residual.
  const Node* end_of_epilogue(const Node* node) const {
    while (true) {
      const auto found = readers_.find(node);
      const bool one_reader =
          found != readers_.end() && found->second.size() == 1 && !results_.contains(node);
      if (!one_reader || !is_epilogue(*found->second.front())) return node;
      node = found->second.front();
    }
  }

  void rewrite(const std::shared_ptr<Node>& node) {
    Tensors& mine = wide_[node.get()];
    if (node->op().is_leaf) {
      mine.emplace_back(node);
      return;
    }
    if (node->has_value()) {
      for (const Array& value : node->values()) mine.emplace_back(value);
      return;
    }
    const auto is_low = [&](const Tensor& t) { return is_rounded(t); };
    const bool moves_rounded =
        is_movement(*node) && (rounded_.contains(node.get()) || std::ranges::all_of(node->inputs(), is_low));
    const bool pools_back = node->op().name == "max_pool_gradient" && is_rounded(node->input(0));
    // Rounding changes neither signs nor zeros: a ReLU's mask, and what it lets through.
    const bool compares =
        node->op().name == "greater" && is_rounded(node->input(0)) && is_zero(node->input(1));
    const bool lets_through =
        node->op().name == "where" && is_rounded(node->input(1)) && is_zero(node->input(2));
    const bool gives_rounded = moves_rounded || pools_back || lets_through;
    const bool reads_rounded = gives_rounded || compares || is_product(*node);
    const bool is_statistic = node->op().name == "moments" && is_rounded(node->input(0));
    Tensors inputs;
    for (const Tensor& input : node->inputs())
      inputs.push_back(reads_rounded || is_statistic ? low(input) : wide(input));
    std::vector<TensorType> types = node->outputs();
    if (gives_rounded) {
      for (TensorType& type : types) type.dtype = DType::bf16;
    }
    const bool changed = !std::ranges::equal(inputs, node->inputs(),
                                             [](const Tensor& a, const Tensor& b) { return a.same_as(b); });
    const LayerScope scope(node->scope(), LayerScope::Replace{});
    const auto made =
        changed ? std::make_shared<Node>(node->op(), node->attributes(), inputs, std::move(types)) : node;
    for (std::size_t i = 0; i < made->outputs().size(); ++i) {
      Tensor result(made, static_cast<int>(i));
      if (gives_rounded) {
        low_[node.get()] = result;
        result = cast(result, DType::f32);
      } else if (rounded_.contains(node.get())) {
        low_[node.get()] = cast(result, DType::bf16);
        result = cast(low_[node.get()], DType::f32);
      }
      wide_[node.get()].push_back(result);
    }
  }

  /// True if all readers of the value see it rounded; of a value already rewritten.
  [[nodiscard]] bool is_rounded(const Tensor& t) const {
    return low_.contains(&t.node()) && !t.node().op().is_leaf && t.dtype() == DType::f32;
  }

  [[nodiscard]] Tensor wide(const Tensor& t) const {
    return wide_.at(&t.node())[static_cast<std::size_t>(t.output())];
  }

  /// The value in bfloat16. Leaves, and what nobody else needs rounded, are rounded for this reader alone.
  Tensor low(const Tensor& t) {
    if (t.dtype() != DType::f32) return wide(t);
    if (is_zero(t)) return broadcast_to(Tensor::scalar(0, DType::bf16), t.shape());
    const auto found = low_.find(&t.node());
    if (found != low_.end()) return found->second;
    const LayerScope scope(t.node().scope(), LayerScope::Replace{});
    Tensor rounded = cast(wide(t), DType::bf16);
    if (t.node().op().is_leaf) low_[&t.node()] = rounded;
    return rounded;
  }

  std::vector<std::shared_ptr<Node>> order_;
  std::unordered_map<const Node*, std::vector<const Node*>> readers_;
  std::unordered_set<const Node*> results_;
  std::unordered_set<const Node*> rounded_;
  std::unordered_map<const Node*, Tensors> wide_;  ///< the new graph's values, as float32 where they were
  std::unordered_map<const Node*, Tensor> low_;    ///< the same in bfloat16
};

}  // namespace

Graph mixed_precision(const Graph& graph) { return Rounding(graph).rewrite(graph); }

}  // namespace saem
