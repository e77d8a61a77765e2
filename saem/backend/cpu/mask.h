#pragma once

#include <cstdint>

namespace saem::cpu {

/// x[i] = 0 where mask[i] ≤ 0 or is NaN: the gradient of ReLU, whose output (or input) the mask is.
using MaskLoop = void (*)(const float* mask, float* x, std::int64_t n);
[[nodiscard]] MaskLoop mask_loop() noexcept;

}  // namespace saem::cpu
