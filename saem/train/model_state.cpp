#include "saem/train/model_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/model_layer.h"

namespace saem {

Model::State::State() = default;
Model::State::~State() = default;

std::shared_ptr<ModelLayer> Model::State::as_layer(const std::shared_ptr<State>& state) {
  State& s = *state;
  if (!s.own_layer) {
    s.own_layer = std::make_unique<ModelLayer>(s, s.sequential ? "Sequential" : "Functional");
    if (s.named) s.own_layer->set_name(s.name);
  }
  return std::make_shared<ModelLayer>(*s.own_layer, state);
}

std::string Model::State::local_name(const std::string& full) const {
  if (!own_layer || !full.starts_with(own_layer->name() + "/")) return full;
  return full.substr(own_layer->name().size() + 1);
}

std::vector<std::string> Model::State::output_names() const {
  if (!built()) {
    return layers.empty() ? std::vector<std::string>()
                          : std::vector<std::string>{local_name(layers.back()->name())};
  }
  std::vector<std::string> plain;
  for (const std::size_t value : graph.outputs) {
    plain.push_back(value < graph.inputs.size()
                        ? graph.inputs[value].name
                        : local_name(layers[graph.calls[value - graph.inputs.size()].layer]->name()));
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    std::string unique = plain[i];
    for (int k = 1; std::ranges::find(names, unique) != names.end() ||
                    (k > 1 && std::ranges::find(plain, unique) != plain.end());
         ++k) {
      unique = fmt::format("{}_{}", plain[i], k);
    }
    names.push_back(std::move(unique));
  }
  return names;
}

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

bool Model::State::contains(const State& other) const {
  if (this == &other) return true;
  return std::ranges::any_of(layers, [&](const AnyLayer& layer) {
    const ModelLayer* nested = ModelLayer::of(*layer);
    return nested != nullptr && nested->model().contains(other);
  });
}

void Model::State::add_layer(const AnyLayer& layer) {
  if (layer.operator->() == nullptr) {
    fail<ValueError>({title(), "expected a layer, received a null pointer", {}, "Give it a layer to hold."});
  }
  if (const ModelLayer* nested = ModelLayer::of(*layer);
      nested != nullptr && nested->model().contains(*this)) {
    fail<ValueError>({title(),
                      fmt::format("cannot be part of itself: {} is or holds this model", layer->title()),
                      {},
                      "Make a second model, or call its layers in a functional Model(inputs, outputs)."});
  }
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
  if (own_layer && own_layer->built()) {
    fail<ValueError>(
        {title(),
         fmt::format("cannot take {}: the model is part of another one, which has its shape", layer->title()),
         {},
         "Add all layers before the model is used in another one."});
  }
  layers.push_back(layer);
  drawn.push_back(false);
  try {
    require_distinct_layers();
  } catch (...) {
    layers.pop_back();
    drawn.pop_back();
    throw;
  }
}

void Model::State::append_flattened(std::vector<AnyLayer>& all) const {
  for (const AnyLayer& layer : layers) {
    if (const ModelLayer* nested = ModelLayer::of(*layer)) {
      nested->model().append_flattened(all);
    } else {
      all.push_back(layer);
    }
  }
}

void Model::State::require_distinct_layers() const {
  if (std::ranges::none_of(layers, [](const AnyLayer& l) { return ModelLayer::of(*l) != nullptr; })) return;
  std::vector<AnyLayer> all;
  append_flattened(all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (!all[i]->same_as(*all[k])) continue;
      fail<UnsupportedError>(
          {title(),
           fmt::format("{} is in it twice: in a model that is one of its layers, and beside that",
                       all[i]->title()),
           {},
           "Call the layer itself in both places, or the whole model."});
    }
  }
}

TensorType Model::State::output_type(const ModelGraph::Call& call) const {
  const ModelLayer* nested = ModelLayer::of(*layers[call.layer]);
  const std::vector<TensorType> types = nested ? nested->output_types() : std::vector<TensorType>();
  if (call.output < types.size()) return types[call.output];
  fail<ValueError>({layers[call.layer]->title(), fmt::format("has no output {}", call.output), {}, {}});
}

Tensors Model::State::apply(const Tensors& inputs, CallContext& context) const {
  Tensors values = inputs;
  std::map<std::size_t, Tensors> several;  // by call: what models with several outputs gave
  for (std::size_t i = 0; i < graph.calls.size(); ++i) {
    const ModelGraph::Call& call = graph.calls[i];
    if (call.output > 0) {
      values.push_back(several.at(call.first)[call.output]);
      continue;
    }
    Tensors arguments;
    for (const std::size_t value : call.arguments) arguments.push_back(values[value]);
    if (const ModelLayer* nested = ModelLayer::of(*layers[call.layer])) {
      several[i] = nested->apply_all(arguments, context);
      values.push_back(several[i].front());
    } else {
      values.push_back(layers[call.layer]->apply(arguments, context));
    }
  }
  Tensors outputs;
  for (const std::size_t value : graph.outputs) outputs.push_back(values[value]);
  return outputs;
}

void Model::State::connect(std::size_t layer, std::vector<std::size_t> arguments, BuildContext context) {
  std::vector<TensorType> types;
  for (const std::size_t value : arguments) {
    types.push_back(graph.type(value));
    context.origins.push_back(origin(value));
  }
  if (!layers[layer]->named()) context.name = free_name(layers[layer]->name());
  if (ModelLayer* nested = ModelLayer::of(*layers[layer])) {
    nested->prepare(types, context);
    if (const std::size_t outputs = nested->model().graph.outputs.size(); sequential && outputs > 1) {
      fail<ValueError>({title(),
                        fmt::format("a chain has one value after each layer, but {} has {} outputs",
                                    layers[layer]->title(), outputs),
                        {},
                        "Write a functional Model(inputs, outputs), which can take one of them."});
    }
  }
  TensorType result = layers[layer]->ensure_built(types, context);
  graph.calls.push_back({layer, std::move(arguments), std::move(result)});
}

void Model::State::connect_all(const BuildContext& context) {
  const std::vector<ModelGraph::Call> calls = std::exchange(graph.calls, {});
  for (const ModelGraph::Call& call : calls) {
    if (call.output > 0) {
      graph.calls.push_back(call);
      graph.calls.back().type = output_type(call);
    } else {
      connect(call.layer, call.arguments, context);
    }
  }
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
    for (const AnyLayer& layer : built_here) {
      if (!ModelLayer::of(*layer)) layer->unbuild();  // a model's weights are its own
    }
    graph = {};
    throw;
  }
  draw_weights();
}

void Model::State::draw_weights() {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i]->has_weights() || ModelLayer::of(*layers[i])) continue;
    layers[i]->draw_weights(seed, i);
    drawn[i] = true;
  }
}

}  // namespace saem
