// A model made of symbols.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "saem/core/error.h"
#include "saem/nn/symbol_checks.h"
#include "saem/train/model_state.h"

namespace saem {
namespace {

using Nodes = std::vector<const Symbol::Node*>;

/// The calls that `outputs` depend on, each after what it needs. With a stack of its own: models can be deep.
Nodes calls_in_order(const std::vector<Symbol>& outputs) {
  Nodes order;
  std::map<const Symbol::Node*, std::size_t> visited;  // node → the next of its inputs
  for (const Symbol& output : outputs) {
    Nodes stack{output.node().get()};
    while (!stack.empty()) {
      const Symbol::Node* node = stack.back();
      std::size_t& next = visited[node];
      if (next < node->inputs.size() + (node->first ? 1 : 0)) {
        const Symbol::Node* input =
            next < node->inputs.size() ? node->inputs[next].node().get() : node->first.get();
        ++next;
        if (!visited.contains(input)) stack.push_back(input);
        continue;
      }
      stack.pop_back();
      if (node->layer && std::ranges::find(order, node) == order.end()) order.push_back(node);
    }
  }
  return order;
}

}  // namespace

Model::Model(const Symbol& input, const Symbol& output)
    : Model(std::vector<Symbol>{input}, std::vector<Symbol>{output}) {}

Model::Model(std::vector<Symbol> inputs, std::vector<Symbol> outputs) : state_(std::make_shared<State>()) {
  State& s = *state_;
  s.name = "functional";
  if (inputs.empty() || outputs.empty()) {
    fail<ValueError>({"Model",
                      "expected at least one input and one output",
                      {},
                      "Model(input, output) takes what Input() and layers return."});
  }
  for (const Symbol& output : outputs) static_cast<void>(detail::node_of(output, "Model"));
  std::map<const Symbol::Node*, std::size_t> values;
  for (const Symbol& input : inputs) {
    if (detail::node_of(input, "Model").layer) {
      fail<ValueError>(
          {"Model",
           fmt::format("expected an Input as input, received the output of {}", input.node()->layer->title()),
           {},
           "Begin the model with x = Input(shape)."});
    }
    if (!values.emplace(input.node().get(), values.size()).second) {
      fail<ValueError>(
          {"Model", fmt::format("{} is given twice", input.node()->origin()), {}, "List each Input once."});
    }
  }
  const Nodes calls = calls_in_order(outputs);

  // Given names first: those that layers and inputs get afterwards must not take one away.
  std::vector<std::string> names;
  for (const Symbol& input : inputs) names.push_back(input.node()->name);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && std::ranges::count(names, names[i]) > 1) {
      fail<ValueError>({"Model",
                        fmt::format("two inputs are named '{}'", names[i]),
                        {},
                        "Names must be unique within a model."});
    }
    s.graph.inputs.push_back({names[i], inputs[i].node()->type});
  }
  std::vector<std::size_t> layer_of_call;
  std::map<const Symbol::Node*, std::size_t> number_of_call;
  for (const Symbol::Node* node : calls) {
    const auto known =
        std::ranges::find_if(s.layers, [&](const AnyLayer& l) { return l->same_as(*node->layer); });
    layer_of_call.push_back(static_cast<std::size_t>(known - s.layers.begin()));
    if (known == s.layers.end()) s.add_layer(AnyLayer(node->layer));
  }
  for (std::size_t i = 0; i < calls.size(); ++i) {
    ModelGraph::Call call{.layer = layer_of_call[i], .type = calls[i]->type, .output = calls[i]->output};
    if (calls[i]->first) call.first = number_of_call.at(calls[i]->first.get());
    number_of_call[calls[i]] = i;
    for (const Symbol& argument : calls[i]->inputs) {
      const auto value = values.find(argument.node().get());
      if (value == values.end()) {
        fail<ValueError>({"Model",
                          fmt::format("{} needs {}, which is not among the inputs",
                                      s.layers[call.layer]->title(), argument.node()->origin()),
                          {},
                          "List every Input that the outputs depend on: Model({a, b}, {y})."});
      }
      call.arguments.push_back(value->second);
    }
    s.graph.calls.push_back(std::move(call));
    values.emplace(calls[i], values.size());
  }
  for (const Symbol& output : outputs) {
    const auto value = values.find(output.node().get());
    if (value == values.end()) {
      fail<ValueError>({"Model",
                        fmt::format("the output {} is not among the inputs", output.node()->origin()),
                        {},
                        "List every Input that the outputs depend on: Model({a, b}, {y})."});
    }
    s.graph.outputs.push_back(value->second);
  }
  for (ModelGraph::Input& input : s.graph.inputs) {
    if (input.name.empty()) input.name = s.free_name("input_layer");
  }
  for (const AnyLayer& layer : s.layers) {
    if (!layer->named()) layer->set_name(s.free_name(layer->name()));
  }
  s.draw_weights();
}

}  // namespace saem
