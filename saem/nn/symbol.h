#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "saem/nn/layer.h"

namespace saem {

/// A value in a functional model: the output of a layer on symbolic inputs, of known shape but for the batch.
class Symbol {
 public:
  [[nodiscard]] const Shape& shape() const;  ///< batch -1
  [[nodiscard]] DType dtype() const;

  struct Node;
  explicit Symbol(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  [[nodiscard]] const std::shared_ptr<const Node>& node() const noexcept { return node_; }

 private:
  std::shared_ptr<const Node> node_;
};

struct Symbol::Node {
  std::shared_ptr<Layer> layer;  ///< null for an input
  std::vector<Symbol> inputs;
  TensorType type;
  std::string name;                        ///< inputs only; may be empty
  std::size_t output = 0;                  ///< of a model that is used as a layer: which of its outputs
  std::shared_ptr<const Node> first = {};  ///< the node of its output 0; null in that one

  /// "MaxPooling2D 'pool1'", "Input 'pixels'", "Input": for messages.
  [[nodiscard]] std::string origin() const;
};

/// The entry of a model; `shape` is without the batch: Input({28, 28, 1}).
/// Throws ShapeError if a dimension is unknown, ValueError unless the name is UTF-8 text.
[[nodiscard]] Symbol Input(const Shape& shape, DType dtype = DType::f32, std::string name = {});

}  // namespace saem
