#include "saem/task/explain_groups.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace saem {
namespace {

constexpr std::size_t most_values = 10, most_columns = 6;

/// Of labels: the share of them that is right.
std::vector<double> shares_of_labels(const Array& truth, const Predictions& p) {
  const auto labels = static_cast<std::int64_t>(p.classes.size());
  std::vector<double> shares;
  for (std::int64_t i = 0; i < truth.shape()[0]; ++i) {
    double right = 0;
    for (std::int64_t at = i * labels; at < (i + 1) * labels; ++at)
      right += (truth.at(at) != 0) == (p.probabilities.at(at) >= 0.5);
    shares.push_back(right / static_cast<double>(labels));
  }
  return shares;
}

/// 1 and 0 for right and wrong, or how far a value is off. Empty for an anomaly that nobody knows.
std::vector<double> scores_of_examples(const Answers& answers, const Predictions& p, const Samples& test) {
  std::vector<double> scores;
  if (p.kind == TargetKind::labels) return shares_of_labels(answers.encode(test), p);
  if (p.kind == TargetKind::anomaly) {
    const std::vector<bool> unusual = answers.unusual(test);
    for (std::size_t i = 0; i < unusual.size(); ++i)
      scores.push_back((p.values.at(static_cast<std::int64_t>(i)) > p.threshold) == unusual[i] ? 1.0 : 0.0);
    return scores;
  }
  const bool classes = p.kind == TargetKind::classes;
  const Array truth = classes ? answers.encode(test) : answers.values(test);
  for (std::int64_t i = 0; i < test.size(); ++i)
    scores.push_back(classes ? (truth.at(i) == p.labels.at(i) ? 1.0 : 0.0)
                             : std::abs(p.values.at(i) - truth.at(i)));
  return scores;
}

}  // namespace

std::vector<GroupScores> explain_groups(const Inputs& inputs, const Answers& answers,
                                        const Predictions& predictions, const Samples& test,
                                        const std::vector<std::string>& columns) {
  const std::vector<double> scores = scores_of_examples(answers, predictions, test);
  const bool errors = predictions.kind == TargetKind::value;
  std::vector<GroupScores> all;
  if (scores.empty()) return all;
  for (const std::string& name : columns) {
    const int found = test.find(name);
    const TextColumn* texts =
        found < 0 ? nullptr : std::get_if<TextColumn>(&test.columns[static_cast<std::size_t>(found)].values);
    if (texts != nullptr) {
      all.push_back(scores_by_group(name, texts->to_strings(), scores, errors));
    } else if (found < 0 && name == test.group_name && !test.groups.empty()) {
      all.push_back(scores_by_group(name, test.groups, scores, errors));
    }
  }
  for (const Inputs::Column& c : inputs.columns()) {
    if (c.encoder->type() != "category" || all.size() >= most_columns + columns.size()) continue;
    if (std::ranges::find(columns, c.name) != columns.end()) continue;
    const auto* texts = std::get_if<TextColumn>(&test.column(c.name).values);
    if (texts == nullptr) continue;
    std::vector<std::string> values = texts->to_strings();
    const std::size_t different = std::set<std::string>(values.begin(), values.end()).size();
    if (different < 2 || different > most_values) continue;
    all.push_back(scores_by_group(c.name, values, scores, errors));
  }
  return all;
}

}  // namespace saem
