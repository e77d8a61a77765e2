#include "saem/backend/cpu/conv_gradient/gradient_cut.h"

#include <algorithm>

#include "saem/core/divide_up.h"

namespace saem::cpu {
namespace {

/// A multiple of 16, so large that `parts` of them are enough.
std::int64_t part_of(std::int64_t extent, std::int64_t parts) {
  return divide_up(divide_up(extent, parts), 16) * 16;
}

}  // namespace

// Smaller parts would pack the other factor too often, shorter slices add up too many partial sums.
GradientCut cut_gradient(std::int64_t rows, std::int64_t columns, std::int64_t pixels) {
  constexpr std::int64_t wanted = 16;
  constexpr std::int64_t least_rows = 128, least_columns = 192, least_pixels = 512;
  const auto parts = [](std::int64_t extent, std::int64_t least, std::int64_t most) {
    return std::clamp<std::int64_t>(extent / least, 1, most);
  };
  GradientCut cut;
  cut.rows = part_of(rows, parts(rows, least_rows, wanted));
  cut.row_parts = divide_up(rows, cut.rows);
  cut.columns = part_of(columns, parts(columns, least_columns, divide_up(wanted, cut.row_parts)));
  cut.column_parts = divide_up(columns, cut.columns);
  const std::int64_t others = cut.row_parts * cut.column_parts;
  cut.pixels = divide_up(pixels, parts(pixels, least_pixels, divide_up(wanted, others)));
  cut.slices = divide_up(pixels, cut.pixels);
  return cut;
}

}  // namespace saem::cpu
