#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// How wrong predictions are. Derive from it to make a loss: give `values`.
class Loss {
 public:
  virtual ~Loss() = default;

  /// "categorical_crossentropy".
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The mean over the batch (and over all other axes that are left), a scalar.
  [[nodiscard]] Tensor operator()(const Tensor& y_true, const Tensor& y_pred) const;
  /// One value per example (and per place, for outputs with more axes): y_pred (n, …, c) → (n, …).
  [[nodiscard]] virtual Tensor values(const Tensor& y_true, const Tensor& y_pred) const = 0;

  /// Throws ShapeError, DTypeError or ValueError if `y` (whole data, n rows first) does not fit this loss and
  /// an output of this shape (batch -1). `what` names the data in the message: "y".
  virtual void check_labels(const Array& y, const Shape& output, std::string_view what) const;

 protected:
  explicit Loss(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

struct CrossentropyOptions {
  bool from_logits = false;  ///< predictions are the numbers before softmax or sigmoid
};

// In all cross-entropies: if predictions come straight out of softmax (sigmoid for the binary one), the
// numbers before it are used, which is the same but cannot underflow. Other predictions are limited to [1e-7,
// 1 - 1e-7] before the logarithm.

/// -Σ y · log p over the last axis. y_true: (n, …, classes) probabilities (one-hot rows).
class CategoricalCrossentropy final : public Loss {
 public:
  explicit CategoricalCrossentropy(CrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  CrossentropyOptions options_;
};

/// -log p[label]. y_true: (n, …) or (n, …, 1) labels in [0, classes).
class SparseCategoricalCrossentropy final : public Loss {
 public:
  explicit SparseCategoricalCrossentropy(CrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  CrossentropyOptions options_;
};

/// -(y log p + (1 - y) log(1 - p)), mean over the last axis. y_true: as the output, or (n,) for an output of
/// (n, 1); in [0, 1].
class BinaryCrossentropy final : public Loss {
 public:
  explicit BinaryCrossentropy(CrossentropyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  CrossentropyOptions options_;
};

/// (y - p)², mean over the last axis. y_true: as the output, or (n,) for an output of (n, 1).
class MeanSquaredError final : public Loss {
 public:
  MeanSquaredError();
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// |y - p|, mean over the last axis. y_true: as the output, or (n,) for an output of (n, 1).
class MeanAbsoluteError final : public Loss {
 public:
  MeanAbsoluteError();
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// "categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy", "mean_squared_error"
/// ("mse"), "mean_absolute_error" ("mae"). Throws ValueError, with the nearest name, for another.
[[nodiscard]] std::shared_ptr<const Loss> make_loss(std::string_view name);

/// A loss, the name of one, or a function (y_true, y_pred) → one value per example; or none.
class LossChoice {
 public:
  using Function = std::function<Tensor(const Tensor& y_true, const Tensor& y_pred)>;

  LossChoice() = default;
  LossChoice(const char* name) : name_(name) {}             // NOLINT: meant to be implicit
  LossChoice(std::string name) : name_(std::move(name)) {}  // NOLINT
  template <std::derived_from<Loss> L>
  LossChoice(const L& loss) : loss_(std::make_shared<const L>(loss)) {}  // NOLINT
  template <class F>
  requires(std::is_invocable_r_v<Tensor, F, const Tensor&, const Tensor&> && !std::derived_from<F, Loss>)
      LossChoice(F function)
      : loss_(from_function(std::move(function))) {}  // NOLINT

  /// Null if no loss was chosen. Throws ValueError for an unknown name.
  [[nodiscard]] std::shared_ptr<const Loss> get() const;

 private:
  [[nodiscard]] static std::shared_ptr<const Loss> from_function(Function function);
  std::string name_;
  std::shared_ptr<const Loss> loss_;
};

/// `y` under the shape of `like` where they differ only in axes of extent 1 at the end ((n,) for (n, 1)),
/// else as it is.
[[nodiscard]] Tensor match_rank(const Tensor& y, const Tensor& like);

}  // namespace saem
