#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saem/cli/run_folder.h"
#include "saem/cli/train_settings.h"
#include "saem/task/order_leak.h"
#include "saem/task/task_score.h"
#include "saem/task/task_training.h"

namespace saem::cli {

/// All that is known of a training run on a task.
struct TaskRun {
  const TrainSettings& settings;
  const RunFolder& folder;
  std::string command;    ///< what to type to get the same again
  std::string data_name;  ///< "housing.csv"
  std::string data_hash;
  std::vector<std::string> data_notes, skipped;
  std::int64_t examples = 0;
  LearningTask task;
  Split split;
  TaskTrainingOptions options;
  std::optional<TaskTrainingResult> result = {};
  double seconds = 0;                                     ///< of training
  std::vector<TargetScore> scores = {};                   ///< on the test part, one per target
  std::vector<std::vector<TaskBaseline>> baselines = {};  ///< the same
  OrderLeak leak = {};                                    ///< looked for where examples are divided at random
  std::vector<double> block_scores = {};  ///< where it was found: TargetScore::main by blocks, per target
  std::vector<std::vector<double>> fold_scores = {};  ///< with folds: TargetScore::main of each, per target

  [[nodiscard]] bool interrupted() const;
};

/// Trains on data of any layout but pictures in IDX files, and returns the exit code.
int run_task_training(const TrainSettings& settings, const std::string& command);

class Log;
/// Data, columns, split, model, folder, a line each.
void describe_start(const Log& log, const TaskRun& run);
/// The result as text for stdout.
[[nodiscard]] std::string text_report(const TaskRun& run);
/// The result as JSON: what `--json` prints, and report.json.
[[nodiscard]] std::string json_report(const TaskRun& run);
/// run.json: how to get the same again. `status`: "running", "finished", "interrupted".
[[nodiscard]] std::string run_record(const TaskRun& run, const std::string& status);
/// The page that a person reads.
[[nodiscard]] std::string html_report(const TaskRun& run);

}  // namespace saem::cli
