#pragma once

#include <cstddef>
#include <cstdint>

namespace saem::cpu {

/// A matrix in memory: distances, in elements, from one row and from one column to the next. One of them
/// is 1.
struct Matrix {
  const float* data;
  std::int64_t row, column;
};

/// result (m, n) = relu(a (m, k) · b (k, n) + bias (n)); bias may be null. Rows of the result are contiguous.
struct Product {
  std::int64_t m, n, k;
  Matrix a, b;
  float* result;
  std::int64_t result_row;
  const float* bias = nullptr;
  bool relu = false;
};

/// Computes it on the calling thread. `scratch` has multiply_scratch_bytes(), aligned to 64 bytes. No extent
/// may be 0.
void multiply(const Product& product, float* scratch);
[[nodiscard]] std::size_t multiply_scratch_bytes();

}  // namespace saem::cpu
