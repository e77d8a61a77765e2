#include "saem/nn/symbol.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/nn/names.h"

namespace saem {

const Shape& Symbol::shape() const { return node_->type.shape; }
DType Symbol::dtype() const { return node_->type.dtype; }

std::string Symbol::Node::origin() const {
  if (layer) return layer->title();
  return name.empty() ? "Input" : fmt::format("Input '{}'", name);
}

Symbol Input(const Shape& shape, DType dtype, std::string name) {
  if (!name.empty()) detail::require_name(name, "Input");
  if (!shape.is_known()) {
    fail<ShapeError>({"Input",
                      fmt::format("expected the shape of one example, with all extents known, received ({})",
                                  fmt::join(shape.dims(), ", ")),
                      {},
                      "Leave the batch out: Input({28, 28, 1}) takes batches of pictures."});
  }
  auto node = std::make_shared<Symbol::Node>();
  node->type = {dtype, shape.inserted(0, Shape::unknown)};
  node->name = std::move(name);
  return Symbol(std::move(node));
}

Symbol Layer::operator()(const Symbol& input) const { return (*this)(std::vector<Symbol>{input}); }

Symbol Layer::operator()(const std::vector<Symbol>& inputs) const {
  std::vector<TensorType> types;
  BuildContext context;
  for (const Symbol& input : inputs) {
    types.push_back(input.node()->type);
    context.origins.push_back(input.node()->origin());
  }
  auto node = std::make_shared<Symbol::Node>();
  node->layer = clone();
  node->type = node->layer->ensure_built(types, context);
  node->inputs = inputs;
  return Symbol(std::move(node));
}

}  // namespace saem
