#pragma once

#include <optional>

#include "saem/backend/cpu/fused/tile_program.h"

// Tile programs that compute the same in fewer instructions.
namespace saem::cpu {

/// A product with a number that is the same for all elements, and the sum or difference that alone reads it,
/// become one instruction: s · x + y, s · x - y, y - s · x. Processors that have one instruction for it round
/// once instead of twice. (Products of two tensors stay as they are: a · a - b · b has to be 0 for a = b.)
void fuse_scaled_sums(TileProgram& program);

/// The load, a number that is the same for all elements, by which most selections (where) of the program are
/// decided, if any are: the guard of an optimizer's update.
[[nodiscard]] std::optional<int> find_guard(const TileProgram& program);

/// The program if that load is true: such selections are gone, and what only they read.
[[nodiscard]] TileProgram assume_true(const TileProgram& program, int guard);

}  // namespace saem::cpu
