#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/train/step_profile.h"
#include "saem/train/steps.h"
#include "saem/train/value_history.h"
#include "saem/train/weight_check.h"

namespace saem {

/// What stands behind Model's compile, fit, evaluate, predict and train_on_batch.
class Trainer {
 public:
  /// A new objective; forgets what was compiled for the old one.
  void compile(const ModelCompileOptions& options);
  [[nodiscard]] bool compiled() const noexcept { return compiled_; }
  /// Of the steps; `compile` chooses anew.
  void set_precision(Precision precision);
  [[nodiscard]] Precision precision() const noexcept { return steps_.objective().precision; }
  /// Throws ValueError before `compile`.
  [[nodiscard]] Optimizer& optimizer() const;
  /// See Model::metric_results.
  [[nodiscard]] const std::map<std::string, Array>& metric_results() const noexcept { return results_; }

  History fit(Model& model, const Dataset& data, const FitOptions& options);
  Logs evaluate(Model& model, const Dataset& data, const EvaluateOptions& options);
  Array predict(Model& model, const Array& x, const PredictOptions& options);
  Logs train_on_batch(Model& model, const Dataset& batch, const ClassWeights& class_weight);
  StepProfile profile(Model& model, const ProfileOptions& options);
  /// What the steps will take for batches of this size; none if that cannot be known yet.
  std::optional<StepMemory> memory(Model& model, std::int64_t batch_size);

 private:
  struct Epoch;
  void require_compiled(std::string_view place) const;
  void prepare(Model& model, const Array& x, std::string_view place);
  static void require_one_input(const Model& model, std::string_view place);
  /// Made-up x, and y if there is a loss that it can be made up for.
  std::vector<Array> example_batch(Model& model, std::int64_t batch_size, std::string_view place) const;
  /// x in the dtype of the model's input (float32 for pictures and measurements).
  static Array as_input(const Model& model, const Array& x);
  /// x in that dtype, sample weights in float32; `sample_weight`, if any, in place of the data's own.
  static Dataset converted(const Model& model, const Dataset& data, const Array& sample_weight,
                           std::string_view place);
  /// Turns class weights into sample weights. Throws ValueError if there are some already.
  static void apply_class_weight(Dataset& data, const ClassWeights& weights, std::string_view place);
  void check_data(Model& model, const Dataset& data, std::string_view place, const std::string& prefix);
  /// Runs the steps of one epoch. False if it was stopped before its end.
  bool run_epoch(Model& model, Epoch& epoch, const FitOptions& options, History& history);
  /// Loss and metrics over all rows, each counted once.
  RunningMetrics measure(Model& model, const Dataset& data, std::int64_t batch_size, int verbose);
  /// Says when a step was: "step 412 (epoch 3)". A function, since only messages need it.
  using Moment = std::function<std::string()>;
  /// One training step. A step that is not finite throws NonFiniteError: what happened, at which moment,
  /// where it began.
  CompiledSteps::Result step(const Model& model, std::span<const Array> batch, bool debug,
                             const Moment& moment);

  /// Of a step that just failed in debug mode: the ranges of the value that it names, and of the loss,
  /// before.
  std::string history_text(const Model& model, std::span<const Array> batch);

  bool compiled_ = false;
  ValueHistory history_;
  WeightCheck weight_check_;
  std::map<std::string, Array> results_;
  CompiledSteps steps_;
};

}  // namespace saem
