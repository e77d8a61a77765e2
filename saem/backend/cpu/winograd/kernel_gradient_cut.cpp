#include "saem/backend/cpu/winograd/kernel_gradient_cut.h"

#include <algorithm>

#include "saem/backend/cpu/winograd/matrices.h"
#include "saem/core/divide_up.h"

namespace saem::cpu::winograd {
namespace {

/// `total` in equal parts of at most `most`, multiples of `unit`.
std::int64_t part_of(std::int64_t total, std::int64_t most, std::int64_t unit) {
  return divide_up(divide_up(total, divide_up(total, most)), unit) * unit;
}

/// Tiles for which the sums of a block, the transformed tiles and what the next ones read share the
/// second-level cache.
std::int64_t most_tiles(std::int64_t channels, std::int64_t filters) {
  constexpr std::int64_t cache = std::int64_t{240} << 10;  // floats
  constexpr std::int64_t per_tile = products + 16;
  constexpr std::int64_t least = 20, most = 64;
  return std::clamp((cache - products * channels * filters) / (per_tile * (channels + filters)), least, most);
}

}  // namespace

KernelGradientCut cut_kernel_gradient(std::int64_t tiles, std::int64_t channels, std::int64_t filters,
                                      std::int64_t unit) {
  // Transforming tiles takes about 1/20 of the time with so many channels and filters.
  constexpr std::int64_t most_channels = 64;
  // Slices give more threads than there are blocks something to do.
  constexpr std::int64_t wanted_units = 16, least_slice = 48;
  KernelGradientCut cut{};
  cut.tiles = tiles;
  cut.channels = part_of(channels, most_channels, unit);
  cut.filters = part_of(filters, most_channels, unit);
  const std::int64_t blocks = divide_up(channels, cut.channels) * divide_up(filters, cut.filters);
  const std::int64_t slices = std::min(divide_up(wanted_units, blocks), tiles / least_slice);
  cut.slice = divide_up(tiles, std::max<std::int64_t>(1, slices));
  cut.slices = divide_up(tiles, cut.slice);
  // Few tiles of x stay transformed from one block of filters to the next, if that leaves them room.
  const std::int64_t fewer = part_of(filters, most_channels / 2, unit);
  if (most_tiles(cut.channels, cut.filters) < cut.slice && cut.slice <= most_tiles(cut.channels, fewer))
    cut.filters = fewer;
  cut.chunk = part_of(cut.slice, most_tiles(cut.channels, cut.filters), 1);
  return cut;
}

}  // namespace saem::cpu::winograd
