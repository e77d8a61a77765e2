#include "saem/backend/cpu/fused/tile_random.h"

#include <algorithm>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/philox_words.h"
#include "saem/backend/cpu/unit_floats.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t words_per_block = 4;
constexpr std::int64_t words_at_a_time = 1024;
constexpr std::int64_t words_per_group = words_per_block * philox_group;

std::int64_t round_up(std::int64_t n, std::int64_t to) { return (n + to - 1) / to * to; }

void to_unit_floats(const std::uint32_t* words, float* y, std::int64_t n) {
  static const auto loop = Versions<UnitFloats, const std::uint32_t*, float*, std::int64_t>::best();
  loop(words, y, n);
}

}  // namespace

TileRandom::TileRandom(const Shape& shape, const Layout& layout) : plain_(layout.is_plain()) {
  if (plain_) return;
  block_ = layout.channel_block;
  blocks_ = shape[-1] / block_;
  positions_ = shape.slice(1, -1).count();
}

void TileRandom::fill(const std::int64_t* key, std::int64_t begin, std::int64_t n, float* out) const {
  const PhiloxStream stream = stream_of(key);
  alignas(64) std::uint32_t words[words_at_a_time];
  if (plain_) {
    while (n > 0) {
      const std::int64_t skipped = begin % words_per_block;
      const std::int64_t count = std::min(n, words_at_a_time - skipped);
      const std::int64_t drawn = round_up(skipped + count, words_per_group);
      philox_words(stream, begin / words_per_block, drawn / words_per_block, words);
      to_unit_floats(words + skipped, out, count);
      begin += count, n -= count, out += count;
    }
    return;
  }
  // Runs of the block's channels follow each other; between two positions of a plane lie all channels.
  while (n > 0) {
    const std::int64_t position = begin / block_ % positions_;
    const std::int64_t block = begin / block_ / positions_ % blocks_;
    const std::int64_t picture = begin / block_ / positions_ / blocks_;
    const std::int64_t count =
        std::min({n, words_at_a_time / block_ * block_, (positions_ - position) * block_});
    const std::int64_t first = ((picture * positions_ + position) * blocks_ + block) * block_;
    philox_words_in_runs(stream, first / words_per_block, block_ / words_per_block,
                         blocks_ * block_ / words_per_block,
                         round_up(count, words_per_group) / words_per_block, words);
    to_unit_floats(words, out, count);
    begin += count, n -= count, out += count;
  }
}

}  // namespace saem::cpu
