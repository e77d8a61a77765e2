#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/train/batch_feed.h"
#include "saem/train/memory_need.h"
#include "saem/train/model_data.h"
#include "saem/train/step_profile.h"
#include "saem/train/steps.h"
#include "saem/train/value_history.h"
#include "saem/train/weight_check.h"

namespace saem {

/// What stands behind Model's compile, fit, evaluate, predict and train_on_batch.
class Trainer {
 public:
  /// A new objective; forgets what was compiled for the old one.
  void compile(const Model& model, const ModelCompileOptions& options);
  [[nodiscard]] bool compiled() const noexcept { return compiled_; }
  /// Of the steps; `compile` chooses anew.
  void set_precision(Precision precision);
  [[nodiscard]] Precision precision() const noexcept { return steps_.objective().precision; }
  /// Throws ValueError before `compile`.
  [[nodiscard]] Optimizer& optimizer() const;
  /// See Model::metric_results.
  [[nodiscard]] const std::map<std::string, Array>& metric_results() const noexcept { return results_; }

  History fit(Model& model, const Examples& examples, const FitOptions& options);
  History fit(Model& model, const ExampleSource& source, const FitOptions& options);
  Logs evaluate(Model& model, const Examples& examples, const EvaluateOptions& options);
  Logs evaluate(Model& model, const ExampleSource& source, const EvaluateOptions& options);
  std::vector<Array> predict(Model& model, const Arrays& x, const PredictOptions& options);
  Logs train_on_batch(Model& model, const Examples& batch, const TrainOnBatchOptions& options);
  StepProfile profile(Model& model, const ProfileOptions& options);
  /// What the steps will take for batches of this size; none if that cannot be known yet.
  std::optional<StepMemory> memory(Model& model, std::int64_t batch_size);

 private:
  class FitRun;
  void require_compiled(std::string_view place) const;
  /// Builds the model, if it is not yet, for x.
  void prepare(Model& model, const Arrays& x, std::string_view place);
  /// Made-up arrays for the inputs, and labels if there is a loss and they can be made up for it.
  std::vector<Array> example_batch(const Model& model, std::int64_t batch_size, std::string_view place) const;
  /// Examples as they are for this model, checked.
  [[nodiscard]] ModelData match(const Model& model, const Examples& examples, std::string_view place,
                                const Arrays& sample_weight = {}) const;
  /// Builds the model, if it is not yet, for the examples of the source. Both must outlive the feed.
  std::unique_ptr<BatchFeed> feed_of(Model& model, const ExampleSource& source, std::string_view place,
                                     const std::string& prefix = {}, const ClassWeights& weights = {});
  /// Makes the programs of the training, and throws ValueError, as require_memory, before one of them takes
  /// memory that is not there.
  void check_memory(Model& model, const FitOptions& options, const BatchFeed& train,
                    const BatchFeed* validation);
  /// The same before an evaluation or a prediction, whose program `make` makes. @param need_without  what is
  /// needed besides that program and the weights.
  using NeedFunction = std::function<MemoryNeed()>;
  void check_memory(const Model& model, std::string_view place, const NeedFunction& need_without,
                    const std::function<void()>& make);
  void check_evaluation_memory(Model& model, const EvaluateOptions& options, const BatchFeed& data);
  void check_prediction_memory(Model& model, const PredictOptions& options, std::span<const Array> inputs);
  /// Runs all epochs, on data that is ready. @param validation  null for none.
  History run_fit(Model& model, const FitOptions& options, BatchFeed& train, BatchFeed* validation);
  /// Loss and metrics over all rows, each counted once.
  RunningMetrics measure(Model& model, BatchFeed& data, std::int64_t batch_size, int verbose);
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
  int fits_ = 0;  ///< that are running: a callback may call fit
  ValueHistory value_history_;
  WeightCheck weight_check_;
  std::map<std::string, Array> results_;
  CompiledSteps steps_;
};

}  // namespace saem
