#include "saem/graph/tensor.h"

#include <atomic>
#include <unordered_set>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/graph/variable.h"

namespace saem {
namespace {

std::uint64_t next_node_id() {
  static std::atomic<std::uint64_t> counter{0};
  return ++counter;
}

}  // namespace

std::vector<TensorType> types_of(std::span<const Array> arrays) {
  std::vector<TensorType> types;
  for (const Array& a : arrays) types.push_back({a.dtype(), a.shape()});
  return types;
}

Tensor::Tensor(const Array& value) : node_(Node::leaf(constant_op, {value.dtype(), value.shape()})) {
  node_->set_values({value});
}

Tensor::Tensor(const Variable& variable) : Tensor(variable.read()) {}

const TensorType& Tensor::type() const {
  if (!defined())
    fail<ValueError>({"Tensor",
                      "expected a tensor, received an empty one (default-constructed, or moved from)",
                      {},
                      "Give it a value first: Tensor x = Array::of(…), or what an op returns."});
  return node_->outputs()[static_cast<std::size_t>(output_)];
}

Array Tensor::value() const {
  static_cast<void>(type());
  if (!node_->has_value()) evaluate({this, 1});
  if (node_->has_value()) return node_->values()[static_cast<std::size_t>(output_)];
  return node_->variable()->value;
}

Node::Node(const Op& op, Attributes attributes, Tensors inputs, std::vector<TensorType> outputs)
    : op_(op),
      attributes_(std::move(attributes)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      scope_(layer_path()),
      id_(next_node_id()) {}

Node::~Node() {
  // A chain of a million nodes must not be destroyed by a million nested destructors: take the links apart
  // one by one.
  Tensors pending = std::move(inputs_);
  while (!pending.empty()) {
    Tensor last = std::move(pending.back());
    pending.pop_back();
    if (last.node_ptr() && last.node_ptr().use_count() == 1) {
      Tensors& below = last.node_ptr()->inputs_;
      pending.insert(pending.end(), std::make_move_iterator(below.begin()),
                     std::make_move_iterator(below.end()));
      below.clear();
    }
  }
}

std::shared_ptr<Node> Node::leaf(const Op& op, TensorType type, std::shared_ptr<VariableState> variable) {
  auto node = std::make_shared<Node>(op, Attributes{}, Tensors{}, std::vector<TensorType>{std::move(type)});
  node->variable_ = std::move(variable);
  return node;
}

std::vector<std::shared_ptr<Node>> topological_order(std::span<const Tensor> roots, bool stop_at_values) {
  std::vector<std::shared_ptr<Node>> order;
  std::unordered_set<const Node*> seen;
  // Depth first with a stack of our own: graphs can be deeper than the program's stack.
  std::vector<std::pair<std::shared_ptr<Node>, std::size_t>> stack;
  for (const Tensor& root : roots) {
    if (!root.defined() || !seen.insert(&root.node()).second) continue;
    stack.emplace_back(root.node_ptr(), 0);
    while (!stack.empty()) {
      auto& [node, next] = stack.back();
      if (next == node->inputs().size() || (stop_at_values && node->has_value())) {
        order.push_back(std::move(node));
        stack.pop_back();
        continue;
      }
      const std::shared_ptr<Node>& input = node->inputs()[next++].node_ptr();
      if (seen.insert(input.get()).second) stack.emplace_back(input, 0);
    }
  }
  return order;
}

}  // namespace saem
