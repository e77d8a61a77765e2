#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// How well one class is recognised. tp: right; fp: taken for this class, but another; fn: of this class, but
/// missed. A score whose denominator is 0 is 0.
struct ClassScores {
  double precision = 0.0;    ///< tp / (tp + fp): of what it called this class, the share that was
  double recall = 0.0;       ///< tp / (tp + fn): of what is this class, the share that it found
  double f1_score = 0.0;     ///< 2·tp / (2·tp + fp + fn): harmonic mean of the two
  std::int64_t support = 0;  ///< tp + fn: examples of this class
};

/// Scores of a single-label classifier, per class and averaged; prints and serialises as scikit-learn does.
struct ClassificationReport {
  std::vector<std::string> class_names = {};
  std::vector<ClassScores> classes = {};
  double accuracy = 0.0;          ///< share of examples that got their own class
  ClassScores macro_avg = {};     ///< plain mean over the classes; support is the number of examples
  ClassScores weighted_avg = {};  ///< mean weighted by support

  /// Throws ValueError unless there is one name per class; the functions below call it.
  void validate() const;

  /// The table that scikit-learn's `classification_report` prints, character for character, ending in a
  /// newline. One difference is meant: if not a single example is right, scikit-learn prints the support as
  /// "3.0" instead of "3". Throws ValueError unless 0 <= digits <= 100.
  [[nodiscard]] std::string to_string(int digits = 2) const;

  /// The object that scikit-learn gives for `output_dict=True`: one entry per class with "precision",
  /// "recall", "f1-score" and "support", then "accuracy", "macro avg", "weighted avg". A class name that
  /// would hide another entry gets " (class <number>)" appended.
  [[nodiscard]] std::string to_json() const;
};

namespace detail {
// The parts of scikit-learn's table.
/// Of the first column: as wide as the longest name, and "weighted avg".
[[nodiscard]] std::size_t heading_width(const std::vector<std::string>& names);
[[nodiscard]] std::string scores_heading(std::size_t width);
[[nodiscard]] std::string scores_row(std::string_view heading, std::size_t width, const ClassScores& scores,
                                     int digits);
}  // namespace detail

/// Compares predicted with true classes.
///
/// @param labels, predictions  integer arrays of shape (n,), n > 0.
/// @param class_names  name of class 0, 1, …; all are listed, seen or not. If empty, the numbers that occur
/// are the names. Throws: DTypeError, ShapeError, ValueError as `pair_labels` does.
[[nodiscard]] ClassificationReport make_classification_report(
    const Array& labels, const Array& predictions, const std::vector<std::string>& class_names = {});

/// The same as text, ready to print.
[[nodiscard]] std::string classification_report(const Array& labels, const Array& predictions,
                                                const std::vector<std::string>& class_names = {});

}  // namespace saem
