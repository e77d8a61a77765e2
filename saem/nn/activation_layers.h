#pragma once

#include <limits>
#include <string>

#include "saem/nn/activation_functions.h"
#include "saem/nn/layer.h"
#include "saem/nn/layer_axes.h"
#include "saem/nn/layer_options.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct ReLUOptions {
  double max_value = std::numeric_limits<double>::infinity();  ///< none
  double negative_slope = 0;
  double threshold = 0;
  std::string name = {};
};

/// max_value for x ≥ max_value, x from the threshold on, negative_slope · (x - threshold) below.
///
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Throws: ValueError for a negative option.
class ReLU final : public LayerBase<ReLU, SupportsMasking> {
 public:
  static constexpr const char* type = "ReLU";
  explicit ReLU(const ReLUOptions& options = {});
  [[nodiscard]] static ReLU from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  activations::ReluOptions options_;
};

struct LeakyReLUOptions {
  double negative_slope = 0.3;
  std::string name = {};
};

/// x for x > 0, negative_slope · x below. Source: Maas, Hannun, Ng, ICML 2013.
class LeakyReLU final : public LayerBase<LeakyReLU, SupportsMasking> {
 public:
  static constexpr const char* type = "LeakyReLU";
  explicit LeakyReLU(const LeakyReLUOptions& options = {});
  [[nodiscard]] static LeakyReLU from_config(const Attributes& config) {
    return LeakyReLU({.negative_slope = detail::real_in(config, "negative_slope", 0.3)});
  }
  [[nodiscard]] Attributes config() const override { return {{"negative_slope", slope_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double slope_;
};

struct ELUOptions {
  double alpha = 1;
  std::string name = {};
};

/// x for x > 0, alpha · (eˣ - 1) below. Source: Clevert, Unterthiner, Hochreiter, ICLR 2016.
class ELU final : public LayerBase<ELU, SupportsMasking> {
 public:
  static constexpr const char* type = "ELU";
  explicit ELU(const ELUOptions& options = {});
  [[nodiscard]] static ELU from_config(const Attributes& config) {
    return ELU({.alpha = detail::real_in(config, "alpha", 1)});
  }
  [[nodiscard]] Attributes config() const override { return {{"alpha", alpha_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double alpha_;
};

struct PReLUOptions {
  std::string alpha_initializer = "zeros";
  std::string alpha_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string alpha_constraint = {};   ///< see constraints.h: NonNeg()
  /// Axes along which one slope serves: {1, 2} for one slope per channel of a picture.
  std::vector<int> shared_axes = {};
  std::string name = {};
};

/// x for x > 0, alpha · x below, where alpha is learned. Source: He, Zhang, Ren, Sun, ICCV 2015.
///
/// Input:  (batch, …), floating.     Output: same shape and dtype.
/// Weights: "alpha": the shape of an example, 1 on the shared axes.
/// Throws: ValueError for an unknown name; ShapeError when built on an input without these axes.
class PReLU final : public LayerBase<PReLU, SupportsMasking> {
 public:
  static constexpr const char* type = "PReLU";
  explicit PReLU(PReLUOptions options = {});
  [[nodiscard]] static PReLU from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  [[nodiscard]] detail::WeightRecipe alpha() const {
    return {options_.alpha_initializer, options_.alpha_regularizer, options_.alpha_constraint};
  }
  PReLUOptions options_;
};

struct SoftmaxOptions {
  LayerAxes axis = -1;
  std::string name = {};
};

/// eˣ / Σ eˣ along one axis, or over several together. Where the input has a mask of its own shape, what that
/// leaves out is 0 and has no share.
///
/// Throws: ShapeError when built on an input without these axes.
class Softmax final : public LayerBase<Softmax, SupportsMasking> {
 public:
  static constexpr const char* type = "Softmax";
  explicit Softmax(const SoftmaxOptions& options = {}) : LayerBase(type, options.name), axis_(options.axis) {}
  [[nodiscard]] static Softmax from_config(const Attributes& config) {
    return Softmax({.axis = detail::axes_in(config, "axis", {-1})});
  }
  [[nodiscard]] Attributes config() const override { return {{"axis", detail::axes_value(axis_)}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  LayerAxes axis_;
};

struct ActivityRegularizationOptions {
  double l1 = 0;
  double l2 = 0;
  std::string name = {};
};

/// Passes x on, and adds l1 · Σ|x| + l2 · Σx² to the loss.
///
/// Throws: ValueError for a negative option.
class ActivityRegularization final : public LayerBase<ActivityRegularization, SupportsMasking> {
 public:
  static constexpr const char* type = "ActivityRegularization";
  explicit ActivityRegularization(const ActivityRegularizationOptions& options = {});
  [[nodiscard]] static ActivityRegularization from_config(const Attributes& config) {
    return ActivityRegularization(
        {.l1 = detail::real_in(config, "l1", 0), .l2 = detail::real_in(config, "l2", 0)});
  }
  [[nodiscard]] Attributes config() const override { return {{"l1", l1_}, {"l2", l2_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double l1_;
  double l2_;
};

}  // namespace saem
