#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/compile/compile.h"
#include "saem/train/model.h"
#include "saem/train/objective.h"
#include "saem/train/running_metrics.h"

namespace saem {

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
  // A batch has an array for each input, then the labels for each output, then, perhaps, sample weights for
  // each output. Labels and weights that there are none of are Array(), of shape (0,).

  /// One update of weights, moments and random counters; none of them changes if the step is not finite.
  Result train(const Model& model, std::span<const Array> batch, Mode mode);
  /// Loss and metrics as the model is, in inference mode.
  Result evaluate(const Model& model, std::span<const Array> batch);
  /// All outputs, float32, in inference mode.
  std::vector<Array> predict(const Model& model, std::span<const Array> x);
  /// The program of an update, for batches of these types.
  Program& training_program(const Model& model, std::span<const TensorType> batch);
  /// The program of a step in debug mode, for batches of these types.
  Program& debug_program(const Model& model, std::span<const TensorType> batch);
  /// The program of `predict`, for inputs of these types.
  Program& prediction_program(const Model& model, std::span<const TensorType> x);
  /// The program of `evaluate`, for batches of these types.
  Program& evaluation_program(const Model& model, std::span<const TensorType> batch);
  /// What is told the bytes of each program that is made from now on, before they are taken; it may throw.
  /// Empty: nobody is.
  void set_memory_check(std::function<void(std::size_t bytes)> check) { *memory_check_ = std::move(check); }
  /// Bytes for the intermediate values of these programs, which need not be made for that.
  [[nodiscard]] std::size_t training_bytes(const Model& model, std::span<const TensorType> batch);
  [[nodiscard]] std::size_t prediction_bytes(const Model& model, std::span<const TensorType> x) const;

 private:
  using Step = Tensors (CompiledSteps::*)(const Model&, std::span<const Tensor> batch);
  Tensors training_step(const Model& model, std::span<const Tensor> batch);
  Tensors evaluation_step(const Model& model, std::span<const Tensor> batch);
  struct Losses;
  struct Batch;
  [[nodiscard]] Losses losses(const Model& model, const Batch& batch, CallContext& context) const;
  Tensors measure(const Losses& losses, const Batch& batch);
  [[nodiscard]] CompileOptions checked(CompileOptions options) const;
  [[nodiscard]] CompileOptions training_options() const;
  [[nodiscard]] CompileOptions inference_options() const;
  [[nodiscard]] detail::TraceFunction trace_of(Step step, const Model& model);
  [[nodiscard]] static detail::TraceFunction trace_of_prediction(const Model& model);
  Result run(detail::ProgramCache& cache, Step step, const Model& model, std::span<const Array> batch);

  Objective objective_;
  std::shared_ptr<std::function<void(std::size_t bytes)>> memory_check_ =
      std::make_shared<std::function<void(std::size_t bytes)>>();  // which the programs' options share
  std::vector<std::size_t> totals_per_metric_;                     // tensors among the outputs of a step
  std::vector<Array> outputs_;
  // What the programs were compiled for: the weights, and whether each, and each layer, is trained (a frozen
  // layer may compute something else).
  std::vector<bool> layers_;
  std::vector<std::pair<Variable, bool>> weights_;
  std::unique_ptr<detail::ProgramCache> train_, debug_, evaluate_, predict_;
};

}  // namespace saem
