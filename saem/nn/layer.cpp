#include "saem/nn/layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/nn/layer_state.h"
#include "saem/nn/names.h"
#include "saem/ops/shape_ops.h"

namespace saem {

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

}  // namespace

Layer::Layer(std::string class_name, const std::string& name) : state_(std::make_shared<State>()) {
  state_->name = detail::snake_case(class_name);
  state_->class_name = std::move(class_name);
  if (!name.empty()) set_name(name);
}

Layer::~Layer() = default;
std::shared_ptr<Layer> Layer::clone() const { return std::shared_ptr<Layer>(new_copy()); }

const std::string& Layer::class_name() const { return state_->class_name; }
const std::string& Layer::name() const { return state_->name; }
bool Layer::named() const { return state_->named; }
bool Layer::built() const { return state_->built; }
bool Layer::has_weights() const { return state_->has_values; }
bool Layer::trainable() const { return state_->trainable; }
const std::vector<Variable>& Layer::variables() const { return state_->variables; }
const std::vector<Shape>& Layer::input_shapes() const { return state_->input_shapes; }

// Names of weights begin with the layer's, those of layers inside it too.
void Layer::rename(const std::string& name) {
  const std::string old = state_->name;
  for (Variable& v : state_->variables) {
    if (v.name().starts_with(old + "/")) v.set_name(name + v.name().substr(old.size()));
  }
  for (const std::shared_ptr<Layer>& inner : state_->inner)
    inner->rename(name + inner->name().substr(old.size()));
  state_->name = name;
}

void Layer::set_name(const std::string& name) {
  detail::require_name(name, state_->class_name);
  rename(name);
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
  state_->options.clear();
  state_->initializers.clear();
  for (const std::shared_ptr<Layer>& inner : state_->inner) inner->unbuild();
  state_->inner.clear();
}

// Runs `build`, which checks the inputs, and makes the weights the first time.
void Layer::check_inputs(std::span<const Shape> inputs, const BuildContext& context) {
  if (inputs.empty()) {
    fail<ShapeError>({title() + " cannot be called like this",
                      "expected at least one input, received none",
                      {},
                      "Give it a tensor or symbol, or several: {a, b}."});
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
      fail<ShapeError>({title() + " cannot take this input",
                        "expected a batch of examples, received a scalar",
                        {},
                        "Give it an axis in front for the batch: expand_dims(x, 0)."});
    }
    shapes.push_back(input.shape().with(0, Shape::unknown));
  }
  if (shapes != state_->input_shapes) clone()->check_inputs(shapes, {});
  Tensors masks;
  for (const Tensor& input : inputs) masks.push_back(context.mask_of(input));
  const LayerScope scope(title());
  Tensor output = call(inputs, context);
  const bool is_input = std::ranges::any_of(inputs, [&](const Tensor& x) { return x.same_as(output); });
  // A layer around another leaves the mask to that one.
  if (is_input || !context.mask_of(output).defined()) {
    const Tensor mask = compute_mask(inputs, masks);
    // Masks are of values: the input keeps its own, and the output is a node of its own (views cost nothing).
    if (is_input && !mask.same_as(context.mask_of(output)))
      output = reshape(expand_dims(output, 0), output.shape());
    context.set_mask(output, mask);
  }
  if (state_->activity_regularizer) context.add_loss(state_->activity_regularizer(output));
  return output;
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
