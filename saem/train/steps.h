#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/compile/compile.h"
#include "saem/train/model.h"
#include "saem/train/running_metrics.h"

namespace saem {

/// What is learned, by which rule, and what is watched meanwhile.
struct Objective {
  std::shared_ptr<Optimizer> optimizer;
  std::shared_ptr<const Loss> loss;  ///< null if `compile` was not given one
  std::vector<WatchedMetric> metrics;
  std::size_t memory_budget = 0;             ///< for the intermediate values of a training step; 0: no limit
  Precision precision = Precision::float32;  ///< bf16 where there are no instructions for it: float32
};

/// The compiled steps of a model: each is traced once per shape and dtype of the batch, then only run.
class CompiledSteps {
 public:
  explicit CompiledSteps(Objective objective = {});

  [[nodiscard]] const Objective& objective() const noexcept { return objective_; }
  /// Forgets what was compiled if the model has other layers or weights, or trains others of them, than then.
  void refresh(const Model& model);

  /// What a step on a batch gave.
  struct Result {
    double loss = 0;     ///< of the batch
    bool finite = true;  ///< false: loss or gradient were not, and nothing was changed
    std::int64_t size = 0;
    std::vector<std::vector<double>> totals;  ///< what each metric adds to its totals

    /// Adds this batch to the epoch.
    void add_to(RunningMetrics& metrics) const { metrics.add(loss, size, totals); }
  };

  enum class Mode {
    fast,
    debug,  ///< op by op; throws NonFiniteError at the first non-finite value
  };
  // A batch is x and y, or x, y and sample weights.

  /// One update of weights, moments and random counters; none of them changes if the step is not finite.
  Result train(const Model& model, std::span<const Array> batch, Mode mode);
  /// Loss and metrics as the model is, in inference mode.
  Result evaluate(const Model& model, std::span<const Array> batch);
  /// The first output, float32, in inference mode.
  Array predict(const Model& model, const Array& x);
  /// The program of an update, for batches of these types.
  Program& training_program(const Model& model, std::span<const TensorType> batch);
  /// The program of a step in debug mode, for batches of these types.
  Program& debug_program(const Model& model, std::span<const TensorType> batch);
  /// The program of `predict`, for x of this type.
  Program& prediction_program(const Model& model, const TensorType& x);
  /// Bytes for the intermediate values of these programs, which need not be made for that.
  [[nodiscard]] std::size_t training_bytes(const Model& model, std::span<const TensorType> batch);
  [[nodiscard]] std::size_t prediction_bytes(const Model& model, const TensorType& x) const;

 private:
  using Step = Tensors (CompiledSteps::*)(const Model&, std::span<const Tensor> batch);
  Tensors training_step(const Model& model, std::span<const Tensor> batch);
  Tensors evaluation_step(const Model& model, std::span<const Tensor> batch);
  Tensors measure(const Tensor& loss, std::span<const Tensor> batch, const Tensor& prediction);
  [[nodiscard]] CompileOptions training_options() const;
  [[nodiscard]] CompileOptions inference_options() const;
  [[nodiscard]] detail::TraceFunction trace_of(Step step, const Model& model);
  [[nodiscard]] static detail::TraceFunction trace_of_prediction(const Model& model);
  Result run(detail::ProgramCache& cache, Step step, const Model& model, std::span<const Array> batch);

  Objective objective_;
  std::vector<std::size_t> totals_per_metric_;  // tensors among the outputs of a step
  std::vector<Array> outputs_;
  // What the programs were compiled for: the weights, and whether each, and each layer, is trained (a frozen
  // layer may compute something else).
  std::vector<bool> layers_;
  std::vector<std::pair<Variable, bool>> weights_;
  std::unique_ptr<detail::ProgramCache> train_, debug_, evaluate_, predict_;
};

}  // namespace saem
