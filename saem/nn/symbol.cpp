#include "saem/nn/symbol.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/nn/symbol_checks.h"

namespace saem {

const Symbol::Node& detail::node_of(const Symbol& symbol, std::string_view place) {
  if (symbol.node()) return *symbol.node();
  fail<ValueError>({std::string(place),
                    "expected a symbol, received an empty one (made of a null pointer, or moved from)",
                    {},
                    "Use what Input(shape) and layers return."});
}

const Shape& Symbol::shape() const { return detail::node_of(*this, "Symbol").type.shape; }
DType Symbol::dtype() const { return detail::node_of(*this, "Symbol").type.dtype; }

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
  const LayerScope scope("Input");
  static_cast<void>(shape.count());  // which throws where it overflows
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
    const Symbol::Node& from = detail::node_of(input, title());
    types.push_back(from.type);
    context.origins.push_back(from.origin());
  }
  auto node = std::make_shared<Symbol::Node>();
  node->layer = clone();
  node->type = node->layer->ensure_built(types, context);
  node->inputs = inputs;
  return Symbol(std::move(node));
}

}  // namespace saem
