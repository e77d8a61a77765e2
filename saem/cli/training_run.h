#pragma once

#include <optional>
#include <string>

#include "saem/backend/algorithms.h"
#include "saem/cli/model_file.h"
#include "saem/cli/run_folder.h"
#include "saem/cli/scoring.h"
#include "saem/cli/train_settings.h"
#include "saem/data/dataset.h"
#include "saem/train/memory_need.h"
#include "saem/train/model.h"

namespace saem::cli {

/// All that is known of a training run; what is not known yet is empty.
struct TrainingRun {
  const TrainSettings& settings;
  const RunFolder& folder;
  const DatasetPair& data;  ///< learned from, and the test split
  const Dataset& watched;   ///< measured after each epoch: the test split, unless there is --validation
  const Model& model;
  ModelFacts facts;
  std::optional<MemoryNeed> memory;
  std::string command;  ///< what to type to get the same again
  std::string data_hash;
  bool resumes = false;  ///< goes on from the folder's checkpoint
  double learning_rate = 0;
  double seconds = 0;   ///< of fit
  std::string failure;  ///< why it ended early; empty if it did not
  History history = {};
  std::optional<Score> score = {};  ///< on the test split
  Baseline baseline = {};

  [[nodiscard]] std::string status() const;  ///< "running", "finished", "interrupted" or "failed"
};

/// What a run that is resumed or repeated was begun with.
struct RunBefore {
  std::string data_hash;
  AlgorithmChoices algorithms;
  bool resume = true;  ///< go on from the checkpoint in the folder; otherwise from the beginning
};

/// What `saem train`, `saem resume` and `saem runs verify` have in common.
struct TrainingRequest {
  TrainSettings settings;
  std::string command;  ///< that began the run
  std::optional<RunBefore> before = {};
  bool prints_result = true;  ///< and how to go on if it was interrupted
};
/// Trains, and returns the exit code.
int run_training(const TrainingRequest& request);

/// In all splits together.
[[nodiscard]] std::int64_t examples_of(const TrainingRun& run);
class Log;
/// Data, split, model, memory, machine, settings and folder, a line each.
void describe_start(const Log& log, const TrainingRun& run);
/// "categorical cross-entropy, labels smoothed by 0.1".
[[nodiscard]] std::string describe_loss(const TrainSettings& settings);
/// ", momentum 0.9, clipnorm 1": what was asked for; empty if nothing was.
[[nodiscard]] std::string describe_optimizer_options(const TrainSettings& settings);
/// A word as a shell wants it: quoted where needed.
[[nodiscard]] std::string shell_word(const std::string& word);
/// "saem train fashion-mnist --epochs 12": the words quoted for a shell where needed.
[[nodiscard]] std::string command_line(Words words);

/// The page that a person reads. Needs a score.
[[nodiscard]] std::string html_report(const TrainingRun& run);
/// The result as JSON: what `--json` prints, and report.json. Needs a score.
[[nodiscard]] std::string json_report(const TrainingRun& run);
/// run.json: how to get the same again, and how far it came.
[[nodiscard]] std::string run_record(const TrainingRun& run);
/// The result as text for stdout. Needs a score.
[[nodiscard]] std::string text_report(const TrainingRun& run);

}  // namespace saem::cli
