#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/graph/attributes.h"

namespace saem {

class Node;
class Variable;
struct Op;
struct VariableState;

/// What is known of a value before it is computed.
struct TensorType {
  DType dtype = DType::f32;
  Shape shape;
  friend bool operator==(const TensorType&, const TensorType&) = default;
};
[[nodiscard]] std::vector<TensorType> types_of(std::span<const Array> arrays);

/// A handle to one output of a graph node. Copies like a number; calling an op on it records a new node and
/// computes nothing. A value is computed when it is asked for, or when a compiled function runs.
class Tensor {
 public:
  /// Holds nothing; `defined()` is false.
  Tensor() = default;
  /// A constant.
  Tensor(const Array& value);  // NOLINT: an array is a tensor
  /// The variable's present value.
  Tensor(const Variable& variable);  // NOLINT: a variable is a tensor wherever one is read
  /// A constant scalar.
  [[nodiscard]] static Tensor scalar(double value, DType dtype = DType::f32) {
    return Array::scalar(value, dtype);
  }

  [[nodiscard]] bool defined() const noexcept { return node_ != nullptr; }
  [[nodiscard]] const TensorType& type() const;
  [[nodiscard]] const Shape& shape() const { return type().shape; }
  [[nodiscard]] DType dtype() const { return type().dtype; }
  [[nodiscard]] int rank() const { return shape().rank(); }

  /// The computed value; runs what it depends on, once. Throws ValueError inside `compile` on a traced
  /// tensor, whose value does not exist yet.
  [[nodiscard]] Array value() const;
  /// The only element of a tensor of size 1.
  [[nodiscard]] double item() const { return value().item(); }
  /// A constant with this tensor's value: later gradients do not see how it was made.
  [[nodiscard]] Tensor detach() const { return value(); }

  /// The node behind it: for ops, passes and backends.
  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] const std::shared_ptr<Node>& node_ptr() const noexcept { return node_; }
  [[nodiscard]] int output() const noexcept { return output_; }
  explicit Tensor(std::shared_ptr<Node> node, int output = 0) : node_(std::move(node)), output_(output) {}
  friend bool operator==(const Tensor&, const Tensor&) = delete;  // elementwise comparison is equal(a, b)
  [[nodiscard]] bool same_as(const Tensor& other) const noexcept {
    return node_ == other.node_ && output_ == other.output_;
  }

 private:
  std::shared_ptr<Node> node_;
  int output_ = 0;
};

using Tensors = std::vector<Tensor>;

/// One application of an op: immutable once recorded, but for the cache of its computed values.
class Node {
 public:
  Node(const Op& op, Attributes attributes, Tensors inputs, std::vector<TensorType> outputs);
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  [[nodiscard]] const Op& op() const noexcept { return op_; }
  [[nodiscard]] const Attributes& attributes() const noexcept { return attributes_; }
  [[nodiscard]] const Tensors& inputs() const noexcept { return inputs_; }
  [[nodiscard]] const Tensor& input(int i) const { return inputs_.at(static_cast<std::size_t>(i)); }
  [[nodiscard]] const std::vector<TensorType>& outputs() const noexcept { return outputs_; }
  /// The layer in which it was recorded: "Conv2D 'conv2'"; empty outside layers.
  [[nodiscard]] const std::string& scope() const noexcept { return scope_; }
  /// Increases with time: inputs always have smaller numbers.
  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }

  /// Leaves only: the variable that it reads.
  [[nodiscard]] const std::shared_ptr<VariableState>& variable() const noexcept { return variable_; }
  /// The value of each output, if it is known: constants, and what has been computed.
  [[nodiscard]] const std::vector<Array>& values() const noexcept { return values_; }
  [[nodiscard]] bool has_value() const noexcept { return !values_.empty(); }
  void set_values(std::vector<Array> values) { values_ = std::move(values); }

  [[nodiscard]] static std::shared_ptr<Node> leaf(const Op& op, TensorType type,
                                                  std::shared_ptr<VariableState> variable = {});

 private:
  const Op& op_;
  Attributes attributes_;
  Tensors inputs_;
  std::vector<TensorType> outputs_;
  std::string scope_;
  std::uint64_t id_;
  std::shared_ptr<VariableState> variable_;
  std::vector<Array> values_;
};

/// The nodes that `roots` depend on, inputs before users; with `stop_at_values`, not what known values were
/// made from.
[[nodiscard]] std::vector<std::shared_ptr<Node>> topological_order(std::span<const Tensor> roots,
                                                                   bool stop_at_values = false);

/// Computes several tensors together, so that what they share is computed once.
void evaluate(std::span<const Tensor> tensors);

}  // namespace saem
