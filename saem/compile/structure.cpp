#include "saem/compile/structure.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "saem/core/error.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

/// What an entry of the key begins with, where it is no op.
constexpr std::uint64_t parameter_mark = 1;
constexpr std::uint64_t number_mark = 2;

bool goes_in(const Node& node) { return node.has_value() || node.op().is_leaf; }

/// The scalars that are part of a structure.
bool is_zero_or_one(const Node& node) {
  if (&node.op() != &constant_op || node.values()[0].size() != 1) return false;
  const double value = node.values()[0].at(0);
  return (value == 0 && !std::signbit(value)) || value == 1;
}

}  // namespace

Structure::Structure(std::span<const std::shared_ptr<Node>> nodes) : targets_(nodes) {
  for (const auto& node : nodes) visit(node);
  for (const auto& node : nodes) key_.push_back(number_of_.at(node.get()));
}

void Structure::visit(const std::shared_ptr<Node>& root) {
  if (!number_of_.try_emplace(root.get(), 0).second) return;
  // Depth first with a stack of our own: graphs can be deeper than the program's stack.
  std::vector<std::pair<const Node*, std::size_t>> stack{{root.get(), 0}};
  while (!stack.empty()) {
    auto& [node, next] = stack.back();
    if (goes_in(*node) || next == node->inputs().size()) {
      number_of_[node] = order_.size();
      order_.push_back(node);
      add(*node);
      stack.pop_back();
      continue;
    }
    const Node* input = &node->inputs()[next++].node();
    if (number_of_.try_emplace(input, 0).second) stack.emplace_back(input, 0);
  }
}

void Structure::add(const Node& node) {
  if (goes_in(node)) {
    add_leaf(node);
    return;
  }
  key_.push_back(std::bit_cast<std::uintptr_t>(&node.op()));
  key_.push_back(node.inputs().size());
  for (const Tensor& input : node.inputs()) {
    key_.push_back(number_of_.at(&input.node()));
    key_.push_back(static_cast<std::uint64_t>(input.output()));
  }
  add_attributes(node.attributes());
}

void Structure::add_leaf(const Node& node) {
  if (is_zero_or_one(node)) {
    key_.push_back(number_mark);
    add_type(node.outputs()[0]);
    key_.push_back(node.values()[0].at(0) == 0 ? 0 : 1);
    return;
  }
  depends_on_parameter_ = depends_on_parameter_ || &node.op() == &parameter_op;
  key_.push_back(parameter_mark);
  key_.push_back(node.outputs().size());
  for (const TensorType& type : node.outputs()) add_type(type);
}

void Structure::add_type(const TensorType& type) {
  key_.push_back(static_cast<std::uint64_t>(type.dtype) * 16 + static_cast<std::uint64_t>(type.shape.rank()));
  for (const std::int64_t extent : type.shape) key_.push_back(static_cast<std::uint64_t>(extent));
}

void Structure::add_attributes(const Attributes& attributes) {
  key_.push_back(attributes.entries().size());
  for (const auto& [name, attribute] : attributes.entries()) {
    add_text(name);
    key_.push_back(attribute.value.index());
    std::visit(
        [&]<class T>(const T& value) {
          if constexpr (std::is_same_v<T, std::string>) {
            add_text(value);
          } else if constexpr (std::is_same_v<T, double>) {
            key_.push_back(std::bit_cast<std::uint64_t>(value));
          } else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>) {
            key_.push_back(value.size());
            key_.insert(key_.end(), value.begin(), value.end());
          } else {
            key_.push_back(static_cast<std::uint64_t>(value));
          }
        },
        attribute.value);
  }
}

void Structure::add_text(std::string_view text) {
  key_.push_back(text.size());
  for (std::size_t at = 0; at < text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
    key_.push_back(word);
  }
}

std::vector<Array> Structure::inputs() const {
  std::vector<Array> inputs;
  for (const Node* node : order_) {
    if (!goes_in(*node) || is_zero_or_one(*node)) continue;
    if (node->has_value()) {
      inputs.insert(inputs.end(), node->values().begin(), node->values().end());
    } else {
      inputs.push_back(node->variable()->value);
    }
  }
  return inputs;
}

Graph Structure::graph() const {
  Graph graph;
  std::vector<Tensors> made;  // per node: what stands for its outputs
  for (const Node* node : order_) {
    Tensors& outputs = made.emplace_back();
    if (goes_in(*node) && is_zero_or_one(*node)) {
      outputs.emplace_back(node->values()[0]);
    } else if (goes_in(*node)) {
      for (const TensorType& type : node->outputs()) outputs.emplace_back(Node::leaf(parameter_op, type));
      graph.parameters.insert(graph.parameters.end(), outputs.begin(), outputs.end());
    } else {
      const LayerScope scope(node->scope(), LayerScope::Replace{});
      Tensors inputs;
      for (const Tensor& input : node->inputs())
        inputs.push_back(made[number_of_.at(&input.node())][static_cast<std::size_t>(input.output())]);
      const auto copy =
          std::make_shared<Node>(node->op(), node->attributes(), std::move(inputs), node->outputs());
      for (std::size_t o = 0; o < node->outputs().size(); ++o)
        outputs.emplace_back(copy, static_cast<int>(o));
    }
  }
  for (const auto& target : targets_) {
    const Tensors& outputs = made[number_of_.at(target.get())];
    graph.outputs.insert(graph.outputs.end(), outputs.begin(), outputs.end());
  }
  return graph;
}

}  // namespace saem
