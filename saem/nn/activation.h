#pragma once

#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// An activation as a layer of its own: Activation("relu"). See saem/nn/activations.h for the names.
///
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Throws: ValueError, with the nearest name, for an unknown one.
class Activation final : public LayerBase<Activation, SupportsMasking> {
 public:
  static constexpr const char* type = "Activation";
  explicit Activation(std::string activation, const LayerOptions& options = {});
  [[nodiscard]] static Activation from_config(const Attributes& config) {
    return Activation(config.text("activation"));
  }
  [[nodiscard]] Attributes config() const override { return {{"activation", activation_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::string activation_;
};

}  // namespace saem
