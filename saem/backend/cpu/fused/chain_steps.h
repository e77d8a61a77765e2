#pragma once

#include <cstdint>

#include "saem/graph/tile_step.h"

namespace saem::cpu {

/// What a chain of functions needs besides them, for the registers of this processor.
struct ChainSteps {
  std::int64_t width = 0;    ///< elements that go through a chain at once; 0 if there are no chains
  AnyStep load = nullptr;    ///< the chain's value becomes in[0]
  AnyStep fetch = nullptr;   ///< asks memory for what in[0] holds a few steps further on
  AnyStep store = nullptr;   ///< writes it to `out`
  AnyStep stream = nullptr;  ///< the same past the caches; `out` lies on a border of 64 bytes
  AnyStep end = nullptr;     ///< the last step
  /// Runs the chain that begins here for elements [0, n), n a multiple of `width`.
  void (*run)(const TileStep* first, std::int64_t n) = nullptr;
};

[[nodiscard]] const ChainSteps& chain_steps() noexcept;

}  // namespace saem::cpu
