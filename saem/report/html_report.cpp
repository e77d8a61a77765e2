#include "saem/report/html_report.h"

#include <algorithm>

namespace saem {

RunReport TrainingReport::to_run_report() const {
  TargetReport target;
  const bool has_results = !classification.classes.empty() || !classification.class_names.empty() ||
                           !confusion.class_names.empty() || !confidences.empty() || !correct.empty();
  if (has_results) {
    target.classes = ClassResults{.classification = classification,
                                  .confusion = confusion,
                                  .confidences = confidences,
                                  .correct = correct};
  }
  if (baseline_accuracy) target.baselines = {{"majority", *baseline_accuracy}};
  for (const Mistake& m : mistakes) {
    GalleryItem item{.truth = m.true_name,
                     .predicted = m.predicted_name,
                     .confidence = m.confidence,
                     .place = "no. " + std::to_string(m.index)};
    if (!m.png.empty()) item.exhibits.push_back({.picture = std::string(m.png.begin(), m.png.end())});
    target.mistakes.push_back(std::move(item));
  }
  std::ranges::stable_sort(target.mistakes, std::ranges::greater(), &GalleryItem::confidence);
  RunReport run{.title = title,
                .question = question,
                .command = command,
                .data_name = dataset_name,
                .data_sentence = data_sentence,
                .items = items,
                .parts = splits,
                .split = split,
                .model_summary = model_summary,
                .settings = settings,
                .environment = environment,
                .targets = {std::move(target)}};
  if (!history.empty()) run.histories = {history};
  return run;
}

std::string TrainingReport::to_html() const { return to_run_report().to_html(); }

}  // namespace saem
