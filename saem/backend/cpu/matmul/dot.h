#pragma once

#include <cstdint>

// A matrix product in which k is contiguous in both factors and one of them is thin: dot products.
namespace saem::cpu {

/// sums[i · long_step + j · thin_step] = Σ over k of long_rows[i][k] · thin_rows[j][k], for all i < rows and
/// j < thin.
struct Dots {
  static constexpr std::int64_t most_thin = 8;

  const float* long_rows;
  std::int64_t long_row, rows;
  const float* thin_rows;
  std::int64_t thin_row, thin;
  std::int64_t k;
  float* sums;
  std::int64_t long_step, thin_step;
};
void dot_products(const Dots& dots);

}  // namespace saem::cpu
