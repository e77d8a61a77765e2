#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// What becomes of a yes-or-no decision as its threshold falls. Point i is the decision "yes where the score
/// is at least thresholds[i]"; examples of equal scores change sides together. The first point says no to
/// all: its threshold is infinite. The last says yes to all.
///
/// Points are exact, as scikit-learn's `roc_curve(drop_intermediate=False)`.
struct ThresholdCurve {
  std::vector<double> thresholds = {};            ///< descending
  std::vector<double> false_positive_rates = {};  ///< fp / (fp + tn), ascending; NaN without negatives
  std::vector<double> true_positive_rates = {};  ///< recall: tp / (tp + fn), ascending; NaN without positives
  std::vector<double> precisions = {};           ///< tp / (tp + fp); 1 where nothing is called positive
  std::int64_t positives = 0, negatives = 0;

  /// Area under the true positive rate over the false positive rate (trapezoids): the probability that a
  /// positive has a higher score than a negative, ties counting half. NaN unless there are both.
  /// Source: Fawcett, "An introduction to ROC analysis", Pattern Recognition Letters 27, 2006, algorithms 1
  /// and 2.
  [[nodiscard]] double roc_area() const;
  /// Σ (recall_i - recall_{i-1}) · precision_i: scikit-learn's `average_precision_score`. NaN without
  /// positives.
  [[nodiscard]] double average_precision() const;
};

/// @param scores    the larger, the more positive; of n examples.
/// @param positive  whether each one is; as many.
/// Throws ValueError for different lengths, no examples, or a score that is NaN.
[[nodiscard]] ThresholdCurve threshold_curve(const std::vector<double>& scores,
                                             const std::vector<bool>& positive);

/// Class `index` against all others.
/// @param labels  integers (n,).   @param probabilities  float32 (n, classes).
/// Throws ShapeError, DTypeError or ValueError for arrays that do not fit.
[[nodiscard]] ThresholdCurve threshold_curve(const Array& labels, const Array& probabilities,
                                             std::int64_t index);

/// Which of n ordered points to draw, at most `most` (at least 2): the first, the last, and between them the
/// corners that a line may not cut off, the furthest first. Source: Douglas and Peucker, Cartographica 10,
/// 1973 (points of largest distance first, a given number of them).
[[nodiscard]] std::vector<std::size_t> thinned(const std::vector<double>& x, const std::vector<double>& y,
                                               std::size_t most);

}  // namespace saem
