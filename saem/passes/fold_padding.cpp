#include "saem/passes/fold_padding.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "saem/graph/op.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

/// Zeros around the spatial axes of a picture (n, d₁ …, c).
struct Border {
  Integers low, high;  ///< one per spatial axis
};

bool all_equal(const Integers& list, std::int64_t value) {
  return std::ranges::all_of(list, [value](std::int64_t x) { return x == value; });
}

/// Empty unless only the spatial axes grow.
std::optional<Border> border(const Integers& low, const Integers& high) {
  if (low.size() < 3 || low.front() != 0 || high.front() != 0 || low.back() != 0 || high.back() != 0)
    return std::nullopt;
  return Border{{low.begin() + 1, low.end() - 1}, {high.begin() + 1, high.end() - 1}};
}

std::optional<Border> added_by(const Node& node) {
  if (node.op().name != "pad" || !all_equal(node.attributes().integers("interior"), 0)) return std::nullopt;
  return border(node.attributes().integers("low"), node.attributes().integers("high"));
}

std::optional<Border> cut_off_by(const Node& node) {
  if (node.op().name != "slice" || !all_equal(node.attributes().integers("step"), 1)) return std::nullopt;
  const Shape& x = node.input(0).shape();
  Integers high = node.attributes().integers("end");
  for (int axis = 0; axis < x.rank(); ++axis)
    high[static_cast<std::size_t>(axis)] = x[axis] - high[static_cast<std::size_t>(axis)];
  return border(node.attributes().integers("begin"), high);
}

Attributes padded(const Attributes& attributes, const Border& more) {
  Attributes result = attributes;
  Integers low = attributes.integers("padding_low");
  Integers high = attributes.integers("padding_high");
  for (std::size_t i = 0; i < low.size(); ++i) {
    low[i] += more.low[i];
    high[i] += more.high[i];
  }
  result.set("padding_low", low);
  result.set("padding_high", high);
  return result;
}

class Folding {
 public:
  explicit Folding(const Graph& graph) : order_(topological_order(results_of(graph), true)) {
    for (const auto& node : order_) {
      for (const Tensor& input : node->inputs()) ++readers_[&input.node()];
    }
    for (const Tensor& result : results_of(graph)) ++readers_[&result.node()];
  }

  Graph rewrite(const Graph& graph) {
    for (const auto& node : order_) replaced_[node.get()] = rewrite(node);
    Graph result{graph.parameters, {}, {}};
    for (const Tensor& output : graph.outputs) result.outputs.push_back(present(output));
    for (const auto& update : graph.updates)
      result.updates.push_back({update.variable, present(update.value)});
    return result;
  }

 private:
  [[nodiscard]] Tensor present(const Tensor& t) const { return Tensor(replaced_.at(&t.node()), t.output()); }

  std::shared_ptr<Node> rewrite(const std::shared_ptr<Node>& node) {
    if (node->op().is_leaf || node->has_value()) return node;
    Tensors inputs;
    for (const Tensor& input : node->inputs()) inputs.push_back(present(input));
    const std::string& op = node->op().name;
    if (op == "conv" || op == "conv_kernel_gradient") {
      if (const auto zeros = added_by(inputs[0].node())) {
        inputs[0] = inputs[0].node().input(0);
        return make(*node, node->op(), padded(node->attributes(), *zeros), inputs);
      }
    }
    const Node& before = op == "slice" ? inputs[0].node() : *node;
    if (before.op().name == "conv_input_gradient" && op == "slice" && readers_[&node->input(0).node()] == 1) {
      if (const auto rest = cut_off_by(*node)) {
        Attributes attributes = padded(before.attributes(), *rest);
        attributes.set("x_shape", node->outputs()[0].shape);
        return make(*node, before.op(), std::move(attributes), before.inputs(), before.scope());
      }
    }
    const auto same = [](const Tensor& a, const Tensor& b) { return a.same_as(b); };
    if (std::ranges::equal(inputs, node->inputs(), same)) return node;
    return make(*node, node->op(), node->attributes(), inputs);
  }

  /// A node with the type of `old`.
  static std::shared_ptr<Node> make(const Node& old, const Op& op, Attributes attributes, Tensors inputs,
                                    const std::string& place = {}) {
    const LayerScope scope(place.empty() ? old.scope() : place, LayerScope::Replace{});
    return std::make_shared<Node>(op, std::move(attributes), std::move(inputs), old.outputs());
  }

  std::vector<std::shared_ptr<Node>> order_;
  std::unordered_map<const Node*, int> readers_;
  std::unordered_map<const Node*, std::shared_ptr<Node>> replaced_;
};

}  // namespace

Graph fold_padding(const Graph& graph) { return Folding(graph).rewrite(graph); }

}  // namespace saem
