#pragma once

#include "saem/train/metric.h"

namespace saem {

/// The share of right answers. Which answer is right follows from the shapes, as for Keras's name "accuracy":
/// an output of one column is binary (p > 0.5); labels shaped like the output are one-hot (the largest place
/// must agree); other labels are indices. Predictions of an integer dtype are answers themselves, and must
/// equal the labels (Keras's class Accuracy).
class Accuracy final : public Metric {
 public:
  explicit Accuracy(std::string name = "accuracy") : Metric(std::move(name)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// The share of right answers among independent yes-or-no outputs: p > threshold against y. y_true: as the
/// output, or (n,) for an output of (n, 1).
class BinaryAccuracy final : public Metric {
 public:
  explicit BinaryAccuracy(double threshold = 0.5, std::string name = "binary_accuracy")
      : Metric(std::move(name)), threshold_(threshold) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  double threshold_;
};

/// The share of examples whose largest output is at the place of the largest label. y_true: shaped like the
/// output (one-hot); ShapeError otherwise.
class CategoricalAccuracy final : public Metric {
 public:
  explicit CategoricalAccuracy(std::string name = "categorical_accuracy") : Metric(std::move(name)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// The share of examples whose largest output is at the label's place. y_true: (n, …) or (n, …, 1) class
/// numbers; ShapeError otherwise.
class SparseCategoricalAccuracy final : public Metric {
 public:
  explicit SparseCategoricalAccuracy(std::string name = "sparse_categorical_accuracy")
      : Metric(std::move(name)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// The share of examples whose right class is among the k with the highest scores. Labels as for Accuracy.
class TopKCategoricalAccuracy final : public Metric {
 public:
  /// Throws ValueError if k < 1.
  explicit TopKCategoricalAccuracy(std::int64_t k = 5, std::string name = "top_k_categorical_accuracy");
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  std::int64_t k_;
};

struct SparseTopKCategoricalAccuracyOptions {
  std::int64_t k = 5;
  bool from_sorted_ids = false;  ///< predictions are class numbers, the best first
  std::string name = "sparse_top_k_categorical_accuracy";
};
/// The same for class numbers (n, …) or (n, …, 1); ShapeError otherwise.
class SparseTopKCategoricalAccuracy final : public Metric {
 public:
  /// Throws ValueError if k < 1.
  explicit SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  SparseTopKCategoricalAccuracyOptions options_;
};

namespace metrics {
using saem::Accuracy;
using saem::BinaryAccuracy;
using saem::CategoricalAccuracy;
using saem::SparseCategoricalAccuracy;
using saem::SparseTopKCategoricalAccuracy;
using saem::TopKCategoricalAccuracy;
}  // namespace metrics
}  // namespace saem
