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

void Trainer::compile(const Model& model, const ModelCompileOptions& options) {
  if (fits_ > 0) {
    fail<ValueError>({"compile",
                      "the model is being trained, by the steps that it was compiled for",
                      {},
                      "Compile it before fit or after it. A callback can stop the training, and change the "
                      "learning rate."});
  }
  std::vector<std::string> names = model.output_names();
  if (names.empty()) names = {"output"};  // of a Sequential that has no layers yet
  steps_ = CompiledSteps(make_objective(options, names));
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

void Trainer::prepare(Model& model, const Arrays& x, std::string_view place) {
  if (!model.built()) {
    const std::vector<std::string> one{"input"};
    const Array input = x.in_order({.place = place, .what = "x", .kind = "input", .names = one}).front();
    if (input.shape().rank() == 0 || input.shape()[0] == 0) check_input(input, input.shape(), place, "x");
    model.build(input.shape().with(0, Shape::unknown));
  }
  steps_.refresh(model);
}

ModelData Trainer::match(const Model& model, const Examples& examples, std::string_view place,
                         const Arrays& sample_weight) const {
  return match_data({.model = model, .objective = steps_.objective(), .place = place}, examples,
                    sample_weight);
}

CompiledSteps::Result Trainer::step(const Model& model, std::span<const Array> batch, bool debug,
                                    const Moment& moment) {
  using Mode = CompiledSteps::Mode;
  std::optional<double> loss;
  std::string cause;
  const std::vector<Variable> weights = model.variables();
  weight_check_.before_step(weights, moment);
  if (value_history_.keeps_next_step()) {
    std::vector<Variable> state = weights;
    state.push_back(model.random_state().variable());
    value_history_.before_step(state, batch);
  }
  const auto done = [&](CompiledSteps::Result result) {
    value_history_.after_step(result.loss);
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
  return value_history_.text(ranges_of(batch), all, [&](std::span<const Array> earlier) {
    try {
      steps_.train(model, earlier, CompiledSteps::Mode::debug);
    } catch (const NonFiniteError&) {  // its ranges reach as far as it came
    }
    return ranges_of(earlier);
  });
}

Logs Trainer::train_on_batch(Model& model, const Examples& batch, const TrainOnBatchOptions& options) {
  constexpr std::string_view place = "train_on_batch";
  require_compiled(place);
  prepare(model, batch.x, place);
  ModelData data = match(model, batch, place, options.sample_weight);
  apply_class_weight(data, options.class_weight, place);
  RunningMetrics metrics(steps_.objective().metrics);
  const auto moment = [this] { return fmt::format("step {}", optimizer().iterations().value().item() + 1); };
  step(model, data.arrays(), /*debug=*/false, moment).add_to(metrics);
  results_ = metrics.results();
  return metrics.logs();
}

RunningMetrics Trainer::measure(Model& model, BatchFeed& data, std::int64_t batch_size, int verbose) {
  RunningMetrics metrics(steps_.objective().metrics);
  const std::int64_t n = data.rows();
  batch_size = std::min(batch_size, n);
  const std::vector<std::int64_t> order = sequence(n);
  data.begin(order, batch_size, -1);
  ProgressBar bar(std::cerr, {.steps = batch_count(n, batch_size), .verbose = verbose});
  bar.start_epoch(1, 1);
  for (std::int64_t begin = 0, done = 0; begin < n; begin += batch_size) {
    steps_.evaluate(model, data.next()).add_to(metrics);
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

Logs Trainer::evaluate(Model& model, const Examples& examples, const EvaluateOptions& options) {
  require_compiled("evaluate");
  check_at_least(options.batch_size, 1, "evaluate", "batch_size");
  prepare(model, examples.x, "evaluate");
  ArrayFeed data(match(model, examples, "evaluate", options.sample_weight));
  check_evaluation_memory(model, options, data);
  return measure(model, data, options.batch_size, options.verbose).logs();
}

Logs Trainer::evaluate(Model& model, const ExampleSource& source, const EvaluateOptions& options) {
  require_compiled("evaluate");
  check_at_least(options.batch_size, 1, "evaluate", "batch_size");
  if (options.sample_weight.given()) {
    fail<ValueError>({"evaluate",
                      "sample_weight is for examples in memory, these come from a source",
                      {},
                      "Let the source give each batch its sample_weight."});
  }
  const std::unique_ptr<BatchFeed> data = feed_of(model, source, "evaluate");
  check_evaluation_memory(model, options, *data);
  return measure(model, *data, options.batch_size, options.verbose).logs();
}

std::vector<Array> Trainer::predict(Model& model, const Arrays& x, const PredictOptions& options) {
  check_at_least(options.batch_size, 1, "predict", "batch_size");
  prepare(model, x, "predict");
  const std::vector<Array> inputs = match_inputs(model, x, "predict");
  check_prediction_memory(model, options, inputs);
  const std::int64_t n = inputs[0].shape()[0];
  if (n <= options.batch_size) return steps_.predict(model, inputs);
  std::vector<Array> all;
  for (std::int64_t begin = 0; begin < n; begin += options.batch_size) {
    const std::int64_t end = std::min(n, begin + options.batch_size);
    std::vector<Array> batch;
    for (const Array& input : inputs) batch.push_back(input.rows(begin, end));
    const std::vector<Array> parts = steps_.predict(model, batch);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Array& part = parts[i];
      if (begin == 0) all.push_back(Array::uninitialized(part.shape().with(0, n), DType::f32));
      const std::size_t row_bytes = part.byte_size() / static_cast<std::size_t>(end - begin);
      std::memcpy(all[i].mutable_bytes() + static_cast<std::size_t>(begin) * row_bytes, part.bytes(),
                  part.byte_size());
    }
  }
  return all;
}

}  // namespace saem
