#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/report/classification_report.h"
#include "saem/report/confusion_matrix.h"
#include "saem/report/gallery.h"

namespace saem {

/// Answers that are one of several names.
struct ClassResults {
  ClassificationReport classification = {};
  ConfusionMatrix confusion = {};
  std::optional<double> loss = {};      ///< mean cross-entropy
  std::vector<float> confidences = {};  ///< probability of the predicted class; may be empty
  std::vector<bool> correct = {};       ///< as many as `confidences`
  /// What ROC and precision-recall curves need; both may be empty.
  Array labels = {};         ///< integers (n,)
  Array probabilities = {};  ///< float32 (n, classes)
};
/// All of it. @param labels  integers (n,).   @param probabilities  float32 (n, classes), n > 0.
/// Throws ShapeError, DTypeError, ValueError for arrays that do not fit.
[[nodiscard]] ClassResults make_class_results(const Array& labels, const Array& probabilities,
                                              const std::vector<std::string>& class_names);

/// Answers that are numbers.
struct ValueResults {
  Array truth = {}, predicted = {};  ///< float64 (n,)
  double r2 = 0;                     ///< 0 if all true values are equal
  double mean_absolute_error = 0, root_mean_squared_error = 0;
};
/// Throws ShapeError for different lengths, ValueError for none.
[[nodiscard]] ValueResults make_value_results(const Array& truth, const Array& predicted);

/// Answers that are any number of several labels at once, each a yes or no of its own.
struct LabelResults {
  std::vector<std::string> names = {};
  std::vector<ClassScores> labels = {};  ///< of each label
  std::vector<double> accuracies = {};   ///< of each: share of examples in which it is right
  ClassScores micro_avg = {};            ///< of all decisions counted together
  ClassScores macro_avg = {};            ///< plain mean over the labels
  ClassScores weighted_avg = {};         ///< mean over the labels, weighted by support
  ClassScores samples_avg = {};          ///< plain mean over the examples, of the labels of each
  double exact_matches = 0;              ///< share of examples in which every label is right
  std::vector<double> thresholds = {};   ///< of each: yes from this probability on
  Array truth = {};                      ///< (n, labels), 0 or 1
  Array probabilities = {};              ///< float32 (n, labels)

  /// The table that scikit-learn's `classification_report` prints of such answers, with two digits.
  [[nodiscard]] std::string to_string() const;
};
/// @param truth  bool or integers (n, labels).  @param probabilities  float32, the same shape.
/// @param thresholds  one for each label, or one for all.
/// Throws ShapeError, DTypeError, ValueError for arrays that do not fit.
[[nodiscard]] LabelResults make_label_results(const Array& truth, const Array& probabilities,
                                              const std::vector<std::string>& names,
                                              const std::vector<double>& thresholds = {0.5});

/// Answers to the question how unusual an example is.
struct AnomalyResults {
  std::vector<double> scores = {};  ///< the larger, the more unusual
  std::vector<bool> unusual = {};   ///< what they really are, as many; empty if nobody knows
  double threshold = 0;             ///< called unusual if above
};

/// Something simple beside it.
struct BaselineScore {
  std::string name = {};  ///< "majority", "mean", "linear", "nearest neighbour", "always “cat”"
  double score = 0;       ///< accuracy of classes, R² of values
};

/// How well it does on the examples with each value of a column.
struct GroupScores {
  struct Group {
    std::string value = {};
    std::int64_t examples = 0;
    double score =
        0;  ///< share that is right (of labels: of all of them), or of values the mean absolute error
  };
  std::string column = {};
  std::vector<Group> groups = {};  ///< the worst first
  std::int64_t left_out = 0;       ///< further values, for which there was no room
};
/// @param values  of the column, for each example.   @param scores  1 or 0 for right and wrong, or of values
/// |predicted - true|, of labels the share of them that is right; as many.   @param errors  true if a larger
/// score is worse. Throws ValueError for different lengths.
[[nodiscard]] GroupScores scores_by_group(const std::string& column, const std::vector<std::string>& values,
                                          const std::vector<double>& scores, bool errors,
                                          std::size_t most = 20);

/// By how much the score falls if the values of a column are shuffled.
/// Source: Breiman, "Random forests", Machine Learning 45, 2001, section 10; Fisher, Rudin and Dominici, "All
/// models are wrong, but many are useful", JMLR 20, 2019, for any model.
struct Importance {
  std::string column = {};
  double drop = 0;       ///< of the main score, mean over the permutations
  double deviation = 0;  ///< of it, over the permutations
};

/// How well one target is predicted. What is left empty does not appear.
struct TargetReport {
  std::string column = {};
  std::optional<ClassResults> classes = {};
  std::optional<ValueResults> values = {};
  std::optional<LabelResults> labels = {};
  std::optional<AnomalyResults> anomalies = {};
  std::vector<BaselineScore> baselines = {};
  std::vector<GroupScores> groups = {};
  std::vector<GalleryItem> mistakes = {};      ///< the surest, or largest, first
  std::vector<GalleryItem> right = {};         ///< a few that are right, to compare with
  std::vector<GalleryItem> most_unusual = {};  ///< of an anomaly: those with the highest scores
  std::vector<Importance> importance = {};
  std::int64_t importance_examples = 0;     ///< that it was measured on
  int importance_permutations = 0;          ///< of each column
  std::int64_t importance_left_out = 0;     ///< columns that were not measured, being too many
  std::vector<double> folds = {};           ///< main score of each fold of a cross-validation
  std::optional<double> honest_score = {};  ///< on a division that does not leak, where the usual one does

  /// Accuracy of classes, R² of values, micro F1 of labels, area under the ROC curve of known anomalies; NaN
  /// without results.
  [[nodiscard]] double main_score() const;
  [[nodiscard]] std::int64_t examples() const;
};

/// For report.json: scores, the classification report as scikit-learn's dictionary, confusion matrix, ROC and
/// precision-recall curves (at most 100 points each, and no more than 20 classes), calibration, baselines,
/// groups, importance. Not the gallery.
[[nodiscard]] nlohmann::ordered_json to_json(const TargetReport& report);

}  // namespace saem
