#include "saem/report/target_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "saem/core/error.h"
#include "saem/report/threshold_curves.h"

namespace saem {
namespace {

void require_matrix(const Array& labels, const Array& probabilities, std::size_t classes) {
  const auto width = static_cast<std::int64_t>(classes);
  if (probabilities.shape().rank() == 2 && probabilities.shape()[1] == width &&
      probabilities.shape()[0] == labels.shape()[0])
    return;
  fail<ShapeError>({"make_class_results",
                    fmt::format("expected probabilities of shape ({}, {}), received {}", labels.size(), width,
                                probabilities.shape().to_string()),
                    fmt::format("{} class names", classes),
                    "Give a probability for each example and class."});
}

/// Right and wrong decisions, counted.
struct Decisions {
  std::int64_t true_positives = 0, false_positives = 0, false_negatives = 0;

  void add(bool is, bool says) {
    true_positives += is && says;
    false_positives += !is && says;
    false_negatives += is && !says;
  }
  ClassScores scores() const {
    const auto share = [](std::int64_t part, std::int64_t whole) {
      return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
    };
    return {share(true_positives, true_positives + false_positives),
            share(true_positives, true_positives + false_negatives),
            share(2 * true_positives, 2 * true_positives + false_positives + false_negatives),
            true_positives + false_negatives};
  }
};

/// The mean, each counted `weight(scores)` times; of no weight at all 0, as scikit-learn has it.
template <class Weight>
ClassScores mean_of(const std::vector<ClassScores>& all, Weight weight) {
  ClassScores mean;
  double sum = 0;
  for (const ClassScores& s : all) sum += weight(s);
  for (const ClassScores& s : all) {
    const double share = sum > 0 ? weight(s) / sum : 0.0;
    mean.precision += s.precision * share;
    mean.recall += s.recall * share;
    mean.f1_score += s.f1_score * share;
    mean.support += s.support;
  }
  return mean;
}

ClassScores plain_mean(const std::vector<ClassScores>& all) {
  return mean_of(all, [](const ClassScores&) { return 1.0; });
}

void require_labels(const Array& truth, const Array& probabilities, std::size_t names,
                    std::size_t thresholds) {
  const auto width = static_cast<std::int64_t>(names);
  if (truth.shape().rank() == 2 && truth.shape() == probabilities.shape() && truth.shape()[1] == width &&
      truth.shape()[0] > 0 && (thresholds == 1 || thresholds == names))
    return;
  fail<ShapeError>({"make_label_results",
                    fmt::format("expected answers and probabilities of shape (n, {}), received {} and {}",
                                width, truth.shape().to_string(), probabilities.shape().to_string()),
                    fmt::format("{} names, {} thresholds", names, thresholds),
                    "Give a column for each label, and one threshold for all or for each."});
}

}  // namespace

ClassResults make_class_results(const Array& labels, const Array& probabilities,
                                const std::vector<std::string>& class_names) {
  require_matrix(labels, probabilities, class_names.size());
  const std::size_t classes = class_names.size();
  const Array wide = labels.astype(DType::i64);
  const std::span<const std::int64_t> truth = wide.data<std::int64_t>();
  const std::span<const float> p = probabilities.data<float>();
  Array guesses(labels.shape(), DType::i64);
  const std::span<std::int64_t> guess = guesses.mutable_data<std::int64_t>();
  ClassResults results{.labels = labels, .probabilities = probabilities};
  double loss = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto row = p.subspan(i * classes, classes);
    guess[i] = std::ranges::max_element(row) - row.begin();
    results.confidences.push_back(row[static_cast<std::size_t>(guess[i])]);
    results.correct.push_back(guess[i] == truth[i]);
  }
  results.classification = make_classification_report(wide, guesses, class_names);  // checks the labels
  results.confusion = confusion_matrix(wide, guesses, class_names);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double right = static_cast<double>(p[i * classes + static_cast<std::size_t>(truth[i])]);
    loss -= std::log(std::max(right, 1e-7)) / static_cast<double>(truth.size());
  }
  results.loss = loss;
  return results;
}

ValueResults make_value_results(const Array& truth, const Array& predicted) {
  const std::span<const double> t = truth.data<double>(), p = predicted.data<double>();
  if (t.size() != p.size()) {
    fail<ShapeError>(
        {"make_value_results",
         fmt::format("expected as many predictions as values, {}, received {}", t.size(), p.size()), "",
         "Predict the same examples."});
  }
  if (t.empty()) fail<ValueError>({"make_value_results", "there are no values", "", "Leave it out."});
  const auto n = static_cast<double>(t.size());
  double mean = 0, absolute = 0, squares = 0, spread = 0;
  for (const double x : t) mean += x / n;
  for (std::size_t i = 0; i < t.size(); ++i) {
    absolute += std::abs(p[i] - t[i]) / n;
    squares += (p[i] - t[i]) * (p[i] - t[i]) / n;
    spread += (t[i] - mean) * (t[i] - mean) / n;
  }
  return {truth, predicted, spread > 0 ? 1 - squares / spread : 0, absolute, std::sqrt(squares)};
}

