#include "saem/train/confusion_metrics.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {
namespace {

// A matrix of weights with its sums.
struct Table {
  Table(std::span<const double> values, std::int64_t classes)
      : cells(values), n(static_cast<std::size_t>(classes)), rows(n), columns(n) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        rows[i] += at(i, j);
        columns[j] += at(i, j);
      }
      diagonal += at(i, i);
      all += rows[i];
    }
  }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return cells[i * n + j]; }

  std::span<const double> cells;
  std::size_t n;
  std::vector<double> rows, columns;
  double diagonal = 0;
  double all = 0;
};

}  // namespace

ConfusionBased::ConfusionBased(std::string name, std::int64_t num_classes)
    : Metric(std::move(name)), num_classes_(num_classes) {
  detail::require_option(num_classes >= 2, this->name(), "num_classes ≥ 2", static_cast<double>(num_classes));
}

Tensors ConfusionBased::totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const {
  const bool are_scores =
      is_floating(y_pred.dtype()) && y_pred.rank() > 1 && y_pred.shape()[-1] == num_classes_;
  Tensor answers;
  if (are_scores) {
    answers = argmax(y_pred);
  } else if (is_floating(y_pred.dtype()) && num_classes_ == 2) {
    answers = cast(greater(y_pred, 0.5), DType::i64);
  } else {
    answers = cast(y_pred, DType::i64);
  }
  const bool are_one_hot = are_scores && y_true.shape() == y_pred.shape();
  const Tensor labels = are_one_hot ? argmax(y_true) : match_rank(cast(y_true, DType::i64), answers);
  if (!(labels.shape() == answers.shape())) {
    fail<ShapeError>({name(),
                      fmt::format("expected labels of shape {}, received {}", answers.shape().to_string(),
                                  y_true.shape().to_string()),
                      fmt::format("predictions {}, {} classes", y_pred.shape().to_string(), num_classes_),
                      "Give one label for each prediction."});
  }
  return {detail::confusion_total(labels, answers, num_classes_, sample_weight, name())};
}

void ConfusionBased::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  const bool are_one_hot = output.rank() > 1 && output[-1] == num_classes_ &&
                           y.shape().rank() == output.rank() && y.shape()[-1] == num_classes_;
  if (are_one_hot) return;
  detail::require_classes(name(), y, num_classes_, nullptr, what,
                          "Correct the label, or give a larger num_classes.");
}

ConfusionMatrix::ConfusionMatrix(const ConfusionMatrixOptions& options)
    : ConfusionBased(options.name, options.num_classes), normalize_(options.normalize) {
  static const std::vector<std::string> known{"none", "true", "pred", "all"};
  detail::require_choice(normalize_, known, name(), "normalize");
}

double ConfusionMatrix::result(std::span<const double> totals) const {
  const Table t(totals, num_classes());
  return detail::ratio(t.diagonal, t.all);
}

Array ConfusionMatrix::results(std::span<const double> totals) const {
  const Table t(totals, num_classes());
  std::vector<double> cells(totals.begin(), totals.end());
  for (std::size_t i = 0; i < t.n && normalize_ != "none"; ++i) {
    for (std::size_t j = 0; j < t.n; ++j) {
      const double whole = normalize_ == "true" ? t.rows[i] : normalize_ == "pred" ? t.columns[j] : t.all;
      cells[i * t.n + j] = detail::ratio(t.at(i, j), whole);
    }
  }
  return Array::of(cells, {num_classes(), num_classes()});
}

MatthewsCorrelation::MatthewsCorrelation(const MatthewsCorrelationOptions& options)
    : ConfusionBased(options.name, options.num_classes) {}

double MatthewsCorrelation::result(std::span<const double> totals) const {
  const Table t(totals, num_classes());
  double both = 0;
  double rows = 0;
  double columns = 0;
  for (std::size_t i = 0; i < t.n; ++i) {
    both += t.rows[i] * t.columns[i];
    rows += t.rows[i] * t.rows[i];
    columns += t.columns[i] * t.columns[i];
  }
  const double all2 = t.all * t.all;
  return detail::ratio(t.diagonal * t.all - both, std::sqrt((all2 - columns) * (all2 - rows)));
}

CohenKappa::CohenKappa(const CohenKappaOptions& options)
    : ConfusionBased(options.name, options.num_classes), weightage_(options.weightage) {
  static const std::vector<std::string> known{"none", "linear", "quadratic"};
  detail::require_choice(weightage_, known, name(), "weightage");
}

double CohenKappa::result(std::span<const double> totals) const {
  const Table t(totals, num_classes());
  double mistakes = 0;
  double expected = 0;
  for (std::size_t i = 0; i < t.n; ++i) {
    for (std::size_t j = 0; j < t.n; ++j) {
      if (i == j) continue;
      const double by = std::abs(static_cast<double>(i) - static_cast<double>(j));
      const double weight = weightage_ == "none" ? 1 : weightage_ == "linear" ? by : by * by;
      mistakes += weight * t.at(i, j);
      expected += weight * t.rows[i] * t.columns[j];
    }
  }
  return expected == 0 ? 0 : 1 - mistakes * t.all / expected;
}

}  // namespace saem::metrics
