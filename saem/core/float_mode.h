#pragma once

#include <cstdint>

namespace saem {

/// How this thread treats special floating-point numbers (the processor's control word).
[[nodiscard]] std::uint32_t float_mode() noexcept;

/// Added to a mode: numbers below the normal range count as 0. They carry nothing in training, and slow some
/// processors down a hundredfold.
extern const std::uint32_t flush_denormals;

/// While alive, this thread computes in its mode plus `bits`.
class FloatModeScope {
 public:
  explicit FloatModeScope(std::uint32_t bits) noexcept;
  ~FloatModeScope();
  FloatModeScope(const FloatModeScope&) = delete;
  FloatModeScope& operator=(const FloatModeScope&) = delete;

 private:
  std::uint32_t outer_;
};

}  // namespace saem
