#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/nn/layer.h"

namespace saem {

struct DropoutOptions {
  /// Shape of the mask with the batch: 1 where an axis is kept or dropped as a whole, -1 for the input's
  /// extent. Empty: one draw per element.
  std::vector<std::int64_t> noise_shape = {};
  /// Draws from this seed and the number of the draw, whatever the model's seed is.
  std::optional<std::int64_t> seed = {};
  std::string name = {};
};

/// Randomly zeroes elements while training; identity otherwise.
///
/// y = x · m / (1 - rate), with m ~ Bernoulli(1 - rate), so that E[y] = x.
/// @param rate  fraction to drop, in [0, 1).
/// Input:  any shape, floating.     Output: same shape and dtype.
/// Random: one draw per element from the model's counter; same seed and step → same mask on any number of
/// threads. Throws: ValueError if rate is outside [0, 1); ShapeError where the noise shape does not fit.
/// Source: Srivastava et al. 2014, JMLR 15. There the test-time weights are scaled; here, equally, the
/// training output.
class Dropout final : public LayerBase<Dropout, SupportsMasking> {
 public:
  static constexpr const char* type = "Dropout";
  explicit Dropout(double rate, const DropoutOptions& options = {});
  [[nodiscard]] static Dropout from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  double rate_;
  DropoutOptions options_;
};

namespace detail {

/// Throws ValueError, in the name of `title`, unless 0 ≤ rate < 1.
void require_rate(const std::string& title, double rate);
/// A key for one draw, of the model's seed or of this one. Throws ValueError if the context has no random
/// state.
[[nodiscard]] Tensor next_key(const CallContext& context, const std::optional<std::int64_t>& seed);
/// Why a noise shape does not fit an input; empty if it does.
[[nodiscard]] std::string noise_problem(const std::vector<std::int64_t>& noise, const Shape& input);
/// The shape of the mask for this input.
[[nodiscard]] Shape noise_shape(const std::vector<std::int64_t>& noise, const Shape& input);

}  // namespace detail
}  // namespace saem
