#pragma once

#include "saem/core/simd.h"

// The one-dimensional transforms of F(4, 3), four outputs of a kernel of three taps by six products:
// y = Aᵀ [(G g) ⊙ (Bᵀ d)], y[i] = Σᵣ d[i + r] g[r]. In two dimensions they are applied to columns, then to
// rows. Source: A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016. The points
// of interpolation are 0, ±a, ±b, ∞ with a = 1/√2 and b = √2 instead of 1 and 2: the matrices' numbers are
// then closer to each other, and the error of float32 is less than half.
namespace saem::cpu::winograd {

inline constexpr int input_size = 6;   ///< of a tile, per axis: also the number of products
inline constexpr int output_size = 4;  ///< of a tile, per axis
inline constexpr int kernel_size = 3;
inline constexpr int products = input_size * input_size;

inline constexpr float point_a = 0.70710678118654752440F;
inline constexpr float point_b = 1.41421356237309504880F;

/// t = Bᵀ d. `V` is a vector of floats.
template <class V>
SAEM_ALWAYS_INLINE void input_transform(const V (&d)[6], V (&t)[6]) {
  const V even_a = d[4] - 2.0F * d[2], odd_a = d[3] - 2.0F * d[1];
  const V even_b = d[4] - 0.5F * d[2], odd_b = d[3] - 0.5F * d[1];
  t[0] = d[0] + (d[4] - 2.5F * d[2]);
  t[1] = even_a + point_a * odd_a;
  t[2] = even_a - point_a * odd_a;
  t[3] = even_b + point_b * odd_b;
  t[4] = even_b - point_b * odd_b;
  t[5] = d[1] + (d[5] - 2.5F * d[3]);
}

/// t = G g.
template <class V>
SAEM_ALWAYS_INLINE void kernel_transform(const V (&g)[3], V (&t)[6]) {
  constexpr float of_a = -1.0F / 1.5F, of_b = 1.0F / 6.0F;
  const V even_a = of_a * g[0] + (0.5F * of_a) * g[2], odd_a = (of_a * point_a) * g[1];
  const V even_b = of_b * g[0] + (2.0F * of_b) * g[2], odd_b = (of_b * point_b) * g[1];
  t[0] = g[0];
  t[1] = even_a + odd_a;
  t[2] = even_a - odd_a;
  t[3] = even_b + odd_b;
  t[4] = even_b - odd_b;
  t[5] = g[2];
}

/// y = Aᵀ m.
template <class V>
SAEM_ALWAYS_INLINE void output_transform(const V (&m)[6], V (&y)[4]) {
  const V even_a = m[1] + m[2], odd_a = m[1] - m[2];
  const V even_b = m[3] + m[4], odd_b = m[3] - m[4];
  y[0] = m[0] + even_a + even_b;
  y[1] = point_a * odd_a + point_b * odd_b;
  y[2] = 0.5F * even_a + 2.0F * even_b;
  y[3] = (0.5F * point_a) * odd_a + (2.0F * point_b) * odd_b + m[5];
}

}  // namespace saem::cpu::winograd
