#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/runs/history_table.h"

namespace saem::runs {

/// Values by the names of their metrics. Of a run:
///
/// - "loss", "accuracy", …: of the training part, in the epoch whose weights were kept;
/// - "val_loss", "val_accuracy", …: of the validation part, in the same epoch;
/// - "test_accuracy", "test_loss", "test_r2", "test_mean_absolute_error", …: of the test part, at the end;
/// - "baseline_accuracy", "baseline_r2": of the best simple model on the test part;
/// - "blocks_…", "folds_…": divided by blocks of rows, and the mean over folds.
///
/// With several targets the target's name stands before the metric: "test_weight_r2".
using Scores = std::map<std::string, double>;

/// What a list of runs says of one.
struct RunSummary {
  std::string name;     ///< of its folder
  std::string status;   ///< "running", "finished", "interrupted", "failed"; "damaged" without a usable
                        ///< run.json; in a list, "killed" if it says running and no process is at it
  std::string problem;  ///< what of its files cannot be read, for people; empty if all can
  /// When it was started, "2024-05-01T12:30:00Z"; of older runs, that do not say so, when run.json was
  /// written.
  std::string started;
  std::string data, data_hash, model;
  std::string measure;  ///< what "test_" stands before in the score that counts most: "accuracy", "weight_r2"
  std::int64_t epochs = 0;
  double seconds = 0;  ///< of training
  Scores scores = {};

  /// The value of a score, or of "seconds" or "epochs".
  [[nodiscard]] std::optional<double> value(const std::string& metric) const;
  bool operator==(const RunSummary&) const = default;
};

/// A class in a classification report.
struct ClassScore {
  std::string name;
  double precision = 0, recall = 0, f1 = 0;
  std::int64_t examples = 0;  ///< in the test part
};

/// What a report says of one target, measured on the test part.
struct TargetReport {
  std::string column;  ///< empty where the data have no name for it
  bool is_classes = true;
  bool is_anomaly = false;
  std::vector<std::string> labels = {};  ///< of answers that are any number of several
  Scores scores = {};                    ///< "accuracy", "loss", "macro_f1"; "r2", …
  std::vector<std::pair<std::string, double>> baselines = {};
  std::optional<double> by_blocks = {};
  std::vector<double> folds = {};
  std::vector<ClassScore> classes = {};

  /// Accuracy of classes, R² of values, micro F1 of labels, area under ROC of an anomaly.
  [[nodiscard]] std::string main_metric() const {
    for (const char* name : {"micro_f1", "roc_area"})
      if (scores.contains(name)) return name;
    return is_classes ? "accuracy" : "r2";
  }
};

struct ColumnReport {
  std::string name, kind, reason;
};

/// All that the files of a run say.
struct RunDetails {
  RunSummary summary;
  std::filesystem::path folder;
  std::string command, version, commit, processor, division, source, warning, failure, precision;
  bool is_task = false;  ///< false: by an older saem, of pictures in IDX files
  std::int64_t threads = 0, train = 0, validation = 0, test = 0, parameters = 0;
  std::vector<std::pair<std::string, std::string>> settings = {};
  std::vector<ColumnReport> columns = {};
  std::vector<std::string> classes = {}, skipped = {};
  std::vector<TargetReport> targets = {};
  HistoryTable history = {};
  std::optional<std::size_t> kept_row = {};  ///< of the history: the epoch whose weights the model has

  /// The setting, or empty.
  [[nodiscard]] std::string setting(const std::string& name) const;
  /// Without a validation part some runs watch the test part: what is called "val_" was measured there.
  [[nodiscard]] bool watched_test_part() const;
};

/// The name of a run's folder, also for "runs/a/" and ".".
[[nodiscard]] std::string run_name(const std::filesystem::path& folder);

/// Reads run.json, report.json and history.csv of a run's folder, whatever state they are in.
/// Throws nothing but std::bad_alloc: what cannot be read is in `summary.problem`.
[[nodiscard]] RunDetails read_run(const std::filesystem::path& folder);

}  // namespace saem::runs
