#include "saem/train/steps.h"

#include <algorithm>
#include <utility>

#include "saem/compile/lower.h"
#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/precision.h"

namespace saem {
namespace {

// Undefined if the batch has none.
Tensor sample_weight_of(std::span<const Tensor> batch) { return batch.size() > 2 ? batch[2] : Tensor(); }

Tensor loss_of(const Objective& objective, std::span<const Tensor> batch, const Tensor& prediction) {
  const LayerScope place("loss '" + objective.loss->name() + "'");
  return (*objective.loss)(batch[1], prediction, sample_weight_of(batch));
}

// True if the step is safe to take. Steps of all optimizers are at most about the learning rate times the
// gradient, or times 1 where they normalise it: while lr²·(1 + Σg²) is below the largest float, no weight can
// overflow either.
Tensor is_step_finite(const Tensor& loss, const Tensors& gradients, std::span<const Variable> variables,
                      const Optimizer& optimizer) {
  const LayerScope place("optimizer '" + optimizer.name() + "'");
  Tensor size = Tensor::scalar(1);
  // Not square(g), which optimizers use too: shared with their update it would have to be computed before
  // this test, and the update could not be one pass over memory with the guard behind it.
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const Tensor& g = gradients[i];
    const LayerScope weight("gradient of '" + variables[i].name() + "'");
    size = size + cast(sum(g * g), DType::f32);
  }
  return logical_and(isfinite(loss), isfinite(square(optimizer.learning_rate().read()) * size));
}

std::vector<TensorType> types_of(std::span<const Array> arrays) {
  std::vector<TensorType> types;
  for (const Array& a : arrays) types.push_back({a.dtype(), a.shape()});
  return types;
}

}  // namespace

CompiledSteps::CompiledSteps(Objective objective) : objective_(std::move(objective)) {}

void CompiledSteps::refresh(const Model& model) {
  const std::vector<Variable> variables = model.variables();
  std::vector<bool> layers;
  for (const AnyLayer& layer : model.layers()) layers.push_back(layer->trainable());
  const bool same = predict_ && layers_ == layers &&
                    std::ranges::equal(weights_, variables, [](const auto& then, const Variable& now) {
                      return then.first.same_as(now) && then.second == now.trainable();
                    });
  if (same) return;
  layers_ = std::move(layers);
  weights_.clear();
  for (const Variable& v : variables) weights_.emplace_back(v, v.trainable());
  train_ = std::make_unique<detail::ProgramCache>(training_options());
  debug_ = std::make_unique<detail::ProgramCache>(CompileOptions{.debug = true});
  evaluate_ = std::make_unique<detail::ProgramCache>(inference_options());
  predict_ = std::make_unique<detail::ProgramCache>(inference_options());
}

CompileOptions CompiledSteps::training_options() const {
  return {.memory_budget = objective_.memory_budget, .precision = precision_here(objective_.precision)};
}

CompileOptions CompiledSteps::inference_options() const {
  return {.precision = precision_here(objective_.precision)};
}

// The outputs of a step: loss, whether it is finite, and the totals of each metric.
Tensors CompiledSteps::measure(const Tensor& loss, std::span<const Tensor> batch, const Tensor& prediction) {
  Tensors outputs{loss, isfinite(loss)};
  totals_per_metric_.clear();
  for (const WatchedMetric& watched : objective_.metrics) {
    const LayerScope place("metric '" + watched.name + "'");
    const Tensor weights = watched.is_weighted ? sample_weight_of(batch) : Tensor();
    const Tensors totals = watched.metric->totals(batch[1], prediction, weights);
    totals_per_metric_.push_back(totals.size());
    outputs.insert(outputs.end(), totals.begin(), totals.end());
  }
  return outputs;
}

namespace {

// What regularizers add: of weights, and of activities of this call.
Tensor with_penalties(Tensor loss, const Model& model, const CallContext& context) {
  for (const AnyLayer& layer : model.layers()) {
    for (const Tensor& penalty : layer->losses()) loss = loss + penalty;
  }
  for (const Tensor& penalty : context.losses) loss = loss + penalty;
  return loss;
}

}  // namespace

