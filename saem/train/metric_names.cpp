// Metrics by name.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric.h"

namespace saem {
namespace {

using Made = std::shared_ptr<const Metric>;

struct MetricEntry {
  std::string name;
  std::vector<std::string> aliases;
  Made (*make)(std::string name);  // null: there is an option that must be given, `needs`
  std::string needs = {};
};

// A metric whose options are a struct with a name.
template <class M, class Options>
Made with_options(std::string name) {
  Options options;
  options.name = std::move(name);
  return std::make_shared<M>(options);
}

// A metric whose only option is its name.
template <class M>
Made named(std::string name) {
  return std::make_shared<M>(std::move(name));
}

const std::vector<MetricEntry>& metric_table() {
  using namespace metrics;
  static const std::vector<MetricEntry> entries{
      {"accuracy", {"acc"}, &named<Accuracy>},
      {"auc", {}, &with_options<AUC, AUCOptions>},
      {"binary_accuracy", {}, [](std::string n) -> Made { return std::make_shared<BinaryAccuracy>(0.5, n); }},
      {"binary_io_u", {}, &with_options<BinaryIoU, BinaryIoUOptions>},
      {"categorical_accuracy", {}, &named<CategoricalAccuracy>},
      {"cohen_kappa", {}, &with_options<CohenKappa, CohenKappaOptions>},
      {"concordance_correlation", {}, &with_options<ConcordanceCorrelation, CorrelationOptions>},
      {"confusion_matrix", {}, nullptr, "ConfusionMatrix({.num_classes = …})"},
      {"cosine_similarity", {}, &with_options<metrics::CosineSimilarity, metrics::CosineSimilarityOptions>},
      {"f1_score", {"f1"}, &with_options<F1Score, F1Options>},
      {"false_negatives", {}, &with_options<FalseNegatives, ThresholdOptions>},
      {"false_positives", {}, &with_options<FalsePositives, ThresholdOptions>},
      {"fbeta_score", {}, &with_options<FBetaScore, FBetaOptions>},
      {"io_u", {}, nullptr, "IoU({.num_classes = …, .target_class_ids = {…}})"},
      {"logcosh", {"log_cosh_error"}, &named<LogCoshError>},
      {"matthews_correlation", {"mcc"}, &with_options<MatthewsCorrelation, MatthewsCorrelationOptions>},
      {"mean", {}, &named<Mean>},
      {"mean_io_u", {}, nullptr, "MeanIoU({.num_classes = …})"},
      {"one_hot_io_u", {}, nullptr, "OneHotIoU({.num_classes = …, .target_class_ids = {…}})"},
      {"one_hot_mean_io_u", {}, nullptr, "OneHotMeanIoU({.num_classes = …})"},
      {"pearson_correlation", {}, &with_options<PearsonCorrelation, CorrelationOptions>},
      {"precision", {}, &with_options<metrics::Precision, ThresholdOptions>},
      {"precision_at_recall", {}, nullptr, "PrecisionAtRecall(recall)"},
      {"r2_score", {"r2"}, &with_options<R2Score, R2ScoreOptions>},
      {"recall", {}, &with_options<Recall, ThresholdOptions>},
      {"recall_at_precision", {}, nullptr, "RecallAtPrecision(precision)"},
      {"root_mean_squared_error", {"rmse"}, &named<RootMeanSquaredError>},
      {"sensitivity_at_specificity", {}, nullptr, "SensitivityAtSpecificity(specificity)"},
      {"sparse_categorical_accuracy", {}, &named<SparseCategoricalAccuracy>},
      {"sparse_top_k_categorical_accuracy",
       {},
       &with_options<SparseTopKCategoricalAccuracy, SparseTopKCategoricalAccuracyOptions>},
      {"specificity_at_sensitivity", {}, nullptr, "SpecificityAtSensitivity(sensitivity)"},
      {"sum", {}, &named<Sum>},
      {"top_k_categorical_accuracy",
       {},
       [](std::string n) -> Made { return std::make_shared<TopKCategoricalAccuracy>(5, n); }},
      {"true_negatives", {}, &with_options<TrueNegatives, ThresholdOptions>},
      {"true_positives", {}, &with_options<TruePositives, ThresholdOptions>},
  };
  return entries;
}

bool goes_by(const MetricEntry& e, std::string_view name) {
  return detail::same_name(e.name, name) ||
         std::ranges::any_of(e.aliases, [&](const std::string& a) { return detail::same_name(a, name); });
}

[[noreturn]] void reject_unknown(std::string_view name) {
  std::vector<std::string> known = metric_names();
  known.insert(known.end(), loss_names().begin(), loss_names().end());
  std::ranges::sort(known);
  known.erase(std::unique(known.begin(), known.end()), known.end());
  std::vector<std::string> candidates = known;
  for (const MetricEntry& e : metric_table())
    candidates.insert(candidates.end(), e.aliases.begin(), e.aliases.end());
  const std::string_view near = nearest_name(name, candidates);
  fail<ValueError>({"metrics", fmt::format("there is no metric '{}'", name),
                    fmt::format("known: {}", fmt::join(known, ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

}  // namespace

const std::vector<std::string>& metric_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const MetricEntry& e : metric_table()) all.push_back(e.name);
    return all;
  }();
  return names;
}

std::shared_ptr<const Metric> make_metric(std::string_view name) {
  for (const MetricEntry& e : metric_table()) {
    if (!goes_by(e, name)) continue;
    if (e.make != nullptr) return e.make(std::string(name));
    fail<ValueError>({"metrics",
                      fmt::format("'{}' has an option that must be given", name),
                      {},
                      fmt::format("Give metrics::{} in place of its name.", e.needs)});
  }
  std::shared_ptr<const Loss> loss;
  try {
    loss = make_loss(name);
  } catch (const ValueError&) {
    reject_unknown(name);
  }
  return std::make_shared<LossMetric>(std::move(loss), std::string(name));
}

}  // namespace saem
