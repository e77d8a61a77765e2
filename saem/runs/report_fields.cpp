#include "saem/runs/report_fields.h"

#include <array>
#include <cmath>

namespace saem::runs {
namespace {

constexpr std::array score_names{
    "accuracy", "loss",     "r2",       "mean_absolute_error", "root_mean_squared_error", "exact_matches",
    "micro_f1", "macro_f1", "roc_area", "average_precision"};

/// Rows of scikit-learn's report that are no classes.
bool is_average(const std::string& name) { return name == "macro avg" || name == "weighted avg"; }

void read_classes(const Json& report, TargetReport& target) {
  if (!report.is_object()) return;
  for (const auto& [name, row] : report.items()) {
    if (!row.is_object()) continue;
    const double f1 = number_field(row, {"f1-score"}).value_or(0);
    if (name == "macro avg") target.scores["macro_f1"] = f1;
    if (is_average(name)) continue;
    target.classes.push_back({.name = name,
                              .precision = number_field(row, {"precision"}).value_or(0),
                              .recall = number_field(row, {"recall"}).value_or(0),
                              .f1 = f1,
                              .examples = count_field(row, {"support"})});
  }
}

/// The part of a report that is about one target. Of the older kind of run it is the report itself.
TargetReport target_in(const Json& json) {
  TargetReport target;
  target.column = text_field(json, {"target"});
  const std::string kind = text_field(json, {"kind"});
  target.is_anomaly = kind == "anomalies";
  target.is_classes = kind != "value" && kind != "labels" && !target.is_anomaly;
  if (const Json* labels = find_field(json, {"labels"}); labels != nullptr && labels->is_array()) {
    for (const Json& label : *labels) target.labels.push_back(text_field(label, {"name"}));
  }
  for (const char* name : score_names) {
    if (const std::optional<double> value = number_field(json, {name})) target.scores[name] = *value;
  }
  if (const Json* report = find_field(json, {"classification_report"})) read_classes(*report, target);
  if (const Json* baselines = find_field(json, {"baselines"});
      baselines != nullptr && baselines->is_array()) {
    for (const Json& baseline : *baselines) {
      if (const std::optional<double> score = number_field(baseline, {"score"}))
        target.baselines.emplace_back(text_field(baseline, {"name"}), *score);
    }
  }
  if (const std::optional<double> accuracy = number_field(json, {"baseline", "accuracy"}))
    target.baselines.emplace_back("majority", *accuracy);
  target.by_blocks = number_field(json, {"by_blocks"});
  if (const Json* folds = find_field(json, {"folds"}); folds != nullptr && folds->is_array()) {
    for (const Json& fold : *folds) {
      if (fold.is_number()) target.folds.push_back(fold.get<double>());
    }
  }
  return target;
}

}  // namespace

std::vector<ColumnReport> columns_in(const Json& list) {
  std::vector<ColumnReport> columns;
  if (!list.is_array()) return columns;
  for (const Json& column : list) {
    if (!column.is_object()) continue;
    columns.push_back({.name = text_field(column, {"column"}),
                       .kind = text_field(column, {"kind"}),
                       .reason = text_field(column, {"reason"})});
  }
  return columns;
}

void read_report(const Json& report, RunDetails& run) {
  const Json* targets = find_field(report, {"targets"});
  if (targets != nullptr && targets->is_array()) {
    for (const Json& target : *targets) {
      if (target.is_object()) run.targets.push_back(target_in(target));
    }
  } else if (number_field(report, {"accuracy"})) {
    run.targets.push_back(target_in(report));
  }
  run.warning = text_field(report, {"warning"});
  run.parameters = count_field(report, {"parameters"});
  run.skipped = texts_field(report, {"skipped"});
  if (run.test == 0) run.test = count_field(report, {"examples"});
  if (run.division.empty()) run.division = text_field(report, {"division"});
  if (run.summary.data.empty()) run.summary.data = text_field(report, {"data"});
  if (const Json* columns = find_field(report, {"columns"}); columns != nullptr && run.columns.empty())
    run.columns = columns_in(*columns);
}

}  // namespace saem::runs
