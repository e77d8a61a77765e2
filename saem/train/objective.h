#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/compile/compile.h"
#include "saem/train/loss.h"
#include "saem/train/optimizer.h"
#include "saem/train/running_metrics.h"

namespace saem {

struct ModelCompileOptions;

/// What is learned about one output of a model.
struct OutputObjective {
  std::string name;
  std::shared_ptr<const Loss> loss;  ///< null: it is not trained
  double loss_weight = 1;
  bool has_metrics = false;

  /// Whether there is something that its labels are needed for.
  [[nodiscard]] bool needs_labels() const noexcept { return loss || has_metrics; }
};

/// What is learned, by which rule, and what is watched meanwhile.
struct Objective {
  std::shared_ptr<Optimizer> optimizer;
  std::vector<OutputObjective> outputs;  ///< empty before `compile`
  std::vector<WatchedMetric> metrics;
  std::size_t memory_budget = 0;             ///< for the intermediate values of a training step; 0: no limit
  Precision precision = Precision::float32;  ///< bf16 where there are no instructions for it: float32

  [[nodiscard]] bool has_loss() const;
};

/// The objective that the options describe for a model with these outputs. Throws ValueError or ShapeError
/// for options that do not fit them, UnsupportedError for a precision that the processor does not have.
[[nodiscard]] Objective make_objective(const ModelCompileOptions& options,
                                       std::span<const std::string> output_names);

}  // namespace saem
