#pragma once

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"

namespace saem {

/// Randomly zeroes elements while training; identity otherwise.
///
/// y = x · m / (1 - rate), with m ~ Bernoulli(1 - rate), so that E[y] = x.
/// @param rate  fraction to drop, in [0, 1).
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Random: one draw per element from the model's counter; same seed and step → same mask on any number of
/// threads. Throws: ValueError if rate is outside [0, 1). Source: Srivastava et al. 2014, JMLR 15. There the
/// test-time weights are scaled; here, equally, the training output.
class Dropout final : public LayerBase<Dropout> {
 public:
  static constexpr const char* type = "Dropout";
  explicit Dropout(double rate, const LayerOptions& options = {});
  [[nodiscard]] static Dropout from_config(const Attributes& config) { return Dropout(config.real("rate")); }
  [[nodiscard]] Attributes config() const override { return {{"rate", rate_}}; }

 protected:
  void build(std::span<const Shape> inputs) override { static_cast<void>(only_input(inputs)); }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
};

}  // namespace saem
