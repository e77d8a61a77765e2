#include "saem/task/explain_target.h"

#include <algorithm>

#include "saem/core/error.h"
#include "saem/task/explain_examples.h"
#include "saem/task/explain_groups.h"
#include "saem/task/explain_importance.h"

namespace saem {

void explain_target(TargetReport& report, TrainedTask& trained, std::size_t target,
                    const Predictions& predictions, const Samples& test, const ExplainOptions& options) {
  if (predictions.kind != TargetKind::classes && predictions.kind != TargetKind::value) return;
  const Answers& answers = trained.answers()[target];
  report.groups = explain_groups(trained.inputs(), answers, predictions, test, options.groups);
  const ColumnImportance importance =
      permutation_importance(trained, target, test, {.seconds = options.seconds / 2, .seed = options.seed});
  report.importance = importance.columns;
  report.importance_examples = importance.examples;
  report.importance_permutations = importance.permutations;

  std::vector<Importance> order = importance.columns;
  std::ranges::stable_sort(order, std::ranges::greater(), &Importance::drop);
  GalleryOptions gallery{.seconds = options.seconds * 0.4};
  for (const Importance& i : order) gallery.columns_first.push_back(i.column);
  try {
    report.mistakes = gallery_of(trained, target, predictions, test,
                                 surest_mistakes(predictions, answers, test, options.mistakes), gallery);
    gallery.seconds = options.seconds * 0.1;
    report.right = gallery_of(trained, target, predictions, test,
                              surest_right(predictions, answers, test, options.right), gallery);
  } catch (const FileError&) {  // a file that was there when the test part was read
    report.mistakes.clear();
    report.right.clear();
  }
}

}  // namespace saem