LabelResults make_label_results(const Array& truth, const Array& probabilities,
                                const std::vector<std::string>& names,
                                const std::vector<double>& thresholds) {
  require_labels(truth, probabilities, names.size(), thresholds.size());
  const std::size_t width = names.size(), rows = static_cast<std::size_t>(truth.shape()[0]);
  const std::span<const float> p = probabilities.data<float>();
  LabelResults results{
      .names = names, .thresholds = thresholds, .truth = truth, .probabilities = probabilities};
  results.thresholds.resize(width, thresholds.front());
  Decisions together;
  std::vector<Decisions> single(width);
  std::vector<ClassScores> of_examples;
  std::vector<std::int64_t> right(width, 0);
  std::int64_t exact = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    bool all = true;
    Decisions example;
    for (std::size_t label = 0; label < width; ++label) {
      const std::size_t at = i * width + label;
      const bool is = truth.at(static_cast<std::int64_t>(at)) != 0.0;
      const bool says = static_cast<double>(p[at]) >= results.thresholds[label];
      single[label].add(is, says);
      example.add(is, says);
      together.add(is, says);
      right[label] += is == says;
      all = all && is == says;
    }
    exact += all;
    of_examples.push_back(example.scores());
  }
  for (std::size_t label = 0; label < width; ++label) {
    results.labels.push_back(single[label].scores());
    results.accuracies.push_back(static_cast<double>(right[label]) / static_cast<double>(rows));
  }
  results.micro_avg = together.scores();
  results.macro_avg = plain_mean(results.labels);
  results.weighted_avg =
      mean_of(results.labels, [](const ClassScores& s) { return static_cast<double>(s.support); });
  results.samples_avg = plain_mean(of_examples);
  results.exact_matches = static_cast<double>(exact) / static_cast<double>(rows);
  return results;
}

std::string LabelResults::to_string() const {
  const std::size_t width = detail::heading_width(names);
  std::string text = detail::scores_heading(width);
  for (std::size_t i = 0; i < names.size(); ++i) text += detail::scores_row(names[i], width, labels[i], 2);
  text += "\n";
  using Row = std::pair<std::string_view, const ClassScores*>;
  for (const auto& [name, scores] : {Row{"micro avg", &micro_avg}, Row{"macro avg", &macro_avg},
                                     Row{"weighted avg", &weighted_avg}, Row{"samples avg", &samples_avg}})
    text += detail::scores_row(name, width, *scores, 2);
  return text;
}

GroupScores scores_by_group(const std::string& column, const std::vector<std::string>& values,
                            const std::vector<double>& scores, bool errors, std::size_t most) {
  if (values.size() != scores.size()) {
    fail<ValueError>({"scores_by_group",
                      fmt::format("there are {} values but {} scores", values.size(), scores.size()),
                      fmt::format("column '{}'", column), "Give one of each per example."});
  }
  std::map<std::string, GroupScores::Group> found;
  for (std::size_t i = 0; i < values.size(); ++i) {
    GroupScores::Group& group = found[values[i]];
    group.value = values[i];
    group.score += scores[i];
    ++group.examples;
  }
  GroupScores result{.column = column};
  for (auto& [value, group] : found) {
    group.score /= static_cast<double>(group.examples);
    result.groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(result.groups, [errors](const auto& a, const auto& b) {
    return errors ? a.score > b.score : a.score < b.score;
  });
  if (result.groups.size() > most) {
    result.left_out = static_cast<std::int64_t>(result.groups.size() - most);
    result.groups.resize(most);
  }
  return result;
}

double TargetReport::main_score() const {
  if (classes) return classes->classification.accuracy;
  if (values) return values->r2;
  if (labels) return labels->micro_avg.f1_score;
  if (anomalies && !anomalies->unusual.empty())
    return threshold_curve(anomalies->scores, anomalies->unusual).roc_area();
  return std::numeric_limits<double>::quiet_NaN();
}

std::int64_t TargetReport::examples() const {
  if (classes) return classes->classification.macro_avg.support;
  if (values) return values->truth.size();
  if (labels) return labels->truth.shape()[0];
  if (anomalies) return static_cast<std::int64_t>(anomalies->scores.size());
  return 0;
}

}  // namespace saem
