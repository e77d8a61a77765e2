#pragma once

#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

struct MaskingOptions {
  double mask_value = 0;
  std::string name = {};
};

/// Leaves steps out whose features all are `mask_value`: the output is 0 there, and its mask says so to the
/// layers that follow, and to losses and metrics (see CallContext::mask_of).
///
/// Input:  (batch, …, features).     Output: same shape and dtype, with a mask (batch, …).
class Masking final : public LayerBase<Masking> {
 public:
  static constexpr const char* type = "Masking";
  explicit Masking(const MaskingOptions& options = {})
      : LayerBase(type, options.name), mask_value_(options.mask_value) {}
  [[nodiscard]] static Masking from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override { return {{"mask_value", mask_value_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
  [[nodiscard]] Tensor compute_mask(const Tensors& inputs, const Tensors& masks) const override;

 private:
  double mask_value_;
};

/// Passes its input on, with its mask.
///
/// Input:  any shape and dtype.     Output: the input.
class Identity final : public LayerBase<Identity, SupportsMasking> {
 public:
  static constexpr const char* type = "Identity";
  explicit Identity(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Identity from_config(const Attributes&) { return Identity(); }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override { return inputs[0]; }
};

}  // namespace saem
