#include "saem/graph/autodiff.h"

#include <fmt/format.h>

#include <unordered_map>
#include <unordered_set>

#include "saem/core/error.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

// The only ops that differentiation itself needs; looked up by name, because this folder comes before
// saem/ops.
Tensor add(const Tensor& a, const Tensor& b) {
  static const Op& op = find_op("add");
  return record(op, {a, b});
}

Tensor full_like(const Tensor& x, double value) {
  static const Op& op = find_op("broadcast_to");
  return record(op, {Tensor::scalar(value, x.dtype())}, {{"shape", x.shape()}});
}

/// The gradient that has arrived at each output of a node.
using Arrived = std::unordered_map<const Node*, Tensors>;

void add_gradient(Arrived& arrived, const Tensor& x, const Tensor& gradient) {
  Tensors& slots = arrived[&x.node()];
  slots.resize(x.node().outputs().size());
  Tensor& slot = slots[static_cast<std::size_t>(x.output())];
  slot = slot.defined() ? add(slot, gradient) : gradient;
}

/// Nodes on a way from one of `xs` to y: only these need gradients.
std::unordered_set<const Node*> depending_nodes(std::span<const std::shared_ptr<Node>> order,
                                                std::span<const Tensor> xs) {
  std::unordered_set<const Node*> depends;
  for (const Tensor& x : xs) depends.insert(&x.node());
  for (const auto& node : order) {
    for (const Tensor& input : node->inputs()) {
      if (depends.contains(&input.node())) {
        depends.insert(node.get());
        break;
      }
    }
  }
  return depends;
}

void check_gradient_type(const Node& node, const Tensor& input, const Tensor& gradient) {
  if (gradient.type() == input.type()) return;
  fail<ShapeError>({fmt::format("gradient of op '{}'", node.op().name),
                    fmt::format("the rule gave {} {} for an input {} {}", name(gradient.dtype()),
                                gradient.shape().to_string(), name(input.dtype()), input.shape().to_string()),
                    {},
                    "A gradient has the shape and dtype of its input: mend the op's gradient rule."});
}

}  // namespace

Tensors gradients(const Tensor& y, std::span<const Tensor> xs, const Tensor& dy) {
  if (!is_floating(y.dtype())) {
    fail<DTypeError>(
        {"gradients",
         fmt::format("expected a floating-point value to differentiate, received {}", name(y.dtype())),
         {},
         "Convert it with cast, before what is to be differentiated."});
  }
  if (!dy.defined() && y.shape().count() != 1) {
    fail<ShapeError>(
        {"gradients",
         fmt::format("expected a value with one element, received shape {}", y.shape().to_string()),
         {},
         "Reduce it with sum or mean, or give the weights of its elements as dy."});
  }
  if (dy.defined() && !(dy.type() == y.type())) {
    fail<ShapeError>({"gradients",
                      fmt::format("expected dy like y, {} {}, received {} {}", name(y.dtype()),
                                  y.shape().to_string(), name(dy.dtype()), dy.shape().to_string()),
                      {},
                      "dy is the gradient of the final value with respect to y, element by element."});
  }
  const auto order = topological_order({&y, 1});
  const auto depends = depending_nodes(order, xs);

  Arrived arrived;
  add_gradient(arrived, y, dy.defined() ? dy : full_like(y, 1));
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const std::shared_ptr<Node>& node = *it;
    const auto found = arrived.find(node.get());
    if (found == arrived.end() || node->op().is_leaf || !depends.contains(node.get())) continue;
    const Tensors dys = found->second;
    const LayerScope scope(node->scope(), LayerScope::Replace{});
    const Tensors input_gradients = node->op().gradient(GradientCall{node, dys});
    for (std::size_t i = 0; i < input_gradients.size() && i < node->inputs().size(); ++i) {
      const Tensor& input = node->inputs()[i];
      if (!input_gradients[i].defined() || !depends.contains(&input.node())) continue;
      check_gradient_type(*node, input, input_gradients[i]);
      add_gradient(arrived, input, input_gradients[i]);
    }
  }

  Tensors results;
  for (const Tensor& x : xs) {
    const auto found = arrived.find(&x.node());
    Tensor gradient = found == arrived.end() ? Tensor() : found->second[static_cast<std::size_t>(x.output())];
    results.push_back(gradient.defined() ? gradient : full_like(x, 0));
  }
  return results;
}

Tensor grad(const Tensor& y, const Tensor& x, const Tensor& dy) { return gradients(y, {&x, 1}, dy).front(); }

ValueAndGradients value_and_grad(const std::function<Tensor()>& f, std::span<const Variable> variables) {
  Tensors xs;
  for (const Variable& variable : variables) xs.push_back(variable.read());
  Tensor value = f();
  Tensors all = gradients(value, xs);
  return {std::move(value), std::move(all)};
}

}  // namespace saem
