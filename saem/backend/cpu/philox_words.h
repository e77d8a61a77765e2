#pragma once

#include <cstdint>

namespace saem::cpu {

/// What philox() of saem/core/random.h takes: a key, and a counter whose lower half is the number of the
/// block.
struct PhiloxStream {
  std::uint32_t key[2];
  std::uint32_t counter[2];  ///< its upper half
};

/// Blocks are computed in groups of this number, side by side in vectors.
inline constexpr std::int64_t philox_group = 16;

/// The four words of each of the blocks first_block, first_block + 1, …, in order: 4 · blocks words. `blocks`
/// is a multiple of philox_group.
void philox_words(const PhiloxStream& stream, std::int64_t first_block, std::int64_t blocks,
                  std::uint32_t* words) noexcept;

/// The same for runs of `run` blocks (a power of 2), which begin at first_block, first_block + step,
/// first_block + 2 · step, …
void philox_words_in_runs(const PhiloxStream& stream, std::int64_t first_block, std::int64_t run,
                          std::int64_t step, std::int64_t blocks, std::uint32_t* words) noexcept;

}  // namespace saem::cpu
