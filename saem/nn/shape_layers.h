#pragma once

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// All elements of an example in one row.
///
/// Input:  (batch, …).     Output: (batch, product of the others).
class Flatten final : public LayerBase<Flatten> {
 public:
  static constexpr const char* type = "Flatten";
  explicit Flatten(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Flatten from_config(const Attributes&) { return Flatten(); }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
};

/// The same elements under another shape.
///
/// @param target  shape of one example, without the batch; one extent may be -1: it is computed from the
/// others. Input:  (batch, …).     Output: (batch, target…). Throws: ValueError if more than one extent is
/// -1; ShapeError when built on an input with another number of elements.
class Reshape final : public LayerBase<Reshape> {
 public:
  static constexpr const char* type = "Reshape";
  explicit Reshape(const Shape& target, const LayerOptions& options = {});
  [[nodiscard]] static Reshape from_config(const Attributes& config) {
    return Reshape(config.shape("target_shape"));
  }
  [[nodiscard]] Attributes config() const override { return {{"target_shape", target_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Shape target_;
};

}  // namespace saem
