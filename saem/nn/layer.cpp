#include "saem/nn/layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/nn/names.h"

namespace saem {

struct Layer::State {
  std::string class_name;
  std::string name;
  bool named = false;
  bool trainable = true;
  bool built = false;
  bool has_values = false;
  std::vector<Shape> input_shapes;
  std::vector<Variable> variables;
  std::vector<bool> variable_trainable;
  std::vector<Initializer> initializers;
  // While `build` runs:
  const BuildContext* context = nullptr;
  std::span<const Shape> inputs;
};

/// While alive, `build` runs: its helpers know the inputs.
struct Layer::Building {
  Building(State& s, std::span<const Shape> inputs, const BuildContext& context) : state(s) {
    state.context = &context;
    state.inputs = inputs;
  }
  ~Building() {
    state.context = nullptr;
    state.inputs = {};
  }
  Building(const Building&) = delete;
  Building& operator=(const Building&) = delete;
  State& state;
};

namespace {

// Any number will do that does not stand for "unknown"; 1 could be stretched unnoticed.
constexpr std::int64_t traced_batch = 2;

// Streams of one layer follow each other; those of a whole model stay below 2³².
constexpr std::uint64_t streams_per_layer = 4096;

std::string joined(std::span<const Shape> shapes) {
  std::string text;
  for (const Shape& shape : shapes) text += fmt::format("{}{}", text.empty() ? "" : ", ", shape.to_string());
  return text;
}

}  // namespace

Layer::Layer(std::string class_name, const std::string& name) : state_(std::make_shared<State>()) {
  state_->name = detail::snake_case(class_name);
  state_->class_name = std::move(class_name);
  if (!name.empty()) set_name(name);
}

Layer::~Layer() = default;

const std::string& Layer::class_name() const { return state_->class_name; }
const std::string& Layer::name() const { return state_->name; }
bool Layer::named() const { return state_->named; }
bool Layer::built() const { return state_->built; }
bool Layer::has_weights() const { return state_->has_values; }
bool Layer::trainable() const { return state_->trainable; }
const std::vector<Variable>& Layer::variables() const { return state_->variables; }
const std::vector<Shape>& Layer::input_shapes() const { return state_->input_shapes; }

void Layer::set_name(const std::string& name) {
  detail::require_name(name, state_->class_name);
  const std::size_t prefix = state_->name.size();
  for (Variable& v : state_->variables) v.set_name(name + v.name().substr(prefix));
  state_->name = name;
  state_->named = true;
}

std::string Layer::title() const {
  return state_->named ? fmt::format("{} '{}'", state_->class_name, state_->name) : state_->class_name;
}

void Layer::unbuild() {
  state_->built = false;
  state_->has_values = false;
  state_->input_shapes.clear();
  state_->variables.clear();
  state_->variable_trainable.clear();
  state_->initializers.clear();
}

// Runs `build`, which checks the inputs, and makes the weights the first time.
void Layer::check_inputs(std::span<const Shape> inputs, const BuildContext& context) {
  if (inputs.empty()) {
    fail<ShapeError>(
        {title() + " cannot be called like this", "expected at least one input, received none", {}, {}});
  }
  const Building building(*state_, inputs, context);
  build(inputs);
}

TensorType Layer::ensure_built(std::span<const TensorType> inputs, const BuildContext& context) {
  std::vector<Shape> shapes;
  for (const TensorType& input : inputs) shapes.push_back(input.shape);
  const bool first = !state_->built;
  const bool give_name = !state_->named && !context.name.empty();
  const std::string old_name = state_->name;
  if (give_name) set_name(context.name);
  try {
    check_inputs(shapes, context);
    TensorType output = trace(inputs);
    if (first) {
      state_->input_shapes = std::move(shapes);
      state_->has_values = state_->variables.empty() || context.weights;
      state_->built = true;
    }
    return output;
  } catch (...) {
    if (first) unbuild();
    if (give_name) {
      set_name(old_name);
      state_->named = false;
    }
    throw;
  }
}

Shape Layer::output_shape(std::span<const Shape> inputs) const {
  if (!state_->built) {
    fail<ValueError>({title(),
                      "has no output shape before it is built",
                      {},
                      "Put it into a model that begins with Input(shape)."});
  }
  std::vector<TensorType> types;
  for (const Shape& shape : inputs) types.push_back({DType::f32, shape});
  clone()->check_inputs(inputs, {});
  return trace(types).shape;
}

TensorType Layer::trace(std::span<const TensorType> inputs) const {
  const LayerScope scope(title());
  const UpdateScope discarded;  // a layer may count its calls in a variable: this one does not count
  Tensors parameters;
  for (const TensorType& input : inputs) {
    parameters.emplace_back(Node::leaf(parameter_op, {input.dtype, input.shape.with(0, traced_batch)}));
  }
  CallContext inference;
  const Tensor output = call(parameters, inference);
  if (output.rank() == 0 || output.shape()[0] != traced_batch) {
    const Shape received = output.shape();
    fail<ShapeError>(
        {"call",
         fmt::format("expected an output whose first axis is the batch; for a batch of {} its shape is {}",
                     traced_batch, received.to_string()),
         {},
         "Keep axis 0 of the input as axis 0 of the output."});
  }
  return {output.dtype(), output.shape().with(0, Shape::unknown)};
}

Tensor Layer::apply(const Tensors& inputs, CallContext& context) const {
  if (!state_->built) {
    fail<ValueError>({title(),
                      "is called before it is built",
                      {},
                      "Put it into a Sequential or a functional model, which build their layers."});
  }
  std::vector<Shape> shapes;
  for (const Tensor& input : inputs) {
    if (input.rank() == 0) {
      fail<ShapeError>(
          {title() + " cannot take this input", "expected a batch of examples, received a scalar", {}, {}});
    }
    shapes.push_back(input.shape().with(0, Shape::unknown));
  }
  if (shapes != state_->input_shapes) clone()->check_inputs(shapes, {});
  const LayerScope scope(title());
  return call(inputs, context);
}

void Layer::add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                       bool trainable) {
  if (!state_->context)
    fail<ValueError>({title(), "add_weight was called outside build", {}, "Add weights in build only."});
  const std::string full_name = state_->name + "/" + name;
  const auto existing = std::ranges::find(state_->variables, full_name, &Variable::name);
  if (state_->built) {
    if (existing != state_->variables.end() && existing->shape() == shape) return;
    reject_input(fmt::format("it was built for inputs of shape {}, and has weights to match",
                             joined(state_->input_shapes)),
                 existing == state_->variables.end()
                     ? fmt::format("it has no '{}'", name)
                     : fmt::format("its {} has shape {}, this input needs {}", name,
                                   existing->shape().to_string(), shape.to_string()),
                 "Use a new layer for inputs of this shape.");
  }
  if (existing != state_->variables.end()) {
    fail<ValueError>({title(),
                      fmt::format("build adds two weights named '{}'", name),
                      {},
                      "Give each weight a name of its own."});
  }
  const LayerScope scope(title());  // memory may not suffice
  const Array value = state_->context->weights ? state_->context->weights(full_name, shape) : Array(shape);
  state_->variables.emplace_back(value, VariableOptions{full_name, trainable && state_->trainable});
  state_->variable_trainable.push_back(trainable);
  state_->initializers.push_back(initializer);
}

