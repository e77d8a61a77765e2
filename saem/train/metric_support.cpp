#include "saem/train/metric_support.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss_support.h"

namespace saem::detail {
namespace {

// 1 for the k largest along the last axis (of equal ones, the first), 0 elsewhere.
Tensor is_in_top(const Tensor& p, std::int64_t k) {
  const Tensor mine = expand_dims(p, -1);
  const Tensor others = expand_dims(p, -2);
  const Tensor places = arange(p.shape()[-1]);
  const Tensor is_earlier = less(expand_dims(places, 0), expand_dims(places, 1));
  const Tensor is_before = logical_or(greater(others, mine), logical_and(equal(others, mine), is_earlier));
  return less(sum(cast(is_before, DType::f32), {-1}), static_cast<double>(k));
}

Tensor column(const Tensor& x, std::int64_t i) {
  std::vector<std::int64_t> begin(static_cast<std::size_t>(x.rank()), 0);
  std::vector<std::int64_t> end(x.shape().begin(), x.shape().end());
  begin.back() = i;
  end.back() = i + 1;
  return slice(x, begin, end);
}

void require_place(std::int64_t i, std::int64_t extent, const std::string& place, const std::string& option) {
  if (i < extent) return;
  fail<ValueError>({place,
                    fmt::format("{} {} does not exist: the predictions have {} classes", option, i, extent),
                    {},
                    "Classes count from 0."});
}

}  // namespace

double mean_of(const Array& values) {
  double total = 0;
  for (std::int64_t i = 0; i < values.size(); ++i) total += values.at(i);
  return ratio(total, static_cast<double>(values.size()));
}

Array vector_or_scalar(const std::vector<double>& values) {
  return values.size() == 1 ? Array::scalar(values.front(), DType::f64) : Array::of(values);
}

Tensors mean_totals(const Tensor& values, const Tensor& sample_weight, const std::string& place) {
  const Tensor v = values.dtype() == DType::f32 ? values : cast(values, DType::f32);
  if (!sample_weight.defined()) return {sum(v), Tensor::scalar(static_cast<double>(v.shape().count()))};
  const Tensor w = align_weights(sample_weight, v.shape(), DType::f32, place);
  return {sum(v * w), sum(w)};
}

Tensor row_weight(const Tensor& y_pred, const Tensor& sample_weight, const std::string& place) {
  const std::int64_t rows = y_pred.rank() > 0 ? y_pred.shape()[0] : 1;
  if (!sample_weight.defined()) return Tensor::scalar(static_cast<double>(rows));
  return sum(align_weights(sample_weight, Shape{rows}, DType::f32, place));
}

void add_totals(std::vector<double>& sum, std::span<const double> added, const std::string& place) {
  if (sum.empty()) sum.resize(added.size());
  if (sum.size() != added.size()) {
    fail<ShapeError>(
        {place,
         fmt::format("expected {} sums as in the batches before, received {}", sum.size(), added.size()),
         {},
         "Give batches that differ only in their first axis."});
  }
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += added[i];
}

Tensor labels_like(const Tensor& y_true, const Tensor& y_pred, const std::string& place) {
  const Tensor y = match_rank(y_true, y_pred);
  if (y.shape() == y_pred.shape()) return cast(y, DType::f32);
  if (are_class_numbers(y_true.shape(), y_pred.shape())) {
    const Tensor labels = cast(reshape(y_true, y_pred.shape().slice(0, -1)), DType::i64);
    return one_hot(labels, y_pred.shape()[-1]);
  }
  fail<ShapeError>(
      {place,
       fmt::format("expected labels as class numbers or in the predictions' shape {}, received {}",
                   y_pred.shape().to_string(), y_true.shape().to_string()),
       {},
       "Give one class number per row, or one column per class."});
}

Tensors counting_totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight,
                        std::span<const double> thresholds, const CountingOptions& options,
                        const std::string& place) {
  Tensor p = cast(y_pred, DType::f32);
  Tensor y = labels_like(y_true, p, place);
  y = cast(not_equal(y, zeros_like(y)), DType::f32);
  if (p.rank() < 2) {
    p = expand_dims(p, -1);
    y = expand_dims(y, -1);
  }
  const std::int64_t classes = p.shape()[-1];
  Tensor w =
      sample_weight.defined() ? align_weights(sample_weight, p.shape(), DType::f32, place) : ones(p.shape());
  if (!options.label_weights.empty()) {
    if (std::ssize(options.label_weights) != classes) {
      fail<ShapeError>({place,
                        fmt::format("expected {} label_weights, one for each of the predictions, received {}",
                                    classes, options.label_weights.size()),
                        {},
                        "Give one number per column of the predictions, or none."});
    }
    w = w * cast(Array::of(options.label_weights), DType::f32);
  }
  if (options.top_k) {
    require_place(*options.top_k - 1, classes, place, "place");
    p = where(is_in_top(p, *options.top_k), p, -1e10);
  }
  if (options.class_id) {
    require_place(*options.class_id, classes, place, "class_id");
    p = column(p, *options.class_id);
    y = column(y, *options.class_id);
    w = column(w, *options.class_id);
  }
  const Shape flat = options.per_label ? Shape{1, -1, p.shape()[-1]} : Shape{1, -1, 1};
  p = reshape(p, flat);
  const Tensor positive = reshape(y * w, flat);
  const Tensor negative = reshape((1.0 - y) * w, flat);
  const std::vector<float> limits(thresholds.begin(), thresholds.end());
  const Tensor t = Array::of(limits, Shape{std::ssize(limits), 1, 1});
  const Tensor is_above = cast(greater(p, t), DType::f32);
  return {sum(is_above * positive, {1}), sum(is_above * negative, {1}), sum(positive, {1}),
          sum(negative, {1})};
}

