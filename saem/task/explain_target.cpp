#include "saem/task/explain_target.h"

#include <algorithm>

#include "saem/core/error.h"
#include "saem/task/explain_examples.h"
#include "saem/task/explain_groups.h"
#include "saem/task/explain_importance.h"
#include "saem/task/task_score.h"

namespace saem {
namespace {

void add_importance(TargetReport& report, TrainedTask& trained, std::size_t target, const Samples& test,
                    const ExplainOptions& options) {
  ColumnImportance found =
      permutation_importance(trained, target, test, {.seconds = options.seconds / 2, .seed = options.seed});
  report.importance = std::move(found.columns);
  report.importance_examples = found.examples;
  report.importance_permutations = found.permutations;
  report.importance_left_out = found.left_out;
}

void add_examples(TargetReport& report, TrainedTask& trained, std::size_t target,
                  const Predictions& predictions, const Samples& test, const ExplainOptions& options) {
  const Answers& answers = trained.answers()[target];
  std::vector<Importance> order = report.importance;
  std::ranges::stable_sort(order, std::ranges::greater(), &Importance::drop);
  GalleryOptions gallery{.seconds = options.seconds * 0.4};
  for (const Importance& i : order) gallery.columns_first.push_back(i.column);
  const auto wrong = surest_mistakes(predictions, answers, test, options.mistakes);
  report.mistakes = gallery_of(trained, target, predictions, test, wrong, gallery);
  gallery.seconds = options.seconds * 0.1;
  const auto unusual = most_unusual(predictions, options.unusual);
  report.most_unusual = gallery_of(trained, target, predictions, test, unusual, gallery);
  const auto right = surest_right(predictions, answers, test, options.right);
  report.right = gallery_of(trained, target, predictions, test, right, gallery);
}

/// The same of some examples.
Predictions predictions_of(const Predictions& all, const std::vector<std::int64_t>& rows) {
  Predictions some = all;
  for (Array* array : {&some.probabilities, &some.labels, &some.values}) {
    if (array->size() > 0) *array = array->take(rows);
  }
  return some;
}

}  // namespace

void explain_target(TargetReport& report, TrainedTask& trained, std::size_t target,
                    const Predictions& predictions, const Samples& test, const ExplainOptions& options) {
  const Answers& answers = trained.answers()[target];
  const std::vector<std::int64_t> rows = answered(answers, test);
  if (rows.empty()) return;
  const Samples known = test.take(rows);
  const std::vector<bool> unusual = answers.unusual(known);
  const bool measurable = predictions.kind != TargetKind::anomaly ||
                          (std::ranges::count(unusual, true) > 0 && std::ranges::count(unusual, false) > 0);
  if (measurable) add_importance(report, trained, target, known, options);
  const Predictions their = predictions_of(predictions, rows);
  report.groups = explain_groups(trained.inputs(), answers, their, known, options.groups);
  try {
    add_examples(report, trained, target, their, known, options);
  } catch (const FileError&) {  // a file that was there when the test part was read
    report.mistakes.clear();
    report.right.clear();
    report.most_unusual.clear();
  }
}

}  // namespace saem
