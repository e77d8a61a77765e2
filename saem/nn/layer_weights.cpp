// The part of class Layer that is about weights.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/layer.h"
#include "saem/nn/layer_state.h"
#include "saem/ops/elementwise.h"

namespace saem {
namespace {

// Streams of one layer follow each other; those of a whole model stay below 2³².
constexpr std::uint64_t streams_per_layer = 4096;

std::string joined(std::span<const Shape> shapes) {
  std::string text;
  for (const Shape& shape : shapes) text += fmt::format("{}{}", text.empty() ? "" : ", ", shape.to_string());
  return text;
}

}  // namespace

void CallContext::add_loss(const Tensor& scalar) {
  if (scalar.rank() != 0) {
    fail<ShapeError>({"add_loss",
                      fmt::format("expected a scalar, received {}", scalar.shape().to_string()),
                      {},
                      "Take its sum or its mean first."});
  }
  losses.push_back(cast(scalar, DType::f32));
}

Tensor CallContext::mask_of(const Tensor& value) const {
  const auto found = std::ranges::find_if(masks, [&](const auto& m) { return m.first.same_as(value); });
  return found == masks.end() ? Tensor() : found->second;
}

void CallContext::set_mask(const Tensor& value, const Tensor& mask) {
  std::erase_if(masks, [&](const auto& m) { return m.first.same_as(value); });
  if (mask.defined()) masks.emplace_back(value, mask);
}

void Layer::add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                       bool trainable) {
  add_weight(name, shape, initializer, WeightOptions{.trainable = trainable});
}

void Layer::add_weight(const std::string& name, const Shape& shape, const Initializer& initializer,
                       const WeightOptions& options) {
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
  state_->variables.emplace_back(value, VariableOptions{full_name, options.trainable && state_->trainable});
  state_->options.push_back(options);
  state_->initializers.push_back(initializer);
}

TensorType Layer::add_layer(const std::shared_ptr<Layer>& inner, std::span<const TensorType> inputs) {
  if (!state_->context)
    fail<ValueError>({title(), "add_layer was called outside build", {}, "Add layers in build only."});
  const auto known = std::ranges::find_if(state_->inner, [&](const auto& l) { return l->same_as(*inner); });
  if (known != state_->inner.end()) return inner->ensure_built(inputs);
  const std::string prefix = state_->name + "/";
  if (!inner->name().starts_with(prefix)) inner->set_name(prefix + inner->name());
  const bool ready = inner->built();
  TensorType output = inner->ensure_built(
      inputs, {.name = {}, .origins = state_->context->origins, .weights = state_->context->weights});
  // A layer that has its weights already keeps them, unless a file has others.
  if (ready && state_->context->weights) {
    for (const Variable& v : inner->variables()) {
      Variable(v).assign(state_->context->weights(v.name(), v.shape()));
    }
  }
  const State& added = *inner->state_;
  state_->variables.insert(state_->variables.end(), added.variables.begin(), added.variables.end());
  state_->options.insert(state_->options.end(), added.options.begin(), added.options.end());
  state_->initializers.insert(state_->initializers.end(), added.initializers.begin(),
                              added.initializers.end());
  state_->inner.push_back(inner);
  if (!state_->trainable) inner->set_trainable(false);
  return output;
}

void Layer::set_activity_regularizer(Regularizer regularizer) {
  state_->activity_regularizer = std::move(regularizer);
}

void Layer::keep_weights() { state_->has_values = true; }

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

Tensors Layer::losses() const {
  Tensors all;
  const LayerScope scope(title());
  for (std::size_t i = 0; i < state_->variables.size(); ++i) {
    const Variable& v = state_->variables[i];
    if (!v.trainable() || !state_->options[i].regularizer) continue;
    all.push_back(cast(state_->options[i].regularizer(v.read()), DType::f32));
  }
  return all;
}

void Layer::constrain_weights() const {
  const LayerScope scope(title());
  for (std::size_t i = 0; i < state_->variables.size(); ++i) {
    Variable v = state_->variables[i];
    if (v.trainable() && state_->options[i].constraint) v.assign(state_->options[i].constraint(v.read()));
  }
}

// The variables of layers inside are among this layer's.
void Layer::set_trainable(bool trainable) {
  state_->trainable = trainable;
  for (const std::shared_ptr<Layer>& inner : state_->inner) inner->set_trainable(trainable);
  for (std::size_t i = 0; i < state_->variables.size(); ++i)
    state_->variables[i].set_trainable(trainable && state_->options[i].trainable);
}

}  // namespace saem