std::vector<std::vector<Counts>> counts_from(std::span<const double> totals, std::size_t thresholds) {
  const std::size_t labels = totals.size() / (2 * thresholds + 2);
  const auto tp = totals.first(thresholds * labels);
  const auto fp = totals.subspan(tp.size(), tp.size());
  const auto positives = totals.subspan(2 * tp.size(), labels);
  const auto negatives = totals.last(labels);
  std::vector<std::vector<Counts>> all(thresholds, std::vector<Counts>(labels));
  for (std::size_t t = 0; t < thresholds; ++t) {
    for (std::size_t l = 0; l < labels; ++l) {
      const double found = tp[t * labels + l];
      const double in_vain = fp[t * labels + l];
      // Sums of weights are rounded: a difference of equal ones may fall below 0.
      all[t][l] = {.tp = found,
                   .fp = in_vain,
                   .tn = std::max(0.0, negatives[l] - in_vain),
                   .fn = std::max(0.0, positives[l] - found)};
    }
  }
  return all;
}

Tensor confusion_total(const Tensor& labels, const Tensor& predictions, std::int64_t classes,
                       const Tensor& sample_weight, const std::string& place) {
  const std::int64_t n = labels.shape().count();
  // Weights need float64: a float32 product may be computed from numbers rounded to bfloat16.
  const DType dtype = sample_weight.defined() ? DType::f64 : DType::f32;
  Tensor rows = one_hot(reshape(labels, {n}), classes, dtype);
  if (sample_weight.defined())
    rows = rows * reshape(align_weights(sample_weight, labels.shape(), dtype, place), {n, 1});
  return matmul(rows, one_hot(reshape(predictions, {n}), classes, dtype), {.transpose_a = true});
}

std::vector<double> even_thresholds(std::int64_t count, double first, double last) {
  std::vector<double> all{first};
  for (std::int64_t i = 1; i <= count; ++i)
    all.push_back(static_cast<double>(i) / static_cast<double>(count + 1));
  all.push_back(last);
  return all;
}

}  // namespace saem::detail
