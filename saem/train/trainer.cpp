#include "saem/train/trainer.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <iostream>

#include "saem/compile/lower.h"
#include "saem/core/error.h"
#include "saem/report/progress.h"
#include "saem/train/batches.h"
#include "saem/train/data_checks.h"
#include "saem/train/model_state.h"
#include "saem/train/precision.h"
#include "saem/train/sample_weights.h"

namespace saem {
namespace {

// A message as a clause of another one: "op 'log' in Dense 'a': … of (4, 2); its inputs: …".
std::string quoted(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  const std::size_t context = text.find("\n(");
  if (context == std::string::npos) return text;
  if (text.ends_with(')')) text.pop_back();
  return text.replace(context, 2, "; ");
}

std::string describe(std::optional<double> loss) {
  if (!loss) return "a value became NaN or infinite";
  if (std::isnan(*loss)) return "the loss became NaN";
  if (std::isinf(*loss)) return "the loss became infinite";
  return "the gradient or the update stopped being finite";
}

}  // namespace

void Trainer::compile(const ModelCompileOptions& options) {
  Objective objective{.optimizer = options.optimizer.get(),
                      .loss = options.loss.get(),
                      .metrics = {},
                      .memory_budget = options.memory_budget,
                      .precision = find_precision(options.precision)};
  require_precision(objective.precision);
  const auto chosen = [](const std::vector<MetricChoice>& choices) {
    std::vector<std::shared_ptr<const Metric>> metrics;
    for (const MetricChoice& choice : choices) metrics.push_back(choice.get());
    return metrics;
  };
  objective.metrics = watch(chosen(options.metrics), chosen(options.weighted_metrics));
  if (objective.loss && objective.loss->reduction() == "none") {
    fail<ValueError>({"compile",
                      fmt::format("the loss '{}' has the reduction \"none\", but training needs one number",
                                  objective.loss->name()),
                      {},
                      "Choose \"sum_over_batch_size\" or \"sum\"."});
  }
  steps_ = CompiledSteps(std::move(objective));
  compiled_ = true;
}

void Trainer::set_precision(Precision precision) {
  Objective objective = steps_.objective();
  objective.precision = precision;
  steps_ = CompiledSteps(std::move(objective));
}

Optimizer& Trainer::optimizer() const {
  require_compiled("optimizer");
  return *steps_.objective().optimizer;
}

void Trainer::require_compiled(std::string_view place) const {
  if (compiled_) return;
  fail<ValueError>({std::string(place),
                    "the model has not been compiled",
                    {},
                    "Call model.compile({.optimizer = …, .loss = …}) first."});
}

void Trainer::require_one_input(const Model& model, std::string_view place) {
  if (model.input_shapes().size() == 1) return;
  fail<UnsupportedError>(
      {std::string(place),
       fmt::format("takes one array, but the model has {} inputs", model.input_shapes().size()),
       {},
       "Call the model on tensors inside a compiled function of your own."});
}

// Builds the model if need be, and checks that x fits it.
void Trainer::prepare(Model& model, const Array& x, std::string_view place) {
  if (!model.built()) {
    if (x.shape().rank() == 0 || x.shape()[0] == 0) check_input(x, x.shape(), place, "x");
    model.build(x.shape().with(0, Shape::unknown));
  }
  require_one_input(model, place);
  steps_.refresh(model);
}

Array Trainer::as_input(const Model& model, const Array& x) {
  return x.astype(model.state_->graph.inputs.front().type.dtype);
}

Dataset Trainer::converted(const Model& model, const Dataset& data, const Array& sample_weight,
                           std::string_view place) {
  if (data.sample_weight.size() > 0 && sample_weight.size() > 0) {
    fail<ValueError>({std::string(place),
                      "received sample_weight both in the data and in the options",
                      {},
                      "Give one of them."});
  }
  const Array& weights = sample_weight.size() > 0 ? sample_weight : data.sample_weight;
  return {.x = as_input(model, data.x), .y = data.y, .sample_weight = weights.astype(DType::f32)};
}

void Trainer::apply_class_weight(Dataset& data, const ClassWeights& weights, std::string_view place) {
  if (weights.empty()) return;
  if (data.sample_weight.size() > 0) {
    fail<ValueError>(
        {std::string(place),
         "received both class_weight and sample_weight",
         {},
         "Give one of them; multiply the sample weights by those of the classes if both matter."});
  }
  data.sample_weight = weights_by_class(data.y, weights, place);
}

void Trainer::check_data(Model& model, const Dataset& data, std::string_view place,
                         const std::string& prefix) {
  const Objective& objective = steps_.objective();
  if (!objective.loss) {
    fail<ValueError>({std::string(place),
                      "the model was compiled without a loss",
                      {},
                      "Call model.compile({.loss = …}), for example \"sparse_categorical_crossentropy\"."});
  }
  check_input(data.x, model.input_shapes().front(), place, prefix + "x");
  check_rows(data.x, data.y, place, prefix);
  objective.loss->check_labels(data.y, model.output_shapes().front(), prefix + "y");
  check_finite(data.x, place, prefix + "x");
  check_finite(data.y, place, prefix + "y");
  if (data.sample_weight.size() > 0)
    check_sample_weight(data.sample_weight, data.x.shape()[0], place, prefix);
  for (const WatchedMetric& watched : objective.metrics)
    watched.metric->check_labels(data.y, model.output_shapes().front(), prefix + "y");
}

CompiledSteps::Result Trainer::step(const Model& model, std::span<const Array> batch, bool debug,
                                    const Moment& moment) {
  using Mode = CompiledSteps::Mode;
  std::optional<double> loss;
  std::string cause;
  const std::vector<Variable> weights = model.variables();
  weight_check_.before_step(weights, moment);
  if (history_.keeps_next_step()) {
    std::vector<Variable> state = weights;
    state.push_back(model.random_state().variable());
    history_.before_step(state, batch);
  }
  const auto done = [&](CompiledSteps::Result result) {
    history_.after_step(result.loss);
    weight_check_.after_step(weights);
    return result;
  };
  try {
    if (!debug) {
      CompiledSteps::Result result = steps_.train(model, batch, Mode::fast);
      if (result.finite) return done(std::move(result));
      loss = result.loss;
    }
    // Nothing was changed so far: the same step is taken again, op by op, which throws where it goes wrong.
    // (Should it not, because it rounds otherwise, then it is a good step.)
    return done(steps_.train(model, batch, Mode::debug));
  } catch (const NonFiniteError& error) {
    cause = quoted(error.what());
  }
  if (const std::string history = history_text(model, batch); !history.empty()) cause += "; " + history;
  fail<NonFiniteError>(
      {"training", fmt::format("{} at {}", describe(loss), moment()), cause,
       fmt::format("The weights are those from before this step. Lower the learning rate (now {:g}), or "
                   "scale the data to about [0, 1].",
                   optimizer().learning_rate().value().item())});
}

std::string Trainer::history_text(const Model& model, std::span<const Array> batch) {
  const auto ranges_of = [&](std::span<const Array> any_batch) {
    std::vector<TensorType> types;
    for (const Array& a : any_batch) types.push_back({a.dtype(), a.shape()});
    return steps_.debug_program(model, types).ranges();
  };
  std::vector<Variable> all = model.variables();
  all.push_back(model.random_state().variable());
  const std::vector<Variable> moments = optimizer().variables();
  all.insert(all.end(), moments.begin(), moments.end());
  return history_.text(ranges_of(batch), all, [&](std::span<const Array> earlier) {
    try {
      steps_.train(model, earlier, CompiledSteps::Mode::debug);
    } catch (const NonFiniteError&) {  // its ranges reach as far as it came
    }
    return ranges_of(earlier);
  });
}

Logs Trainer::train_on_batch(Model& model, const Dataset& batch, const ClassWeights& class_weight) {
  constexpr std::string_view place = "train_on_batch";
  require_compiled(place);
  prepare(model, batch.x, place);
  Dataset data = converted(model, batch, {}, place);
  check_data(model, data, place, "");
  apply_class_weight(data, class_weight, place);
  RunningMetrics metrics(steps_.objective().metrics);
  const auto moment = [this] { return fmt::format("step {}", optimizer().iterations().value().item() + 1); };
  step(model, arrays_of(data), /*debug=*/false, moment).add_to(metrics);
  results_ = metrics.results();
  return metrics.logs();
}

RunningMetrics Trainer::measure(Model& model, const Dataset& data, std::int64_t batch_size, int verbose) {
  RunningMetrics metrics(steps_.objective().metrics);
  BatchGatherer batches(arrays_of(data));
  const std::int64_t n = batches.size();
  const std::vector<std::int64_t> order = sequence(n);
  ProgressBar bar(std::cerr, {.steps = batch_count(n, batch_size), .verbose = verbose});
  bar.start_epoch(1, 1);
  for (std::int64_t begin = 0, done = 0; begin < n; begin += batch_size) {
    const std::int64_t size = std::min(batch_size, n - begin);
    const auto rows =
        std::span(order).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
    steps_.evaluate(model, batches.gather(rows)).add_to(metrics);
    if (verbose > 0) {
      const Logs logs = metrics.logs();
      bar.update(++done, ProgressValues(logs.begin(), logs.end()));
    }
  }
  const Logs logs = metrics.logs();
  bar.finish(ProgressValues(logs.begin(), logs.end()));
  results_ = metrics.results();
  return metrics;
}

Logs Trainer::evaluate(Model& model, const Dataset& data, const EvaluateOptions& options) {
  require_compiled("evaluate");
  check_at_least(options.batch_size, 1, "evaluate", "batch_size");
  prepare(model, data.x, "evaluate");
  const Dataset ready = converted(model, data, options.sample_weight, "evaluate");
  check_data(model, ready, "evaluate", "");
  return measure(model, ready, options.batch_size, options.verbose).logs();
}

Array Trainer::predict(Model& model, const Array& x, const PredictOptions& options) {
  check_at_least(options.batch_size, 1, "predict", "batch_size");
  prepare(model, x, "predict");
  check_input(x, model.input_shapes().front(), "predict", "x");
  const std::int64_t n = x.shape()[0];
  if (n <= options.batch_size) return steps_.predict(model, as_input(model, x));
  Array all;
  for (std::int64_t begin = 0; begin < n; begin += options.batch_size) {
    const std::int64_t end = std::min(n, begin + options.batch_size);
    const Array part = steps_.predict(model, as_input(model, x.rows(begin, end)));
    if (begin == 0) all = Array::uninitialized(part.shape().with(0, n), DType::f32);
    const std::size_t row_bytes = part.byte_size() / static_cast<std::size_t>(end - begin);
    std::memcpy(all.mutable_bytes() + static_cast<std::size_t>(begin) * row_bytes, part.bytes(),
                part.byte_size());
  }
  return all;
}

}  // namespace saem
