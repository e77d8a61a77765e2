#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// dft of float32, computed by Eigen's FFT; null otherwise.
[[nodiscard]] std::unique_ptr<Kernel> make_fft_kernel(const Node& node);

}  // namespace saem::cpu
