// Rewrites a graph into an equal one with less to do. Each rule is local; one walk in topological order
// applies them all.
#include <fmt/format.h>

#include <unordered_map>

#include "saem/graph/op.h"
#include "saem/passes/schedule.h"

namespace saem {
namespace {

/// True if every element of a constant (or a stretched constant) is `value`.
bool is_constant(const Tensor& tensor, double value) {
  Tensor t = tensor;
  while (t.node().op().name == "broadcast_to") t = t.node().input(0);
  if (t.node().op().name != "constant") return false;
  const Array& array = t.node().values()[0];
  return array.size() == 1 && array.at(0) == value;
}

/// An equal tensor that is already there, or an undefined one.
Tensor shortcut(const Op& op, const Tensors& in, const TensorType& type) {
  if (op.name == "multiply" && is_constant(in[1], 1)) return in[0];
  if (op.name == "multiply" && is_constant(in[0], 1)) return in[1];
  if (op.name == "divide" && is_constant(in[1], 1)) return in[0];
  if (op.name == "subtract" && is_constant(in[1], 0)) return in[0];
  // Not x + 0 for a possible -0 on the left: -0 + 0 is +0. Gradients add zeros often, and a sign of zero is
  // no number lost.
  if (op.name == "add" && is_constant(in[1], 0)) return in[0];
  if (op.name == "add" && is_constant(in[0], 0)) return in[1];
  if ((op.name == "reshape" || op.name == "broadcast_to" || op.name == "cast") && in[0].type() == type)
    return in[0];
  if (op.name == "stop_gradient") return in[0];
  return {};
}

class Simplifier {
 public:
  Graph run(const Graph& graph) {
    for (const auto& node : topological_order(results_of(graph), true)) rewrite(node);

    Graph result{graph.parameters, {}, {}};
    for (const Tensor& output : graph.outputs) result.outputs.push_back(replacement(output));
    for (const auto& update : graph.updates)
      result.updates.push_back({update.variable, replacement(update.value)});
    return result;
  }

 private:
  [[nodiscard]] Tensor replacement(const Tensor& t) const {
    return replaced_.at(&t.node())[static_cast<std::size_t>(t.output())];
  }

  void rewrite(const std::shared_ptr<Node>& node) {
    Tensors& result = replaced_[node.get()];
    if (node->has_value() && node->op().name != "constant") {
      for (const Array& value : node->values()) result.emplace_back(value);
      return;
    }
    if (node->op().is_leaf) {
      result = {node->op().name == "constant" ? shared_constant(node) : Tensor(node)};
      return;
    }
    Tensors inputs;
    for (const Tensor& input : node->inputs()) inputs.push_back(replacement(input));
    const bool single = node->outputs().size() == 1;
    // reshape(reshape(x)) and broadcast_to(broadcast_to(x)) need only the last shape.
    if ((node->op().name == "reshape" || node->op().name == "broadcast_to") &&
        &inputs[0].node().op() == &node->op()) {
      inputs[0] = inputs[0].node().input(0);
    }
    if (single) {
      if (Tensor simpler = shortcut(node->op(), inputs, node->outputs()[0]); simpler.defined()) {
        result = {simpler};
        return;
      }
    }
    const std::string key = key_of(*node, inputs);
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
      result = known->second;
      return;
    }
    const LayerScope scope(node->scope(), LayerScope::Replace{});
    const auto made = std::make_shared<Node>(node->op(), node->attributes(), inputs, node->outputs());
    for (std::size_t i = 0; i < node->outputs().size(); ++i) result.emplace_back(made, static_cast<int>(i));
    by_key_.emplace(key, result);
  }

  /// Scalars of equal bits become one node, so that what is computed with them can be recognised as equal.
  Tensor shared_constant(const std::shared_ptr<Node>& node) {
    const Array& value = node->values()[0];
    if (value.size() != 1) return Tensor(node);
    std::string key = fmt::format("{} {} ", name(value.dtype()), value.shape().to_string());
    key.append(reinterpret_cast<const char*>(value.bytes()), value.byte_size());
    const auto [place, inserted] = constants_.try_emplace(key, Tensor(node));
    return place->second;
  }

  static std::string key_of(const Node& node, const Tensors& inputs) {
    std::string key = node.op().name + "|" + node.attributes().to_string();
    for (const Tensor& input : inputs) key += fmt::format("|{}.{}", input.node().id(), input.output());
    return key;
  }

  std::unordered_map<const Node*, Tensors> replaced_;
  std::unordered_map<std::string, Tensors> by_key_;
  std::unordered_map<std::string, Tensor> constants_;
};

}  // namespace

Graph simplify(const Graph& graph) { return Simplifier().run(graph); }

}  // namespace saem