Variable Layer::weight_variable(std::string_view name) const {
  std::vector<std::string> names;
  for (const Variable& v : state_->variables) {
    names.push_back(v.name().substr(state_->name.size() + 1));
    if (names.back() == name) return v;
  }
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>(
      {fmt::format("weight '{}'", name), "does not exist",
       fmt::format("{} has {}", title(), names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))),
       near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

void Layer::draw_weights(std::uint64_t seed, std::uint64_t place) {
  for (std::size_t i = 0; i < state_->variables.size(); ++i) {
    Generator generator(seed, place * streams_per_layer + i);
    // Not by `assign`: a model may be built while a step is being traced, and its first weights are no part
    // of the step.
    VariableState& variable = *state_->variables[i].state();
    Array value = state_->initializers[i](variable.value.shape(), generator);
    variable.before_change();
    variable.value = std::move(value);
  }
  state_->has_values = true;
}

std::vector<Variable> Layer::trainable_variables() const {
  std::vector<Variable> chosen;
  std::ranges::copy_if(state_->variables, std::back_inserter(chosen), &Variable::trainable);
  return chosen;
}

std::int64_t Layer::parameter_count() const {
  std::int64_t count = 0;
  for (const Variable& v : state_->variables) count += v.shape().count();
  return count;
}

void Layer::set_trainable(bool trainable) {
  state_->trainable = trainable;
  for (std::size_t i = 0; i < state_->variables.size(); ++i) {
    state_->variables[i].set_trainable(trainable && state_->variable_trainable[i]);
  }
}

void Layer::reject_input(const std::string& problem, const std::string& context,
                         const std::string& advice) const {
  std::string text;
  if (state_->context) {
    const std::vector<std::string>& origins = state_->context->origins;
    text = state_->inputs.size() == 1 ? "input " : "inputs ";
    for (std::size_t i = 0; i < state_->inputs.size(); ++i) {
      text += fmt::format("{}{}", i == 0 ? "" : ", ", state_->inputs[i].to_string());
      if (i < origins.size() && !origins[i].empty()) text += " from " + origins[i];
    }
  }
  if (!context.empty()) text += (text.empty() ? "" : "; ") + context;
  const bool several = state_->inputs.size() > 1;
  fail<ShapeError>(
      {title() + (several ? " cannot take these inputs" : " cannot take this input"), problem, text, advice});
}

const Shape& Layer::only_input(std::span<const Shape> inputs) const {
  if (inputs.size() != 1) {
    reject_input(fmt::format("expected one input, received {}", inputs.size()), {},
                 "Join them first, with Add or Concatenate.");
  }
  return inputs[0];
}

}  // namespace saem
