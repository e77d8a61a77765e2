#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// A number that people want to see about predictions; not differentiated. Derive from it to make one: give
/// `values`.
///
/// What `fit` and `evaluate` report is the mean of the values over all examples, each counted once, whatever
/// the batches.
class Metric {
 public:
  virtual ~Metric() = default;
  /// "accuracy".
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// One floating value per example (and per place, for outputs with more axes): y_pred (n, …, c) → (n, …).
  [[nodiscard]] virtual Tensor values(const Tensor& y_true, const Tensor& y_pred) const = 0;

 protected:
  explicit Metric(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

/// The share of right answers. Which answer is right follows from the shapes, as in Keras: an output of one
/// column is binary (p > 0.5); labels shaped like the output are one-hot (the largest place must agree);
/// other labels are indices.
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

/// The share of examples whose right class is among the k with the highest scores. Labels as for Accuracy.
class TopKCategoricalAccuracy final : public Metric {
 public:
  /// Throws ValueError if k < 1.
  explicit TopKCategoricalAccuracy(std::int64_t k = 5, std::string name = "top_k_categorical_accuracy");
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  std::int64_t k_;
};

/// "accuracy" ("acc", "categorical_accuracy", "sparse_categorical_accuracy"), "binary_accuracy",
/// "top_k_categorical_accuracy", and every loss by its name ("mse", "mean_absolute_error", …): the
/// metric reports under the name that was given. Throws ValueError, with the nearest name, for another.
[[nodiscard]] std::shared_ptr<const Metric> make_metric(std::string_view name);

/// A metric, the name of one, or a name with a function (y_true, y_pred) → one value per example.
class MetricChoice {
 public:
  using Function = std::function<Tensor(const Tensor& y_true, const Tensor& y_pred)>;

  MetricChoice(const char* name) : name_(name) {}             // NOLINT: meant to be implicit
  MetricChoice(std::string name) : name_(std::move(name)) {}  // NOLINT
  template <std::derived_from<Metric> M>
  MetricChoice(const M& metric) : metric_(std::make_shared<const M>(metric)) {}  // NOLINT
  MetricChoice(std::string name, Function function);

  /// Throws ValueError for an unknown name.
  [[nodiscard]] std::shared_ptr<const Metric> get() const { return metric_ ? metric_ : make_metric(name_); }

 private:
  std::string name_;
  std::shared_ptr<const Metric> metric_;
};

}  // namespace saem
