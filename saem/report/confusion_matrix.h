#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// What the entries of a normalised confusion matrix are shares of: every row sums to 1 (by_true), every
/// column (by_predicted), or the whole matrix (by_all). scikit-learn's "true", "pred", "all".
enum class Normalize { by_true, by_predicted, by_all };

/// How often examples of one class were taken for another.
struct Confusion {
  std::int64_t true_class = 0;
  std::int64_t predicted_class = 0;
  std::int64_t count = 0;
  std::int64_t of = 0;  ///< examples of the true class
};

struct ConfusionMatrix {
  std::vector<std::string> class_names = {};
  Array counts{{0, 0},
               DType::i64};  ///< shape (classes, classes): rows are true classes, columns predicted ones

  /// The counts, row by row. Throws ShapeError or DTypeError if `counts` does not fit `class_names`, as all
  /// below.
  [[nodiscard]] std::span<const std::int64_t> values() const;

  /// float64 shares, same shape. A row, column or matrix without examples stays 0.
  [[nodiscard]] Array normalized(Normalize by) const;

  /// The mistakes, most frequent first (ties in the order of rows, then columns), at most `limit` of them.
  [[nodiscard]] std::vector<Confusion> most_confused(std::size_t limit) const;

  /// A table with one row per true class; columns that would get too wide are headed by class numbers.
  [[nodiscard]] std::string to_string() const;
};

/// Counts pairs of true and predicted class. Arguments and errors as `make_classification_report`; in
/// addition throws ValueError for more than 10,000 classes (the matrix would take 800 MB).
[[nodiscard]] ConfusionMatrix confusion_matrix(const Array& labels, const Array& predictions,
                                               const std::vector<std::string>& class_names = {});

}  // namespace saem
