#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saem/train/metric.h"

// What metrics share in their making; not for programs.
namespace saem::detail {

/// a / b, or 0 where b is 0.
[[nodiscard]] constexpr double ratio(double a, double b) noexcept { return b == 0 ? 0 : a / b; }
/// The mean of the elements; 0 of none.
[[nodiscard]] double mean_of(const Array& values);
/// A float64 vector, or a scalar if there is one number only.
[[nodiscard]] Array vector_or_scalar(const std::vector<double>& values);

/// {Σ weight · value, Σ weight}, float32.
[[nodiscard]] Tensors mean_totals(const Tensor& values, const Tensor& sample_weight,
                                  const std::string& place);
/// The weight of all rows of a batch together, a float32 scalar: their number if there are no weights.
[[nodiscard]] Tensor row_weight(const Tensor& y_pred, const Tensor& sample_weight, const std::string& place);
/// sum += added; `sum` may be empty. Throws ShapeError if a metric's totals changed their number.
void add_totals(std::vector<double>& sum, std::span<const double> added, const std::string& place);

/// Labels shaped like the predictions: those that differ in an axis of extent 1 at the end are reshaped, and
/// class numbers become one-hot rows. Throws ShapeError.
[[nodiscard]] Tensor labels_like(const Tensor& y_true, const Tensor& y_pred, const std::string& place);

/// How predictions above a threshold agree with yes-or-no labels. Numbers are weights of examples.
struct Counts {
  double tp = 0;  ///< true positives
  double fp = 0;
  double tn = 0;
  double fn = 0;
  [[nodiscard]] double precision() const { return ratio(tp, tp + fp); }
  [[nodiscard]] double recall() const { return ratio(tp, tp + fn); }
  [[nodiscard]] double specificity() const { return ratio(tn, tn + fp); }
};

struct CountingOptions {
  std::optional<std::int64_t> top_k = {};     ///< only the k largest of the last axis count as predicted
  std::optional<std::int64_t> class_id = {};  ///< look at this place of the last axis only
  bool per_label = false;                     ///< counts for each place of the last axis
  std::vector<double> label_weights = {};     ///< of the places of the last axis
};
/// The totals that Counts for each threshold can be made of: true positives (t, l) and false positives (t,
/// l), positives (l,), negatives (l,), for t thresholds and l labels (1 unless per_label).
[[nodiscard]] Tensors counting_totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight,
                                      std::span<const double> thresholds, const CountingOptions& options,
                                      const std::string& place);
/// The counts, [threshold][label].
[[nodiscard]] std::vector<std::vector<Counts>> counts_from(std::span<const double> totals,
                                                           std::size_t thresholds);

/// Weighted counts of (label, prediction) pairs, (classes, classes), rows by label. Both are int64, of one
/// shape; a pair with a number outside the classes does not count.
[[nodiscard]] Tensor confusion_total(const Tensor& labels, const Tensor& predictions, std::int64_t classes,
                                     const Tensor& sample_weight, const std::string& place);

/// count thresholds (i + 1) / (count + 1) inside (0, 1), between `first` and `last`.
[[nodiscard]] std::vector<double> even_thresholds(std::int64_t count, double first, double last);

}  // namespace saem::detail