Tensors CompiledSteps::training_step(const Model& model, std::span<const Tensor> batch) {
  const std::vector<Variable> variables = model.trainable_variables();
  const Tensors weights(variables.begin(), variables.end());
  Tensors outputs;
  std::vector<UpdateScope::Update> updates;
  {
    UpdateScope scope;
    CallContext context{.training = true, .random = &model.random_state()};
    const Tensor prediction = model.apply({batch[0]}, context).front();
    const Tensor loss = with_penalties(loss_of(objective_, batch, prediction), model, context);
    const Tensors slopes = gradients(loss, weights);
    outputs = measure(loss, batch, prediction);
    outputs[1] = is_step_finite(loss, slopes, variables, *objective_.optimizer);
    const LayerScope place("optimizer '" + objective_.optimizer->name() + "'");
    objective_.optimizer->apply(slopes, variables);
    for (const AnyLayer& layer : model.layers()) layer->constrain_weights();
    updates = scope.updates();
  }
  // Handed to the trace only now, each with the guard: a step that went wrong leaves the last good state.
  for (const UpdateScope::Update& update : updates) {
    UpdateScope::current()->set(update.variable,
                                where(outputs[1], update.value, Variable(update.variable).stored()));
  }
  return outputs;
}

Tensors CompiledSteps::evaluation_step(const Model& model, std::span<const Tensor> batch) {
  CallContext context{};
  const Tensor prediction = model.apply({batch[0]}, context).front();
  return measure(with_penalties(loss_of(objective_, batch, prediction), model, context), batch, prediction);
}

detail::TraceFunction CompiledSteps::trace_of(Step step, const Model& model) {
  return [this, step, &model](std::span<const Tensor> inputs) { return (this->*step)(model, inputs); };
}

detail::TraceFunction CompiledSteps::trace_of_prediction(const Model& model) {
  return [&model](std::span<const Tensor> inputs) {
    CallContext context{};
    return Tensors{cast(model.apply({inputs[0]}, context).front(), DType::f32)};
  };
}

CompiledSteps::Result CompiledSteps::run(detail::ProgramCache& cache, Step step, const Model& model,
                                         std::span<const Array> batch) {
  cache.program(trace_of(step, model), types_of(batch)).run(batch, outputs_);
  Result result{.loss = outputs_[0].item(),
                .finite = outputs_[1].item() != 0,
                .size = batch[0].shape()[0],
                .totals = {}};
  std::size_t next = 2;
  for (const std::size_t count : totals_per_metric_) {
    std::vector<double>& totals = result.totals.emplace_back();
    for (const std::size_t end = next + count; next < end; ++next) {
      for (std::int64_t i = 0; i < outputs_[next].size(); ++i) totals.push_back(outputs_[next].at(i));
    }
  }
  return result;
}

CompiledSteps::Result CompiledSteps::train(const Model& model, std::span<const Array> batch, Mode mode) {
  return run(mode == Mode::debug ? *debug_ : *train_, &CompiledSteps::training_step, model, batch);
}

CompiledSteps::Result CompiledSteps::evaluate(const Model& model, std::span<const Array> batch) {
  return run(*evaluate_, &CompiledSteps::evaluation_step, model, batch);
}

Array CompiledSteps::predict(const Model& model, const Array& x) {
  return prediction_program(model, {x.dtype(), x.shape()}).run({&x, 1}).front();
}

Program& CompiledSteps::training_program(const Model& model, std::span<const TensorType> batch) {
  return train_->program(trace_of(&CompiledSteps::training_step, model), batch);
}

Program& CompiledSteps::debug_program(const Model& model, std::span<const TensorType> batch) {
  return debug_->program(trace_of(&CompiledSteps::training_step, model), batch);
}

Program& CompiledSteps::prediction_program(const Model& model, const TensorType& x) {
  return predict_->program(trace_of_prediction(model), {&x, 1});
}

std::size_t CompiledSteps::training_bytes(const Model& model, std::span<const TensorType> batch) {
  const Graph graph = detail::trace(trace_of(&CompiledSteps::training_step, model), batch);
  CompileOptions options = training_options();
  try {
    return intermediate_bytes(graph, options);
  } catch (const ValueError&) {  // there is no program within the budget: what it would take without
    options.memory_budget = 0;
    return intermediate_bytes(graph, options);
  }
}

std::size_t CompiledSteps::prediction_bytes(const Model& model, const TensorType& x) const {
  return intermediate_bytes(detail::trace(trace_of_prediction(model), {&x, 1}), inference_options());
}

}  // namespace saem
