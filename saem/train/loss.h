#pragma once

#include <concepts>
#include <cstddef>
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
  /// Keras's name of how values become one number:
  /// - "sum_over_batch_size" or "mean": Σ weight · value / number of values (of those that the mask lets
  ///   count, where there is a mask);
  /// - "mean_with_sample_weight": Σ weight · value / Σ weight;
  /// - "sum": Σ weight · value;
  /// - "none": weight · value, not reduced. `fit` needs one number and refuses it.
  [[nodiscard]] const std::string& reduction() const noexcept { return reduction_; }

  /// The values, weighted and reduced: a scalar unless the reduction is "none". `sample_weight`, if given:
  /// (n,) or (n, 1), a weight for each example, or a weight for each value, or any leading part of the
  /// values' shape. `output_mask`, if given, bool of such a shape, says which values count at all, as `mask`
  /// does: the predictions' mask (CallContext::mask_of). Throws ShapeError for another shape.
  [[nodiscard]] Tensor operator()(const Tensor& y_true, const Tensor& y_pred,
                                  const Tensor& sample_weight = {}, const Tensor& output_mask = {}) const;
  /// One value per example (and per place, for outputs with more axes): y_pred (n, …, c) → (n, …).
  [[nodiscard]] virtual Tensor values(const Tensor& y_true, const Tensor& y_pred) const = 0;
  /// Which values count: bool, of the shape of `values`. Undefined, as it is by default: all.
  [[nodiscard]] virtual Tensor mask(const Tensor& y_true, const Tensor& y_pred) const;

  /// Throws ShapeError, DTypeError or ValueError if `y` (whole data, n rows first) does not fit this loss and
  /// an output of this shape (batch -1). `what` names the data in the message: "y".
  virtual void check_labels(const Array& y, const Shape& output, std::string_view what) const;

 protected:
  /// Throws ValueError, with the nearest name, for a reduction that is none of the above.
  explicit Loss(std::string name, std::string reduction = "sum_over_batch_size");

 private:
  std::string name_;
  std::string reduction_;
};

/// A loss that is the mean, over the last axis, of a function of each target and prediction. y_true: as the
/// output, or (n,) for an output of (n, 1); ShapeError otherwise. Derive from it and give `errors`.
class ElementwiseLoss : public Loss {
 public:
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const final;
  /// The function: y and p of one shape and dtype in, the same shape out.
  [[nodiscard]] virtual Tensor errors(const Tensor& y, const Tensor& p) const = 0;

 protected:
  using Loss::Loss;
};

/// Options of losses that have no others.
struct LossOptions {
  std::string reduction = "sum_over_batch_size";
  std::string name = {};  ///< the loss's own if empty
};

/// A loss with its default options, by name: "mean_squared_error", one of its short names ("mse"), or its
/// class's ("MeanSquaredError"); letter case and underscores do not matter. Throws ValueError, with the
/// nearest name, for another.
[[nodiscard]] std::shared_ptr<const Loss> make_loss(std::string_view name);
/// The names of all losses, without short forms.
[[nodiscard]] const std::vector<std::string>& loss_names();

/// A loss, the name of one, or a function (y_true, y_pred) → one value per example; or none.
class LossChoice {
 public:
  using Function = std::function<Tensor(const Tensor& y_true, const Tensor& y_pred)>;

  LossChoice() = default;
  LossChoice(std::nullptr_t) {}                             // NOLINT: none
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

#include "saem/train/crossentropy.h"
#include "saem/train/focal_losses.h"
#include "saem/train/hinge_losses.h"
#include "saem/train/overlap_losses.h"
#include "saem/train/regression_losses.h"
#include "saem/train/similarity_losses.h"
