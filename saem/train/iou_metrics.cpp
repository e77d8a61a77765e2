#include "saem/train/iou_metrics.h"

#include <fmt/format.h>

#include <numeric>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {
namespace {

std::vector<std::int64_t> all_classes(std::int64_t count) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
  std::iota(ids.begin(), ids.end(), std::int64_t{0});
  return ids;
}

Tensor class_numbers(const Tensor& x, bool is_sparse, int axis) {
  return is_sparse ? cast(x, DType::i64) : argmax(x, axis);
}

// Target c's share, and whether it occurs.
struct Share {
  double iou = 0;
  bool occurs = false;
};
Share share_of(std::span<const double> matrix, std::int64_t classes, std::int64_t c) {
  double of_class = 0;
  double taken_for = 0;
  for (std::int64_t i = 0; i < classes; ++i) {
    of_class += matrix[static_cast<std::size_t>(c * classes + i)];
    taken_for += matrix[static_cast<std::size_t>(i * classes + c)];
  }
  const double both = matrix[static_cast<std::size_t>(c * classes + c)];
  const double either = of_class + taken_for - both;
  return {detail::ratio(both, either), either > 1e-9};
}

}  // namespace

IoU::IoU(IoUOptions options) : Metric(options.name), options_(std::move(options)) {
  detail::require_option(options_.num_classes >= 1, name(), "num_classes ≥ 1",
                         static_cast<double>(options_.num_classes));
  if (options_.target_class_ids.empty())
    fail<ValueError>({name(),
                      "expected at least one of target_class_ids",
                      {},
                      "Name the classes to average over: {0, 1}."});
  for (const std::int64_t c : options_.target_class_ids) {
    detail::require_option(c >= 0 && c < options_.num_classes, name(),
                           fmt::format("target_class_ids in [0, {})", options_.num_classes),
                           static_cast<double>(c));
  }
}

Tensors IoU::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  const Tensor predictions = class_numbers(y_pred, options_.sparse_y_pred, options_.axis);
  Tensor labels = class_numbers(y_true, options_.sparse_y_true, options_.axis);
  labels = match_rank(labels, predictions);
  if (!(labels.shape() == predictions.shape())) {
    fail<ShapeError>({name(),
                      fmt::format("expected labels and predictions for the same places, received {} and {}",
                                  y_true.shape().to_string(), y_pred.shape().to_string()),
                      {},
                      "Set sparse_y_pred = false if the predictions are scores of the classes, and "
                      "sparse_y_true = false if the labels are one-hot."});
  }
  if (options_.ignore_class) {
    const Tensor ignored = full(labels.shape(), static_cast<double>(*options_.ignore_class), DType::i64);
    labels = where(equal(labels, ignored), full(labels.shape(), -1, DType::i64), labels);  // counts nowhere
  }
  return {detail::confusion_total(labels, predictions, options_.num_classes, sample_weight, name())};
}

Array IoU::results(std::span<const double> totals) const {
  std::vector<double> shares;
  for (const std::int64_t c : options_.target_class_ids)
    shares.push_back(share_of(totals, options_.num_classes, c).iou);
  return Array::of(shares);
}

double IoU::result(std::span<const double> totals) const {
  double sum = 0;
  double count = 0;
  for (const std::int64_t c : options_.target_class_ids) {
    const Share share = share_of(totals, options_.num_classes, c);
    sum += share.iou;
    count += share.occurs ? 1 : 0;
  }
  return detail::ratio(sum, count);
}

void IoU::check_labels(const Array& y, const Shape&, std::string_view what) const {
  if (!options_.sparse_y_true) return;
  detail::require_classes(name(), y, options_.num_classes,
                          options_.ignore_class ? &*options_.ignore_class : nullptr, what,
                          "Correct the label, give a larger num_classes, or an ignore_class.");
}

BinaryIoU::BinaryIoU(BinaryIoUOptions options)
    : IoU({.num_classes = 2, .target_class_ids = options.target_class_ids, .name = options.name}),
      threshold_(options.threshold) {}

Tensors BinaryIoU::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  return IoU::totals(y_true, cast(greater_equal(y_pred, threshold_), DType::i64), sample_weight);
}

MeanIoU::MeanIoU(const MeanIoUOptions& options)
    : IoU({.num_classes = options.num_classes,
           .target_class_ids = all_classes(options.num_classes),
           .ignore_class = options.ignore_class,
           .sparse_y_true = options.sparse_y_true,
           .sparse_y_pred = options.sparse_y_pred,
           .axis = options.axis,
           .name = options.name}) {}

OneHotIoU::OneHotIoU(const OneHotIoUOptions& options)
    : IoU({.num_classes = options.num_classes,
           .target_class_ids = options.target_class_ids,
           .ignore_class = options.ignore_class,
           .sparse_y_true = false,
           .sparse_y_pred = options.sparse_y_pred,
           .axis = options.axis,
           .name = options.name}) {}

OneHotMeanIoU::OneHotMeanIoU(const OneHotMeanIoUOptions& options)
    : IoU({.num_classes = options.num_classes,
           .target_class_ids = all_classes(options.num_classes),
           .ignore_class = options.ignore_class,
           .sparse_y_true = false,
           .sparse_y_pred = options.sparse_y_pred,
           .axis = options.axis,
           .name = options.name}) {}

}  // namespace saem::metrics
