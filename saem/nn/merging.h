#pragma once

#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// The sum of two or more inputs of one shape: the end of a residual connection.
///
///     Symbol y = Add()({x, shortcut});
/// Throws: ShapeError when called on fewer than two inputs, or on different shapes.
class Add final : public LayerBase<Add> {
 public:
  static constexpr const char* type = "Add";
  explicit Add(const LayerOptions& options = {}) : LayerBase(type, options.name) {}
  [[nodiscard]] static Add from_config(const Attributes&) { return Add(); }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
};

struct ConcatenateOptions {
  int axis = -1;  ///< counted with the batch; negative ones count from the end
  std::string name = {};
};

/// Two or more inputs one after the other along an axis; the other extents must be equal.
///
/// Throws: ValueError for axis 0, which is the batch; ShapeError when called on inputs that do not fit.
class Concatenate final : public LayerBase<Concatenate> {
 public:
  static constexpr const char* type = "Concatenate";
  explicit Concatenate(const ConcatenateOptions& options = {});
  [[nodiscard]] static Concatenate from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override { return {{"axis", axis_}}; }

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  int axis_;
};

}  // namespace saem
