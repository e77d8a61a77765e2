// Rewrites a graph into an equal one with less to do. Each rule is local; one walk in topological order
// applies them all.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
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

/// True for a transpose that puts the axes of the one before it back: pictures with their channels first are
/// moved between any two layers.
bool undoes_transpose(const Node& node, const Tensor& input) {
  if (node.op().name != "transpose" || &input.node().op() != &node.op()) return false;
  const std::vector<std::int64_t>& after = node.attributes().integers("axes");
  const std::vector<std::int64_t>& before = input.node().attributes().integers("axes");
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (before[static_cast<std::size_t>(after[i])] != static_cast<std::int64_t>(i)) return false;
  }
  return true;
}

/// What two nodes must have in common to be one.
struct Call {
  const Op* op;
  const Attributes* attributes;  ///< of a node that lives as long as this
  Tensors inputs;
};

void mix(std::size_t& hash, std::size_t value) {
  hash ^= value + 0x9e3779b97f4a7c15U + (hash << 6) + (hash >> 2);
}

std::size_t hash_of(const AttributeValue& attribute) {
  struct Hasher {
    std::size_t operator()(double v) const { return std::bit_cast<std::uint64_t>(v); }
    std::size_t operator()(const std::string& v) const { return std::hash<std::string>()(v); }
    std::size_t operator()(const std::vector<std::int64_t>& v) const {
      std::size_t hash = v.size();
      for (const std::int64_t each : v) mix(hash, static_cast<std::size_t>(each));
      return hash;
    }
    std::size_t operator()(DType v) const { return static_cast<std::size_t>(v); }
    std::size_t operator()(bool v) const { return static_cast<std::size_t>(v); }
    std::size_t operator()(std::int64_t v) const { return static_cast<std::size_t>(v); }
  };
  return std::visit(Hasher{}, attribute.value);
}

struct CallHash {
  std::size_t operator()(const Call& call) const {
    std::size_t hash = std::hash<const void*>()(call.op);
    for (const auto& [name, value] : call.attributes->entries()) mix(hash, hash_of(value));
    for (const Tensor& input : call.inputs) {
      mix(hash, static_cast<std::size_t>(input.node().id()));
      mix(hash, static_cast<std::size_t>(input.output()));
    }
    return hash;
  }
};

struct SameCall {
  /// Numbers by their bits: 0 and -0 differ, and NaN is equal to itself.
  static bool same(const Attributes::Entry& a, const Attributes::Entry& b) {
    if (a.first != b.first || a.second.value.index() != b.second.value.index()) return false;
    const auto* x = std::get_if<double>(&a.second.value);
    if (x == nullptr) return a.second == b.second;
    return std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(std::get<double>(b.second.value));
  }
  bool operator()(const Call& a, const Call& b) const {
    const auto same_tensor = [](const Tensor& x, const Tensor& y) { return x.same_as(y); };
    return a.op == b.op && std::ranges::equal(a.inputs, b.inputs, same_tensor) &&
           std::ranges::equal(a.attributes->entries(), b.attributes->entries(), same);
  }
};

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
    if (!inputs.empty() && undoes_transpose(*node, inputs[0])) {
      result = {inputs[0].node().input(0)};
      return;
    }
    if (single) {
      if (Tensor simpler = shortcut(node->op(), inputs, node->outputs()[0]); simpler.defined()) {
        result = {simpler};
        return;
      }
    }
    const Call call{&node->op(), &node->attributes(), inputs};
    if (const auto known = made_.find(call); known != made_.end()) {
      result = known->second;
      return;
    }
    const LayerScope scope(node->scope(), LayerScope::Replace{});
    const auto made = std::make_shared<Node>(node->op(), node->attributes(), inputs, node->outputs());
    for (std::size_t i = 0; i < node->outputs().size(); ++i) result.emplace_back(made, static_cast<int>(i));
    made_.emplace(call, result);
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

  std::unordered_map<const Node*, Tensors> replaced_;
  std::unordered_map<Call, Tensors, CallHash, SameCall> made_;
  std::unordered_map<std::string, Tensor> constants_;
};

}  // namespace

Graph simplify(const Graph& graph) { return Simplifier().run(graph); }

}  // namespace saem
