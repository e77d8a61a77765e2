#pragma once

#include <optional>

#include "saem/train/metric.h"

namespace saem::metrics {

// Intersection over union of what is of a class and what was taken for it, TP / (TP + FP + FN), from a
// confusion matrix over all places of all examples. Classes that occur nowhere do not count in means.

struct IoUOptions {
  std::int64_t num_classes = 0;                     ///< must be given
  std::vector<std::int64_t> target_class_ids = {};  ///< the classes to look at; must be given
  std::optional<std::int64_t> ignore_class = {};    ///< places of this label do not count
  bool sparse_y_true = true;  ///< labels are class numbers; otherwise one-hot along `axis`
  bool sparse_y_pred = true;  ///< predictions are class numbers; otherwise scores along `axis`
  int axis = -1;
  std::string name = "io_u";
};
/// Mean over target classes. y_true and y_pred: class numbers of one shape, or with one more axis of
/// classes if so marked: for a network that ends in softmax, .sparse_y_pred = false.
class IoU : public Metric {
 public:
  /// Throws ValueError without num_classes or target_class_ids, or for one outside the classes.
  explicit IoU(IoUOptions options);
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override;
  /// (target classes,): the number of each; 0 for one that occurs nowhere.
  [[nodiscard]] Array results(std::span<const double> totals) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 protected:
  [[nodiscard]] const IoUOptions& options() const noexcept { return options_; }

 private:
  IoUOptions options_;
};

struct BinaryIoUOptions {
  std::vector<std::int64_t> target_class_ids = {0, 1};
  double threshold = 0.5;  ///< predictions at or above it are of class 1
  std::string name = "binary_io_u";
};
/// For one output per place. y_true: as the output, or (n,) for an output of (n, 1), 0 or 1.
class BinaryIoU final : public IoU {
 public:
  explicit BinaryIoU(BinaryIoUOptions options = {});
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;

 private:
  double threshold_;
};

struct MeanIoUOptions {
  std::int64_t num_classes = 0;  ///< must be given
  std::optional<std::int64_t> ignore_class = {};
  bool sparse_y_true = true;
  bool sparse_y_pred = true;
  int axis = -1;
  std::string name = "mean_io_u";
};
/// Mean over all classes; otherwise as IoU.
class MeanIoU final : public IoU {
 public:
  explicit MeanIoU(const MeanIoUOptions& options);
};

struct OneHotIoUOptions {
  std::int64_t num_classes = 0;                     ///< must be given
  std::vector<std::int64_t> target_class_ids = {};  ///< must be given
  std::optional<std::int64_t> ignore_class = {};
  bool sparse_y_pred = false;
  int axis = -1;
  std::string name = "one_hot_io_u";
};
/// IoU for one-hot labels.
class OneHotIoU final : public IoU {
 public:
  explicit OneHotIoU(const OneHotIoUOptions& options);
};

struct OneHotMeanIoUOptions {
  std::int64_t num_classes = 0;  ///< must be given
  std::optional<std::int64_t> ignore_class = {};
  bool sparse_y_pred = false;
  int axis = -1;
  std::string name = "one_hot_mean_io_u";
};
/// MeanIoU for one-hot labels.
class OneHotMeanIoU final : public IoU {
 public:
  explicit OneHotMeanIoU(const OneHotMeanIoUOptions& options);
};

}  // namespace saem::metrics
