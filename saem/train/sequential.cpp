#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/nn/symbol_checks.h"
#include "saem/train/model_state.h"

namespace saem {

Sequential::Sequential() : Model(std::make_shared<State>()) {
  state_->name = "sequential";
  state_->sequential = true;
}

Sequential::Sequential(std::initializer_list<Element> elements) : Sequential() {
  for (const Element& element : elements) add(element);
}

void Sequential::add(const Element& element) {
  State& s = *state_;
  if (element.input) {
    const Symbol::Node& node = detail::node_of(*element.input, s.title());
    if (node.layer) {
      fail<ValueError>(
          {s.title(),
           fmt::format("expected a layer or an Input, received the output of {}", node.layer->title()),
           {},
           "Layers called on symbols belong into a functional Model(inputs, outputs)."});
    }
    if (s.built() || !s.layers.empty()) {
      fail<ValueError>(
          {s.title(), "an Input can only come first", {}, "Put Input(shape) in front of all layers, once."});
    }
    s.graph = {
        .inputs = {{node.name.empty() ? "input_layer" : node.name, node.type}}, .calls = {}, .outputs = {0}};
    return;
  }

  const AnyLayer& layer = *element.layer;
  s.add_layer(layer);
  if (!s.built()) {
    if (!layer->named()) layer->set_name(s.free_name(layer->name()));
    return;
  }
  try {
    s.connect(s.layers.size() - 1, {s.graph.outputs[0]});
  } catch (...) {
    s.layers.pop_back();
    s.drawn.pop_back();
    throw;
  }
  s.graph.outputs = {s.graph.values() - 1};
  s.draw_weights();
}

}  // namespace saem
