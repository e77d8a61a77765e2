#include "saem/backend/cpu/reorder.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstring>

#include "saem/backend/cpu/dispatch.h"
#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

struct Runs {
  const std::byte* from;
  std::int64_t from_step;
  std::byte* to;
  std::int64_t to_step;
  std::int64_t count, bytes;
  std::int64_t ahead;  // runs that follow in the next tile
};

// What the next tile needs is fetched along with this one: strided runs are not foreseen by processors.
template <std::size_t bytes>
SAEM_ALWAYS_INLINE void copy_runs_of(const Runs& r) {
  for (std::int64_t i = 0; i < r.count; ++i) {
    hwy::Prefetch(r.from + (i + r.ahead) * r.from_step);
    hwy::Prefetch(r.to + (i + r.ahead) * r.to_step);
    std::memcpy(r.to + i * r.to_step, r.from + i * r.from_step, bytes);
  }
}

// The sizes that occur are known to the compiler: 16 or 8 numbers of 4 or 2 bytes are one or two vectors.
struct CopyRuns {
  SAEM_ALWAYS_INLINE static void run(const Runs& r) {
    switch (r.bytes) {
      case 64:
        return copy_runs_of<64>(r);
      case 32:
        return copy_runs_of<32>(r);
      case 16:
        return copy_runs_of<16>(r);
      default:
        for (std::int64_t i = 0; i < r.count; ++i)
          std::memcpy(r.to + i * r.to_step, r.from + i * r.from_step, static_cast<std::size_t>(r.bytes));
    }
  }
};

}  // namespace

Reorder::Side Reorder::side_of(const Layout& layout, std::int64_t places, std::int64_t channels,
                               std::int64_t outer, std::int64_t run, std::size_t item_size) {
  const auto item = static_cast<std::int64_t>(item_size);
  if (layout.is_plain()) return {outer * item, channels * item, run * item};
  const std::int64_t block = layout.channel_block;
  // Blocks smaller than `outer` are the inner runs.
  if (block < outer) return {outer * places * item, block * item, places * block * item};
  return {places * block * item, block * item, run * item};
}

Reorder::Reorder(const Shape& shape, const Layout& from, const Layout& to, std::size_t item_size)
    : pictures_(shape[0]), places_(shape.slice(1, shape.rank() - 1).count()) {
  const std::int64_t channels = shape[-1];
  const auto block_of = [&](const Layout& layout) {
    return layout.is_plain() ? std::max<std::int64_t>(1, channels) : layout.channel_block;
  };
  const bool both_blocked = !from.is_plain() && !to.is_plain();
  const std::int64_t run = std::min(block_of(from), block_of(to));
  const std::int64_t outer = both_blocked ? std::max(block_of(from), block_of(to)) : run;
  blocks_ = channels / outer;
  runs_ = outer / run;
  run_bytes_ = run * static_cast<std::int64_t>(item_size);
  picture_bytes_ = places_ * channels * static_cast<std::int64_t>(item_size);
  from_ = side_of(from, places_, channels, outer, run, item_size);
  to_ = side_of(to, places_, channels, outer, run, item_size);
}

void Reorder::run(const void* from, void* to) const {
  // A tile is some places of all channels: what is read and written of them stays in the cache.
  constexpr std::int64_t bytes_per_tile = 1 << 13;
  constexpr std::int64_t bytes_per_task = 1 << 16;
  const std::int64_t place_bytes = std::max<std::int64_t>(1, blocks_ * runs_ * run_bytes_);
  const std::int64_t tile = std::max<std::int64_t>(8, bytes_per_tile / place_bytes);
  const std::int64_t tiles = (places_ + tile - 1) / tile;
  const std::int64_t block = std::max<std::int64_t>(1, bytes_per_task / (place_bytes * tile));
  const auto copy = Versions<CopyRuns, const Runs&>::best();
  parallel_for(pictures_ * tiles, block, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t task = begin; task < end; ++task) {
      const std::int64_t place = task % tiles * tile;
      const std::int64_t picture = task / tiles * picture_bytes_;
      const std::byte* x = static_cast<const std::byte*>(from) + picture + place * from_.place;
      std::byte* y = static_cast<std::byte*>(to) + picture + place * to_.place;
      for (std::int64_t b = 0; b < blocks_; ++b) {
        for (std::int64_t r = 0; r < runs_; ++r) {
          copy({x + b * from_.block + r * from_.run, from_.place, y + b * to_.block + r * to_.run, to_.place,
                std::min(tile, places_ - place), run_bytes_, tile});
        }
      }
    }
  });
}

}  // namespace saem::cpu
