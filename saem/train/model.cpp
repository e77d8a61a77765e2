#include "saem/train/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/names.h"
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
      if (next < node->inputs.size()) {
        const Symbol::Node* input = node->inputs[next++].node().get();
        if (!visited.contains(input)) stack.push_back(input);
        continue;
      }
      stack.pop_back();
      if (node->layer && std::ranges::find(order, node) == order.end()) order.push_back(node);
    }
  }
  return order;
}

void require_type(const Tensor& x, const TensorType& expected, const std::string& title,
                  const std::string& what) {
  const Shape& shape = x.shape();
  if (shape.rank() == 0 || !(shape.with(0, Shape::unknown) == expected.shape)) {
    fail<ShapeError>({title,
                      fmt::format("expected {} of shape {}, received {}", what, expected.shape.to_string(),
                                  shape.to_string()),
                      {},
                      shape.rank() + 1 == expected.shape.rank()
                          ? "A single example needs a batch axis in front: expand_dims(x, 0)."
                          : ""});
  }
  if (x.dtype() != expected.dtype) {
    fail<DTypeError>(
        {title,
         fmt::format("expected {} of dtype {}, received {}", what, name(expected.dtype), name(x.dtype())),
         {},
         "Convert it with cast."});
  }
}

}  // namespace

Model::Model(std::shared_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;
Model::Model(const Model&) = default;
Model& Model::operator=(const Model&) = default;

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
  std::map<const Symbol::Node*, std::size_t> values;
  for (const Symbol& input : inputs) {
    if (input.node()->layer) {
      fail<ValueError>(
          {"Model",
           fmt::format("expected an Input as input, received the output of {}", input.node()->layer->title()),
           {},
           "Begin the model with x = Input(shape)."});
    }
    if (!values.emplace(input.node().get(), values.size()).second) {
      fail<ValueError>({"Model", fmt::format("{} is given twice", input.node()->origin()), {}, {}});
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
  for (const Symbol::Node* node : calls) {
    const auto known =
        std::ranges::find_if(s.layers, [&](const AnyLayer& l) { return l->same_as(*node->layer); });
    layer_of_call.push_back(static_cast<std::size_t>(known - s.layers.begin()));
    if (known == s.layers.end()) s.add_layer(AnyLayer(node->layer));
  }
  for (std::size_t i = 0; i < calls.size(); ++i) {
    ModelGraph::Call call{layer_of_call[i], {}, calls[i]->type};
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
      fail<ValueError>(
          {"Model", fmt::format("the output {} is not among the inputs", output.node()->origin()), {}, {}});
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

const std::string& Model::name() const { return state_->name; }

void Model::set_name(std::string name) {
  detail::require_name(name, "Model::set_name");
  state_->name = std::move(name);
}

const std::vector<AnyLayer>& Model::layers() const { return state_->layers; }
bool Model::built() const { return state_->built(); }
RandomState& Model::random_state() const { return state_->random; }
std::map<std::string, std::string>& Model::information() const { return state_->information; }

void Model::build(const Shape& input_shape) {
  const bool has_batch = input_shape.rank() > 0 && input_shape[0] == Shape::unknown;
  const Shape example = has_batch ? input_shape.slice(1, input_shape.rank()) : input_shape;
  if (!example.is_known()) {
    fail<ShapeError>({state_->title(),
                      fmt::format("expected an input shape with all extents known but the batch, received {}",
                                  input_shape.to_string()),
                      {},
                      {}});
  }
  const Shape shape = example.inserted(0, Shape::unknown);
  if (!built()) {
    if (state_->layers.empty())
      fail<ValueError>({state_->title(), "has no layers to build", {}, "Add layers first."});
    state_->build_chain({DType::f32, shape});
  } else if (input_shapes() != std::vector<Shape>{shape}) {
    fail<ShapeError>({state_->title(),
                      fmt::format("is built already, for an input of shape {}, not {}",
                                  state_->graph.inputs[0].type.shape.to_string(), shape.to_string()),
                      {},
                      "Make a new model for inputs of another shape."});
  }
}

std::vector<Shape> Model::input_shapes() const {
  state_->require_built("input shape");
  std::vector<Shape> shapes;
  for (const ModelGraph::Input& input : state_->graph.inputs) shapes.push_back(input.type.shape);
  return shapes;
}

std::vector<Shape> Model::output_shapes() const {
  state_->require_built("output shape");
  std::vector<Shape> shapes;
  for (const std::size_t value : state_->graph.outputs) shapes.push_back(state_->graph.type(value).shape);
  return shapes;
}

std::vector<Variable> Model::variables() const {
  state_->require_built("weights");
  std::vector<Variable> all;
  for (const AnyLayer& layer : state_->layers)
    all.insert(all.end(), layer->variables().begin(), layer->variables().end());
  return all;
}

std::vector<Variable> Model::trainable_variables() const {
  std::vector<Variable> all = variables();
  std::erase_if(all, [](const Variable& v) { return !v.trainable(); });
  return all;
}

std::int64_t Model::parameter_count() const {
  state_->require_built("weights");
  std::int64_t count = 0;
  for (const AnyLayer& layer : state_->layers) count += layer->parameter_count();
  return count;
}

void Model::set_seed(std::uint64_t seed) {
  state_->seed = seed;
  state_->random.reset(seed);
  for (std::size_t i = 0; i < state_->layers.size(); ++i) {
    if (state_->drawn[i]) state_->layers[i]->draw_weights(seed, i);
  }
}

Tensor Model::operator()(const Tensor& x) const {
  CallContext inference{.training = false, .random = &state_->random};
  return apply({x}, inference).front();
}

Tensors Model::apply(const Tensors& inputs, CallContext& context) const {
  State& s = *state_;
  if (!s.built() && inputs.size() == 1 && inputs[0].rank() > 0) {
    s.build_chain({inputs[0].dtype(), inputs[0].shape().with(0, Shape::unknown)});
  }
  s.require_built("input shape");
  if (inputs.size() != s.graph.inputs.size()) {
    fail<ShapeError>({s.title(),
                      fmt::format("expected {} inputs, received {}", s.graph.inputs.size(), inputs.size()),
                      {},
                      {}});
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const ModelGraph::Input& expected = s.graph.inputs[i];
    require_type(inputs[i], expected.type, s.title(),
                 inputs.size() == 1 ? "an input" : fmt::format("input '{}'", expected.name));
  }
  Tensors values = inputs;
  for (const ModelGraph::Call& call : s.graph.calls) {
    Tensors arguments;
    for (const std::size_t value : call.arguments) arguments.push_back(values[value]);
    values.push_back(s.layers[call.layer]->apply(arguments, context));
  }
  Tensors outputs;
  for (const std::size_t value : s.graph.outputs) outputs.push_back(values[value]);
  return outputs;
}

}  // namespace saem
