#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/backend/algorithms.h"
#include "saem/cli/model_file.h"
#include "saem/cli/run_folder.h"
#include "saem/cli/train_settings.h"
#include "saem/report/target_report.h"
#include "saem/task/order_leak.h"
#include "saem/task/task_score.h"
#include "saem/task/task_training.h"

namespace saem::cli {

/// All that is known of a training run; what is not known yet is empty.
struct TaskRun {
  const TrainSettings& settings;
  const RunFolder& folder;
  std::string command;    ///< what to type to get the same again
  std::string data_name;  ///< "housing.csv"
  std::string data_hash;
  std::string started;  ///< when the run was begun: ISO 8601, UTC
  std::vector<std::string> data_notes, skipped;
  std::int64_t examples = 0;
  LearningTask task;
  Split split;
  bool watches_test = false;  ///< no part is watched but the test part, and nothing is chosen by it
  bool resumes = false;       ///< goes on from the folder's checkpoint
  std::optional<ModelFacts> facts = {};  ///< of a classifier of pictures in memory: see open_model
  TaskTraining* training = nullptr;
  double learning_rate = 0;  ///< that it begins with
  std::optional<MemoryNeed> memory = {};
  std::vector<History> histories = {};  ///< of each member, as far as it came
  std::string failure = {};             ///< why it ended early; empty if it did not
  std::optional<TaskTrainingResult> result = {};
  double seconds = 0;                                     ///< of training
  std::vector<TargetScore> scores = {};                   ///< on the test part, one per target
  std::vector<Predictions> predictions = {};              ///< the same
  std::vector<std::vector<TaskBaseline>> baselines = {};  ///< the same
  OrderLeak leak = {};                                    ///< looked for where examples are divided at random
  std::vector<TargetReport> reports = {};  ///< what the page and report.json tell of each target
  std::vector<double> block_scores = {};   ///< where it was found: TargetScore::main by blocks, per target
  std::vector<std::vector<double>> fold_scores = {};  ///< with folds: TargetScore::main of each, per target

  [[nodiscard]] bool interrupted() const;
  [[nodiscard]] std::string status() const;  ///< "running", "finished", "interrupted" or "failed"
  [[nodiscard]] std::int64_t steps() const;  ///< of all members
  /// Of the present member.
  [[nodiscard]] std::int64_t epochs_done() const;
  /// The epoch whose weights were kept: that of the lowest validation loss where training stops by it, else
  /// the last; -1 before the first.
  [[nodiscard]] std::int64_t kept_epoch() const;
};

/// What a run that is resumed or repeated was begun with.
struct RunBefore {
  std::string data_hash, started;
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
/// Trains on data of any layout, and returns the exit code.
int run_training(const TrainingRequest& request);

class Log;
/// Data, columns, split, model, memory, machine, settings and folder, a line each.
void describe_start(const Log& log, const TaskRun& run);
/// "adadelta, learning rate 2 (falling to 0 in the second half), momentum 0.9".
[[nodiscard]] std::string describe_optimizer(const TaskRun& run);
/// "categorical cross-entropy, labels smoothed by 0.1".
[[nodiscard]] std::string describe_loss(const TaskRun& run);
/// "saem train fashion-mnist --epochs 12": the words quoted for a shell where needed.
[[nodiscard]] std::string command_line(Words words);

/// Scores on the test part, and all that is told of them: simple models beside it, what the answers depend
/// on, and where a random division leaks the score by blocks.
/// @param scores_alone  nothing of the rest.
void measure(const Log& log, TaskRun& run, const Samples& samples, const SplitOptions& split_options,
             bool scores_alone);
/// Measures with each part of the examples in turn, with networks that have not seen it.
void measure_folds(const Log& log, TaskRun& run, const Samples& samples, const SplitOptions& split_options,
                   const TaskTrainingOptions& options, const std::vector<Split>& folds);

/// Scores of the first target that stand in JSON by themselves, too.
inline constexpr std::array<const char*, 7> headline_scores{
    "accuracy", "loss", "classification_report", "r2", "micro_f1", "roc_area", "average_precision"};
/// What is told of a target. @param test  the examples that were predicted.
[[nodiscard]] TargetReport target_report(const Predictions& predictions, const Answers& answers,
                                         const Samples& test);
/// "accuracy 0.9460 ± 0.0130 over 5 folds".
[[nodiscard]] std::string summary_of_folds(const std::vector<double>& scores, std::string_view score);
/// The scores of one target as lines of text.
[[nodiscard]] std::string score_text(const TargetScore& score, std::string_view part);

/// The result as text for stdout.
[[nodiscard]] std::string text_report(const TaskRun& run);
/// The result as JSON: what `--json` prints, and report.json.
[[nodiscard]] std::string json_report(const TaskRun& run);
/// run.json: how to get the same again, and how far it came.
[[nodiscard]] std::string run_record(const TaskRun& run);
/// The page that a person reads.
[[nodiscard]] std::string html_report(const TaskRun& run);

}  // namespace saem::cli
