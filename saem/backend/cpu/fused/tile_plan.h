#pragma once

#include <cstdint>
#include <vector>

#include "saem/backend/cpu/fused/tile_chain.h"
#include "saem/backend/cpu/fused/tile_program.h"

namespace saem::cpu {

/// Elements that are computed one after the other, as far as reductions and planes allow.
inline constexpr std::int64_t elements_per_piece = 32768;

/// How a fused group is cut into pieces and tiles, and where the values of a tile lie.
struct TilePlan {
  Segments segments;
  std::int64_t tile = 0;     ///< elements per tile
  int slots = 0;             ///< buffers of one tile each
  std::vector<int> slot_of;  ///< the buffer of each value; -1: read where it is

  /// One chain computes everything from what lies in memory as it is, or repeats from step to step: pieces
  /// are longer then, and a piece need not be cut into tiles as long as outputs need no buffer either.
  bool passes = false;

  std::vector<char> repeats;  ///< per load: all tiles of a plane of it read the same numbers
  std::vector<char> narrow;   ///< per load: of these, the first step_width() are enough
};

/// Depends on the group alone. There must be at least one element.
[[nodiscard]] TilePlan plan_tiles(const TileProgram& program, const TileChains& chains);

}  // namespace saem::cpu
