#include "saem/train/step_profile.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/train/data_checks.h"
#include "saem/train/model_state.h"
#include "saem/train/trainer.h"

namespace saem {
namespace {

std::size_t bytes_of(std::span<const Variable> variables) {
  return std::accumulate(variables.begin(), variables.end(), std::size_t{0},
                         [](std::size_t sum, const Variable& v) { return sum + v.value().byte_size(); });
}

/// Gives variables their present values back when it ends.
class Restore {
 public:
  explicit Restore(std::vector<Variable> variables) : variables_(std::move(variables)) {
    for (const Variable& v : variables_) values_.push_back(v.value());
  }
  ~Restore() {
    for (std::size_t i = 0; i < variables_.size(); ++i) variables_[i].assign(values_[i]);
  }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  std::vector<Variable> variables_;
  std::vector<Array> values_;
};

Array random_input(const TensorType& type, std::int64_t rows) {
  Array x(type.shape.with(0, rows));
  Generator g(0);
  for (float& value : x.mutable_data<float>()) value = static_cast<float>(g.uniform());
  return x.astype(type.dtype);
}

/// Labels that everything takes which an output is measured by: class numbers, one-hot rows, or numbers like
/// the output.
std::optional<Array> labels_for(const Objective& objective, std::size_t i, const Shape& output,
                                std::int64_t rows) {
  const Shape shape = output.with(0, rows);
  Array one_hot(shape);
  const std::int64_t classes = shape.rank() > 1 ? shape[-1] : 1;
  for (std::int64_t e = 0; e < one_hot.size(); e += classes)
    one_hot.mutable_data<float>()[static_cast<std::size_t>(e)] = 1;
  for (const Array& y :
       {Array(shape.rank() > 1 ? shape.erased(-1) : shape, DType::i32), one_hot, Array(shape)}) {
    try {
      if (const auto& loss = objective.outputs[i].loss) loss->check_labels(y, output, "y");
      for (const WatchedMetric& watched : objective.metrics) {
        if (watched.metric && watched.output == i) watched.metric->check_labels(y, output, "y");
      }
      return y;
    } catch (const Error&) {
      continue;
    }
  }
  return {};
}

/// The fastest of several runs for each kernel: noise only adds.
std::vector<double> fastest(Program& program, std::span<const Array> inputs, int repetitions) {
  std::vector<double> best = program.profile(inputs);  // the first run prepares and warms up
  for (int i = 0; i < repetitions; ++i) {
    const std::vector<double> times = program.profile(inputs);
    for (std::size_t k = 0; k < best.size(); ++k) best[k] = i == 0 ? times[k] : std::min(best[k], times[k]);
  }
  return best;
}

}  // namespace

double StepProfile::milliseconds() const {
  return std::accumulate(kernels.begin(), kernels.end(), 0.0,
                         [](double sum, const Kernel& k) { return sum + k.milliseconds; });
}

std::vector<StepProfile::Layer> StepProfile::layers() const {
  std::vector<Layer> all;
  for (const Kernel& kernel : kernels) {
    const std::string name = kernel.layer.substr(0, kernel.layer.find(" / "));  // without its parts
    auto known = std::ranges::find(all, name, &Layer::name);
    if (known == all.end()) known = all.insert(all.end(), {name, 0});
    known->milliseconds += kernel.milliseconds;
  }
  std::ranges::stable_sort(all, std::greater<>(), &Layer::milliseconds);
  return all;
}

std::vector<Array> Trainer::example_batch(const Model& model, std::int64_t batch_size,
                                          std::string_view place) const {
  std::vector<Array> batch;
  for (const ModelGraph::Input& input : model.state_->graph.inputs)
    batch.push_back(random_input(input.type, batch_size));
  const Objective& objective = steps_.objective();
  if (!compiled_ || !objective.has_loss()) return batch;
  const std::vector<Shape> shapes = model.output_shapes();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const OutputObjective& output = objective.outputs[i];
    const auto labels = output.needs_labels() ? labels_for(objective, i, shapes[i], batch_size) : Array();
    if (!labels) {
      fail<UnsupportedError>(
          {std::string(place),
           "no labels could be made up that the " + (output.loss ? "loss '" + output.loss->name() + "' takes"
                                                                 : "metrics of '" + output.name + "' take"),
           {},
           "Profile a prediction, or train_on_batch with data of your own."});
    }
    batch.push_back(*labels);
  }
  return batch;
}

StepProfile Trainer::profile(Model& model, const ProfileOptions& options) {
  constexpr std::string_view place = "profile";
  check_at_least(options.batch_size, 1, place, "batch_size");
  check_at_least(options.repetitions, 1, place, "repetitions");
  if (options.training) require_compiled(place);
  const std::size_t input_count = model.input_shapes().size();  // throws if the model is not built
  steps_.refresh(model);
  const std::vector<Array> batch = example_batch(model, options.batch_size, place);
  if (options.training && batch.size() == input_count) {
    fail<ValueError>({std::string(place),
                      "the model was compiled without a loss",
                      {},
                      "Call model.compile({.loss = …}), or profile a prediction."});
  }

  std::vector<Variable> changed = model.variables();
  changed.push_back(model.random_state().variable());
  if (options.training) {
    steps_.objective().optimizer->build(model.trainable_variables());
    const std::vector<Variable> own = steps_.objective().optimizer->variables();
    changed.insert(changed.end(), own.begin(), own.end());
  }
  const Restore restore(std::move(changed));
  const std::span<const Array> inputs = std::span(batch).first(options.training ? batch.size() : input_count);
  const std::vector<TensorType> types = types_of(inputs);
  Program& program =
      options.training ? steps_.training_program(model, types) : steps_.prediction_program(model, types);

  StepProfile result{.kernels = {},
                     .intermediate_bytes = program.arena_bytes(),
                     .parameter_bytes = bytes_of(model.variables()),
                     .optimizer_bytes = 0,
                     .batch_size = options.batch_size};
  if (options.training) result.optimizer_bytes = bytes_of(steps_.objective().optimizer->variables());
  const std::vector<double> times = fastest(program, inputs, options.repetitions);
  const std::vector<KernelReport> reports = program.report();
  for (std::size_t k = 0; k < times.size(); ++k) {
    const KernelReport& r = reports[k];
    const std::string label = r.label.substr(0, r.label.find(" in "));
    result.kernels.push_back(
        {label, r.layer, r.implementation, times[k], r.output_bytes, r.arena_bytes, r.conversions});
  }
  return result;
}

std::optional<StepMemory> Trainer::memory(Model& model, std::int64_t batch_size) {
  if (!compiled_ || !model.built()) return {};
  check_at_least(batch_size, 1, "step_memory", "batch_size");
  steps_.refresh(model);
  StepMemory result;
  std::vector<Array> batch;
  try {
    batch = example_batch(model, batch_size, "summary");
  } catch (const UnsupportedError&) {
    return {};  // a loss of the program's own
  }
  const std::vector<TensorType> types = types_of(batch);
  const std::size_t input_count = model.input_shapes().size();
  if (types.size() > input_count) {
    steps_.objective().optimizer->build(model.trainable_variables());
    result.optimizer = bytes_of(steps_.objective().optimizer->variables());
    result.training = steps_.training_bytes(model, types);
  }
  result.prediction = steps_.prediction_bytes(model, std::span(types).first(input_count));
  return result;
}

}  // namespace saem
