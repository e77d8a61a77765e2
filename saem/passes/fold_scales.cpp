#include "saem/passes/fold_scales.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

bool is_floating_product(const Node& node) {
  if (node.op().name != "conv" && node.op().name != "matmul") return false;
  return node.outputs()[0].dtype == DType::f32 || node.outputs()[0].dtype == DType::f64;
}

/// The vector (channels,) behind a value that is the same for all but the last axis, or a scalar; undefined
/// if the value is neither. Nothing new is recorded unless there is one.
Tensor per_channel(const Tensor& value) {
  if (value.node().op().name != "broadcast_to") return {};
  const Tensor& source = value.node().input(0);
  const std::int64_t channels = value.shape()[-1];
  const std::int64_t count = source.shape().count();
  if (count == 1) return reshape(source, {});
  const bool along_channels = source.shape()[-1] == channels && count == channels;
  return along_channels ? reshape(source, {channels}) : Tensor();
}

/// What a chain does to each element of channel c: y·scale + shift. An undefined scale is 1, a shift 0.
struct Affine {
  DType dtype;
  Tensor scale;
  Tensor shift;
  int links;

  void add(const Tensor& t) { shift = shift.defined() ? shift + t : t; }
  void multiply(const Tensor& s) {
    scale = scale.defined() ? scale * s : s;
    if (shift.defined()) shift = shift * s;
  }
  void divide(const Tensor& s) {
    scale = (scale.defined() ? scale : Tensor::scalar(1, dtype)) / s;
    if (shift.defined()) shift = shift / s;
  }
  void negate() {
    scale = scale.defined() ? -scale : Tensor::scalar(-1, dtype);
    if (shift.defined()) shift = -shift;
  }
};

class ScaleFolder {
 public:
  explicit ScaleFolder(const Graph& graph) : order_(topological_order(results_of(graph), true)) {
    for (const auto& update : graph.updates) written_.insert(update.variable.get());
    for (const auto& node : order_) {
      for (const Tensor& input : node->inputs()) readers_[&input.node()].push_back(node);
    }
    for (const Tensor& result : results_of(graph)) readers_[&result.node()].push_back(nullptr);
  }

  Graph run(const Graph& graph) {
    for (const auto& node : order_) {
      if (is_steady(*node)) steady_.insert(node.get());
    }
    for (const auto& node : order_) rewrite(node);
    if (folded_ == 0) return graph;
    Graph result{graph.parameters, {}, {}};
    for (const Tensor& output : graph.outputs) result.outputs.push_back(replacement(output));
    for (const auto& update : graph.updates)
      result.updates.push_back({update.variable, replacement(update.value)});
    return result;
  }

 private:
  [[nodiscard]] bool is_steady(const Node& node) const {
    if (node.has_value()) return true;
    if (node.op().is_leaf) return node.variable() && !written_.contains(node.variable().get());
    for (const Tensor& input : node.inputs()) {
      if (!steady_.contains(&input.node())) return false;
    }
    return true;
  }

  /// The only reader of a node's value; null if there are others, or it is a result.
  [[nodiscard]] std::shared_ptr<Node> only_reader(const Node& node) const {
    const auto found = readers_.find(&node);
    return found != readers_.end() && found->second.size() == 1 ? found->second.front() : nullptr;
  }

  /// Continues the chain by the node that reads `before`; false if that is no link of it.
  bool extend(Affine& chain, const Node& link, const Node& before) const {
    const std::string& op = link.op().name;
    if (op == "negative") {
      chain.negate();
      return true;
    }
    if (op != "add" && op != "subtract" && op != "multiply" && op != "divide") return false;
    const bool is_first = &link.input(0).node() == &before;
    const Tensor& other = link.input(is_first ? 1 : 0);
    if (!steady_.contains(&other.node())) return false;
    if (op == "divide" && !is_first) return false;
    const Tensor vector = per_channel(other);
    if (!vector.defined()) return false;
    if (op == "add") {
      chain.add(vector);
    } else if (op == "multiply") {
      chain.multiply(vector);
    } else if (op == "divide") {
      chain.divide(vector);
    } else if (is_first) {
      chain.add(-vector);
    } else {
      chain.negate();
      chain.add(vector);
    }
    return true;
  }

