#pragma once

#include <string>

#include "saem/nn/layer.h"

namespace saem {

struct RescalingOptions {
  double offset = 0;
  std::string name = {};
};

/// x · scale + offset: Rescaling(1.0 / 255) brings bytes to [0, 1].
///
/// Input:  any shape and dtype.     Output: same shape; float32 unless the input is floating.
/// Throws: ValueError unless scale and offset are finite.
class Rescaling final : public LayerBase<Rescaling, SupportsMasking> {
 public:
  static constexpr const char* type = "Rescaling";
  explicit Rescaling(double scale, const RescalingOptions& options = {});
  [[nodiscard]] static Rescaling from_config(const Attributes& config) {
    return Rescaling(config.real("scale"), {.offset = config.has("offset") ? config.real("offset") : 0});
  }
  [[nodiscard]] Attributes config() const override { return {{"scale", scale_}, {"offset", offset_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double scale_;
  double offset_;
};

}  // namespace saem
