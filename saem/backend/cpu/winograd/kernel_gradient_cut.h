#pragma once

#include <cstdint>

namespace saem::cpu::winograd {

/// How the work of a kernel gradient is cut: by shapes alone. A unit of work is a block of the kernel and a
/// slice of the tiles. Its sums stay in the second-level cache while tiles are transformed and multiplied, a
/// chunk at a time.
struct KernelGradientCut {
  std::int64_t tiles;              ///< of all pictures
  std::int64_t channels, filters;  ///< of one block of the kernel
  std::int64_t slices;             ///< each has a gradient of its own
  std::int64_t slice;              ///< tiles in each but the last
  std::int64_t chunk;              ///< tiles
};

/// `unit`: blocks have a multiple of so many channels and filters.
[[nodiscard]] KernelGradientCut cut_kernel_gradient(std::int64_t tiles, std::int64_t channels,
                                                    std::int64_t filters, std::int64_t unit);

}  // namespace saem::cpu::winograd