  /// The product with its chain folded in, and the last node of the chain, which it replaces.
  struct Folded {
    std::shared_ptr<Node> last;
    Affine chain;
  };
  [[nodiscard]] std::optional<Folded> chain_of(const std::shared_ptr<Node>& product) const {
    if (!is_floating_product(*product) || !steady_.contains(&product->input(1).node())) return {};
    if (steady_.contains(product.get())) return {};  // is not computed in each run anyway
    // A product of which each row has weights of its own (a batched matmul) has no scale per channel to take.
    if (product->op().name == "matmul" && product->input(1).rank() != 2) return {};
    Folded folded{product, {product->outputs()[0].dtype, {}, {}, 0}};
    const LayerScope scope(product->scope(), LayerScope::Replace{});
    while (const std::shared_ptr<Node> next = only_reader(*folded.last)) {
      if (!extend(folded.chain, *next, *folded.last)) break;
      folded.last = next;
      ++folded.chain.links;
    }
    // One bias alone is what a kernel's epilogue does anyway.
    if (folded.chain.links == 0 || (folded.chain.links == 1 && !folded.chain.scale.defined())) return {};
    return folded;
  }

  [[nodiscard]] static Tensor scaled_weights(const Node& product, const Tensor& weights,
                                             const Tensor& scale) {
    if (!scale.defined()) return weights;
    const bool rows = product.op().name == "matmul" && product.attributes().flag("transpose_b");
    const std::int64_t channels = product.outputs()[0].shape[-1];
    Tensor vector = scale.rank() == 0 ? broadcast_to(scale, {channels}) : scale;
    if (rows) vector = reshape(vector, {channels, 1});
    return weights * broadcast_to(vector, weights.shape());
  }

  void rewrite(const std::shared_ptr<Node>& node) {
    if (done_.contains(node.get())) return;  // inside a chain, or its end, which is made already
    if (node->op().is_leaf || node->has_value()) return;
    bool changed = false;
    Tensors inputs;
    for (const Tensor& input : node->inputs()) {
      inputs.push_back(replacement(input));
      changed = changed || !inputs.back().same_as(input);
    }
    if (const auto folded = chain_of(node)) {
      fold(*node, inputs, *folded);
      return;
    }
    if (!changed) return;
    const LayerScope scope(node->scope(), LayerScope::Replace{});
    const auto made = std::make_shared<Node>(node->op(), node->attributes(), inputs, node->outputs());
    Tensors& result = replaced_[node.get()];
    for (std::size_t i = 0; i < node->outputs().size(); ++i) result.emplace_back(made, static_cast<int>(i));
  }

  void fold(const Node& product, Tensors inputs, const Folded& folded) {
    ++folded_;
    const LayerScope scope(product.scope(), LayerScope::Replace{});
    inputs[1] = scaled_weights(product, inputs[1], folded.chain.scale);
    Tensor y(
        std::make_shared<Node>(product.op(), product.attributes(), std::move(inputs), product.outputs()));
    const std::int64_t channels = y.shape()[-1];
    if (const Tensor& shift = folded.chain.shift; shift.defined())
      y = y + broadcast_to(shift.rank() == 0 ? broadcast_to(shift, {channels}) : shift, y.shape());
    for (const Node* n = &product; n != folded.last.get(); n = only_reader(*n).get()) done_.insert(n);
    done_.insert(folded.last.get());
    replaced_[folded.last.get()] = {y};
  }

  [[nodiscard]] Tensor replacement(const Tensor& tensor) const {
    const auto found = replaced_.find(&tensor.node());
    return found == replaced_.end() ? tensor : found->second[static_cast<std::size_t>(tensor.output())];
  }

  std::vector<std::shared_ptr<Node>> order_;
  std::unordered_set<const VariableState*> written_;
  std::unordered_map<const Node*, std::vector<std::shared_ptr<Node>>> readers_;  ///< null: it is a result
  std::unordered_set<const Node*> steady_;
  std::unordered_set<const Node*> done_;
  std::unordered_map<const Node*, Tensors> replaced_;
  int folded_ = 0;
};

}  // namespace

Graph fold_scales(const Graph& graph) { return ScaleFolder(graph).run(graph); }

}  // namespace saem
