#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/ops/signal.h"

namespace saem::detail {

/// "hann", "hamming", "blackman" and "rectangular": what layers call windows.
[[nodiscard]] const std::vector<std::string>& window_names();
/// Throws ValueError, in the name of `place`, for another name.
[[nodiscard]] Window window_of(std::string_view place, const std::string& name);

struct StftKernelOptions {
  bool imaginary = false;
  Window window = Window::hann;
  bool periodic = false;
  std::string scaling = "density";  ///< √Σw², or "spectrum": Σ|w|, or "none"; what the kernel is divided by
};

/// w(t) cos(-2πtf / F) / scale, or the sine, as the kernel (T, 1, F / 2 + 1) of a convolution. Throws
/// ShapeError for another shape.
[[nodiscard]] Array stft_kernel(const Shape& shape, const StftKernelOptions& options);
/// Throws ValueError, in the name of `place`, unless it is one of these.
void require_scaling(std::string_view place, const std::string& scaling);

}  // namespace saem::detail
