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
#include "saem/train/loss_support.h"
#include "saem/train/precision.h"

namespace saem {
namespace {

// Undefined if it is not there.
Tensor present(const Tensor& t) { return t.shape() == Shape{0} ? Tensor() : t; }

// What a metric counts with: the weights of the examples, at the steps that the mask leaves.
Tensor masked_weights(const Tensor& weights, const Tensor& mask, const std::string& place) {
  if (!mask.defined()) return weights;
  const Tensor counted = cast(mask, DType::f32);
  return weights.defined() ? counted * detail::align_weights(weights, mask.shape(), DType::f32, place)
                           : counted;
}

// "mean_squared_error", or, where there are several, "mean_squared_error' of output 'digit".
std::string place_of(const std::string& name, const Objective& objective, std::size_t output) {
  return objective.outputs.size() == 1 ? name : name + "' of output '" + objective.outputs[output].name;
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

}  // namespace

/// The tensors of a batch, by what they are.
struct CompiledSteps::Batch {
  Batch(const Model& model, std::size_t outputs, std::span<const Tensor> all) {
    const auto inputs = static_cast<std::ptrdiff_t>(model.input_shapes().size());
    const auto labels = inputs + static_cast<std::ptrdiff_t>(outputs);
    x.assign(all.begin(), all.begin() + inputs);
    for (const Tensor& t : Tensors(all.begin() + inputs, all.begin() + labels)) y.push_back(present(t));
    for (const Tensor& t : Tensors(all.begin() + labels, all.end())) weights.push_back(present(t));
    weights.resize(outputs);
  }
  Tensors x;
  Tensors y;        ///< one per output, undefined for those without labels
  Tensors weights;  ///< one per output, undefined for those without
};

/// What a forward pass gives.
struct CompiledSteps::Losses {
  Tensors predictions;
  Tensors masks;  ///< of the predictions, undefined for those without
  Tensor total;
  Tensors of_outputs;  ///< undefined for outputs without a loss
};

CompiledSteps::CompiledSteps(Objective objective) : objective_(std::move(objective)) {}

void CompiledSteps::refresh(const Model& model) {
  const std::vector<Variable> variables = model.variables();
  std::vector<bool> layers;
  for (const AnyLayer& layer : model.flattened_layers()) layers.push_back(layer->trainable());
  const bool same = predict_ && layers_ == layers &&
                    std::ranges::equal(weights_, variables, [](const auto& then, const Variable& now) {
                      return then.first.same_as(now) && then.second == now.trainable();
                    });
  if (same) return;
  layers_ = std::move(layers);
  weights_.clear();
  for (const Variable& v : variables) weights_.emplace_back(v, v.trainable());
  train_ = std::make_unique<detail::ProgramCache>(checked(training_options()));
  debug_ = std::make_unique<detail::ProgramCache>(checked({.debug = true}));
  evaluate_ = std::make_unique<detail::ProgramCache>(checked(inference_options()));
  predict_ = std::make_unique<detail::ProgramCache>(checked(inference_options()));
}

CompileOptions CompiledSteps::checked(CompileOptions options) const {
  options.before_memory = [check = memory_check_](std::size_t bytes) {
    if (*check) (*check)(bytes);
  };
  return options;
}

CompileOptions CompiledSteps::training_options() const {
  return {.memory_budget = objective_.memory_budget, .precision = precision_here(objective_.precision)};
}

CompileOptions CompiledSteps::inference_options() const {
  return {.precision = precision_here(objective_.precision)};
}

// The sum of the outputs' losses, each times its weight, and of what regularizers add: of weights, and of
// activities of this call.
CompiledSteps::Losses CompiledSteps::losses(const Model& model, const Batch& batch,
                                            CallContext& context) const {
  Losses result{.predictions = model.apply(batch.x, context), .masks = {}, .total = {}, .of_outputs = {}};
  for (const Tensor& prediction : result.predictions) result.masks.push_back(context.mask_of(prediction));
  const auto add = [&](const Tensor& part) {
    result.total = result.total.defined() ? result.total + part : part;
  };
  for (std::size_t i = 0; i < objective_.outputs.size(); ++i) {
    const OutputObjective& output = objective_.outputs[i];
    Tensor& loss = result.of_outputs.emplace_back();
    if (!output.loss) continue;
    const LayerScope place("loss '" + place_of(output.loss->name(), objective_, i) + "'");
    loss = (*output.loss)(batch.y[i], result.predictions[i], batch.weights[i], result.masks[i]);
    add(output.loss_weight == 1 ? loss : loss * output.loss_weight);
  }
  for (const Tensor& penalty : model.losses()) add(penalty);
  for (const Tensor& penalty : context.losses) add(penalty);
  return result;
}

// The outputs of a step: loss, whether it is finite, and the totals of each metric.
Tensors CompiledSteps::measure(const Losses& losses, const Batch& batch) {
  Tensors outputs{losses.total, isfinite(losses.total)};
  totals_per_metric_.clear();
  for (const WatchedMetric& watched : objective_.metrics) {
    const std::size_t i = watched.output;
    Tensors totals;
    if (!watched.metric) {
      totals = {losses.of_outputs[i]};
    } else {
      const LayerScope place("metric '" + watched.name + "'");
      totals = watched.metric->totals(
          batch.y[i], losses.predictions[i],
          masked_weights(watched.is_weighted ? batch.weights[i] : Tensor(), losses.masks[i], watched.name));
    }
    totals_per_metric_.push_back(totals.size());
    outputs.insert(outputs.end(), totals.begin(), totals.end());
  }
  return outputs;
}

Tensors CompiledSteps::training_step(const Model& model, std::span<const Tensor> batch) {
  const std::vector<Variable> variables = model.trainable_variables();
  const Tensors weights(variables.begin(), variables.end());
  Tensors outputs;
  std::vector<UpdateScope::Update> updates;
  {
    UpdateScope scope;
    CallContext context{.training = true, .random = &model.random_state()};
    const Batch parts(model, objective_.outputs.size(), batch);
    const Losses result = losses(model, parts, context);
    const Tensors slopes = gradients(result.total, weights);
    outputs = measure(result, parts);
    outputs[1] = is_step_finite(result.total, slopes, variables, *objective_.optimizer);
    const LayerScope place("optimizer '" + objective_.optimizer->name() + "'");
    objective_.optimizer->apply(slopes, variables);
    model.constrain_weights();
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
  const Batch parts(model, objective_.outputs.size(), batch);
  return measure(losses(model, parts, context), parts);
}

detail::TraceFunction CompiledSteps::trace_of(Step step, const Model& model) {
  return [this, step, &model](std::span<const Tensor> inputs) { return (this->*step)(model, inputs); };
}

detail::TraceFunction CompiledSteps::trace_of_prediction(const Model& model) {
  return [&model](std::span<const Tensor> inputs) {
    CallContext context{};
    Tensors outputs = model.apply(Tensors(inputs.begin(), inputs.end()), context);
    for (Tensor& output : outputs) output = cast(output, DType::f32);
    return outputs;
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
  const auto rows = static_cast<double>(result.size);
  for (std::size_t m = 0; m < totals_per_metric_.size(); ++m) {
    std::vector<double>& totals = result.totals.emplace_back();
    for (const std::size_t end = next + totals_per_metric_[m]; next < end; ++next) {
      for (std::int64_t i = 0; i < outputs_[next].size(); ++i) totals.push_back(outputs_[next].at(i));
    }
    if (!objective_.metrics[m].metric) totals = {totals[0] * rows, rows};  // of a loss
  }
  return result;
}

CompiledSteps::Result CompiledSteps::train(const Model& model, std::span<const Array> batch, Mode mode) {
  return run(mode == Mode::debug ? *debug_ : *train_, &CompiledSteps::training_step, model, batch);
}

CompiledSteps::Result CompiledSteps::evaluate(const Model& model, std::span<const Array> batch) {
  return run(*evaluate_, &CompiledSteps::evaluation_step, model, batch);
}

std::vector<Array> CompiledSteps::predict(const Model& model, std::span<const Array> x) {
  return prediction_program(model, types_of(x)).run(x);
}

Program& CompiledSteps::training_program(const Model& model, std::span<const TensorType> batch) {
  return train_->program(trace_of(&CompiledSteps::training_step, model), batch);
}

Program& CompiledSteps::evaluation_program(const Model& model, std::span<const TensorType> batch) {
  return evaluate_->program(trace_of(&CompiledSteps::evaluation_step, model), batch);
}

Program& CompiledSteps::debug_program(const Model& model, std::span<const TensorType> batch) {
  return debug_->program(trace_of(&CompiledSteps::training_step, model), batch);
}

Program& CompiledSteps::prediction_program(const Model& model, std::span<const TensorType> x) {
  return predict_->program(trace_of_prediction(model), x);
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

std::size_t CompiledSteps::prediction_bytes(const Model& model, std::span<const TensorType> x) const {
  return intermediate_bytes(detail::trace(trace_of_prediction(model), x), inference_options());
}

}  // namespace saem
