#include "saem/train/model_layer.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/nn/symbol_checks.h"
#include "saem/train/model_state.h"

namespace saem {
namespace {

std::string text_of(const TensorType& type) {
  return fmt::format("{} {}", saem::name(type.dtype), type.shape.to_string());
}

}  // namespace

ModelLayer::ModelLayer(Model::State& model, const std::string& class_name)
    : Layer(class_name), model_(&model) {}

ModelLayer::ModelLayer(const ModelLayer& own, std::shared_ptr<Model::State> model)
    : Layer(own), model_(model.get()), owner_(std::move(model)) {}

void ModelLayer::prepare(std::span<const TensorType> inputs, const BuildContext& context) {
  Model::State& m = *model_;
  if (!m.built() && inputs.size() == 1) m.build_chain(inputs[0]);
  m.require_built("inputs");
  std::vector<TensorType> expected;
  for (const ModelGraph::Input& input : m.graph.inputs) expected.push_back(input.type);
  if (expected.size() != inputs.size()) {
    fail<ShapeError>({title() + " cannot be called like this",
                      fmt::format("expected {} inputs, received {}", expected.size(), inputs.size()),
                      {},
                      "Give one symbol for each Input of the model."});
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].shape == expected[i].shape && inputs[i].dtype == expected[i].dtype) continue;
    const std::string from = i < context.origins.size() ? fmt::format("from {}", context.origins[i]) : "";
    const Message parts{title() + " cannot take this input",
                        fmt::format("expected {}, received {}, as input '{}'", text_of(expected[i]),
                                    text_of(inputs[i]), m.graph.inputs[i].name),
                        from, "A model takes the shape and dtype that it was built for."};
    if (inputs[i].shape == expected[i].shape) fail<DTypeError>(parts);
    fail<ShapeError>(parts);
  }
}

void ModelLayer::build(std::span<const Shape> inputs) {
  ModelGraph& graph = model_->graph;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs.size() == graph.inputs.size() && inputs[i] == graph.inputs[i].type.shape) continue;
    reject_input(fmt::format("expected {} for its input '{}'", graph.inputs[i].type.shape.to_string(),
                             graph.inputs[i].name),
                 {}, "A model takes the shape that it was built for.");
  }
  for (ModelGraph::Call& each : graph.calls) {
    const std::shared_ptr<Layer> layer = model_->layers[each.layer]->clone();
    if (each.output > 0) {
      each.type = model_->output_type(each);
      continue;
    }
    std::vector<TensorType> types;
    for (const std::size_t value : each.arguments) types.push_back(graph.type(value));
    if (ModelLayer* nested = of(*layer)) nested->prepare(types, {});
    each.type = add_layer(layer, types);
  }
}

Tensors ModelLayer::apply_all(const Tensors& inputs, CallContext& context) const {
  const LayerScope scope(title());
  return model_->apply(inputs, context);
}

Tensor ModelLayer::call(const Tensors& inputs, CallContext& context) const {
  return model_->apply(inputs, context).front();
}

std::vector<TensorType> ModelLayer::output_types() const {
  std::vector<TensorType> types;
  for (const std::size_t value : model_->graph.outputs) types.push_back(model_->graph.type(value));
  return types;
}

// ---- Model's part in it ----

Sequential::Element::Element(const Model& model) : layer(AnyLayer(State::as_layer(model.state_))) {}

Symbols::operator Symbol() const {
  if (size() == 1) return front();
  fail<ValueError>({"Symbols",
                    fmt::format("expected the one output of a model, received {}", size()),
                    {},
                    "Take one of them: outputs[0]."});
}

Symbol Model::operator()(const Symbol& input) const { return (*this)(std::vector<Symbol>{input}); }

Symbols Model::operator()(const std::vector<Symbol>& inputs) const {
  std::vector<TensorType> types;
  BuildContext context;
  for (const Symbol& input : inputs) {
    const Symbol::Node& from = detail::node_of(input, state_->title());
    types.push_back(from.type);
    context.origins.push_back(from.origin());
  }
  const std::shared_ptr<ModelLayer> layer = State::as_layer(state_);
  layer->prepare(types, context);
  static_cast<void>(layer->ensure_built(types, context));
  Symbols outputs;
  std::shared_ptr<const Symbol::Node> first;
  for (const TensorType& type : layer->output_types()) {
    auto node = std::make_shared<Symbol::Node>();
    node->layer = layer;
    node->inputs = inputs;
    node->type = type;
    node->output = outputs.size();
    node->first = first;
    if (!first) first = node;
    outputs.emplace_back(std::move(node));
  }
  return outputs;
}

}  // namespace saem
