#include "saem/train/model_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "saem/core/error.h"

namespace saem {

std::string Model::State::title() const {
  return fmt::format("{} '{}'", sequential ? "Sequential" : "Model", name);
}

void Model::State::require_built(const std::string& what) const {
  if (built()) return;
  fail<ValueError>({title(),
                    fmt::format("has no {} before it is built", what),
                    {},
                    "Begin it with Input(shape), or call build(shape), or give it data."});
}

bool Model::State::has_name(const std::string& wanted) const {
  return std::ranges::any_of(layers, [&](const AnyLayer& l) { return l->named() && l->name() == wanted; }) ||
         std::ranges::any_of(graph.inputs, [&](const ModelGraph::Input& i) { return i.name == wanted; });
}

std::string Model::State::free_name(const std::string& base) const {
  std::set<std::string> taken;
  for (const ModelGraph::Input& input : graph.inputs) taken.insert(input.name);
  for (const AnyLayer& layer : layers) {
    if (layer->named()) taken.insert(layer->name());
  }
  std::string candidate = base;
  for (int i = 1; taken.contains(candidate); ++i) candidate = fmt::format("{}_{}", base, i);
  return candidate;
}

std::string Model::State::origin(std::size_t value) const {
  if (value < graph.inputs.size())
    return graph.inputs.size() == 1 ? "Input" : fmt::format("Input '{}'", graph.inputs[value].name);
  return layers[graph.calls[value - graph.inputs.size()].layer]->title();
}

void Model::State::add_layer(const AnyLayer& layer) {
  if (std::ranges::any_of(layers, [&](const AnyLayer& l) { return l->same_as(*layer); })) {
    fail<ValueError>(
        {title(),
         fmt::format("{} is already in the model", layer->title()),
         {},
         "Make a second layer; to use one layer twice, write a functional Model(inputs, outputs)."});
  }
  if (layer->named() && has_name(layer->name())) {
    fail<ValueError>({title(),
                      fmt::format("two layers or inputs are named '{}'", layer->name()),
                      {},
                      "Names must be unique within a model, because weights are named after layers. Change "
                      "one with set_name."});
  }
  layers.push_back(layer);
  drawn.push_back(false);
}

void Model::State::connect(std::size_t layer, std::vector<std::size_t> arguments, BuildContext context) {
  std::vector<TensorType> types;
  for (const std::size_t value : arguments) {
    types.push_back(graph.type(value));
    context.origins.push_back(origin(value));
  }
  if (!layers[layer]->named()) context.name = free_name(layers[layer]->name());
  TensorType result = layers[layer]->ensure_built(types, context);
  graph.calls.push_back({layer, std::move(arguments), std::move(result)});
}

void Model::State::build_chain(const TensorType& input) {
  graph = {.inputs = {{free_name("input_layer"), input}}, .calls = {}, .outputs = {0}};
  std::vector<AnyLayer> built_here;
  try {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (!layers[i]->built()) built_here.push_back(layers[i]);
      connect(i, {graph.outputs[0]});
      graph.outputs = {graph.values() - 1};
    }
  } catch (...) {
    for (const AnyLayer& layer : built_here) layer->unbuild();
    graph = {};
    throw;
  }
  draw_weights();
}

void Model::State::draw_weights() {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i]->has_weights()) continue;
    layers[i]->draw_weights(seed, i);
    drawn[i] = true;
  }
}

}  // namespace saem
