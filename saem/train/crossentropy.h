#pragma once

#include <cstdint>
#include <optional>

#include "saem/train/loss.h"

namespace saem {

// In all cross-entropies: if predictions come straight out of softmax (sigmoid for the binary one), the
// numbers before it are used, which is the same but cannot underflow. Other predictions are limited to [1e-7,
// 1 - 1e-7] before the logarithm.

struct CategoricalCrossentropyOptions {
  bool from_logits = false;    ///< predictions are the numbers before softmax
  double label_smoothing = 0;  ///< in [0, 1]: y · (1 - s) + s / classes is learned instead of y
  int axis = -1;               ///< the axis of the classes
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_crossentropy";
};
/// -Σ y · log p over the axis of the classes. y_true: (n, …, classes) probabilities (one-hot rows).
class CategoricalCrossentropy final : public Loss {
 public:
  using Options = CategoricalCrossentropyOptions;
  explicit CategoricalCrossentropy(CategoricalCrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

struct SparseCategoricalCrossentropyOptions {
  bool from_logits = false;
  std::optional<std::int64_t> ignore_class = {};  ///< examples of this label (often -1 or 255) do not count
  int axis = -1;                                  ///< the axis of the classes
  std::string reduction = "sum_over_batch_size";
  std::string name = "sparse_categorical_crossentropy";
};
/// -log p[label]. y_true: (n, …) or (n, …, 1) labels in [0, classes), or ignore_class.
class SparseCategoricalCrossentropy final : public Loss {
 public:
  using Options = SparseCategoricalCrossentropyOptions;
  explicit SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  [[nodiscard]] Tensor mask(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  [[nodiscard]] Tensor labels(const Tensor& y_true, const Tensor& y_pred) const;
  Options options_;
};

struct BinaryCrossentropyOptions {
  bool from_logits = false;    ///< predictions are the numbers before sigmoid
  double label_smoothing = 0;  ///< in [0, 1]: y · (1 - s) + s / 2 is learned instead of y
  int axis = -1;               ///< of the mean
  std::string reduction = "sum_over_batch_size";
  std::string name = "binary_crossentropy";
};
/// -(y log p + (1 - y) log(1 - p)), mean over an axis. y_true: as the output, or (n,) for an output of
/// (n, 1); in [0, 1].
class BinaryCrossentropy final : public Loss {
 public:
  using Options = BinaryCrossentropyOptions;
  explicit BinaryCrossentropy(BinaryCrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

/// Σ y · log(y / p) over the last axis, both limited to [1e-7, 1]. y_true: as the output, probabilities:
/// numbers in [0, 1].
class KLDivergence final : public Loss {
 public:
  using Options = LossOptions;
  explicit KLDivergence(LossOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;
};

struct CategoricalGeneralizedCrossEntropyOptions {
  double q = 0.5;  ///< in (0, 1): towards cross-entropy at 0, towards the mean absolute error at 1
  std::string reduction = "sum_over_batch_size";
  std::string name = "categorical_generalized_cross_entropy";
};
/// (1 - p[label]^q) / q, which noisy labels mislead less. y_true: (n, …) or (n, …, 1) labels in [0, classes);
/// y_pred: probabilities. Zhang & Sabuncu 2018, equation 6.
class CategoricalGeneralizedCrossEntropy final : public Loss {
 public:
  using Options = CategoricalGeneralizedCrossEntropyOptions;
  explicit CategoricalGeneralizedCrossEntropy(CategoricalGeneralizedCrossEntropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  double q_;
};

}  // namespace saem
