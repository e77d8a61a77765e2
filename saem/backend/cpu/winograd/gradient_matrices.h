#pragma once

#include "saem/backend/cpu/winograd/matrices.h"

// The one-dimensional transforms of F(3, 4), the gradient of three taps from four outputs and the six inputs
// that they read: dg[r] = Σᵢ d[i + r] dy[i]. It is F(4, 3) with the parts of kernel and output exchanged, so
// the points of interpolation and the input's transform are the same (matrices.h).
namespace saem::cpu::winograd {

/// t = G dy, without the factors of its rows: the sums of all products are multiplied by them instead.
template <class V>
SAEM_ALWAYS_INLINE void gradient_transform(const V (&dy)[4], V (&t)[6]) {
  const V even_a = dy[0] + 0.5F * dy[2], odd_a = dy[1] + 0.5F * dy[3];
  const V even_b = dy[0] + 2.0F * dy[2], odd_b = dy[1] + 2.0F * dy[3];
  t[0] = dy[0];
  t[1] = even_a + point_a * odd_a;
  t[2] = even_a - point_a * odd_a;
  t[3] = even_b + point_b * odd_b;
  t[4] = even_b - point_b * odd_b;
  t[5] = dy[3];
}

/// dg = Aᵀ m, with those factors.
template <class V>
SAEM_ALWAYS_INLINE void kernel_gradient_transform(const V (&m)[6], V (&dg)[3]) {
  constexpr float of_a = -1.0F / 1.5F, of_b = 1.0F / 6.0F;
  const V even_a = of_a * (m[1] + m[2]), odd_a = m[1] - m[2];
  const V even_b = of_b * (m[3] + m[4]), odd_b = m[3] - m[4];
  dg[0] = m[0] + (even_a + even_b);
  dg[1] = (of_a * point_a) * odd_a + (of_b * point_b) * odd_b;
  dg[2] = m[5] + (0.5F * even_a + 2.0F * even_b);
}

/// The first or the second three of Bᵀ d.
template <bool second, class V>
SAEM_ALWAYS_INLINE void half_input_transform(const V (&d)[6], V (&t)[3]) {
  if constexpr (second) {
    const V even_b = d[4] - 0.5F * d[2], odd_b = d[3] - 0.5F * d[1];
    t[0] = even_b + point_b * odd_b;
    t[1] = even_b - point_b * odd_b;
    t[2] = d[1] + (d[5] - 2.5F * d[3]);
  } else {
    const V even_a = d[4] - 2.0F * d[2], odd_a = d[3] - 2.0F * d[1];
    t[0] = d[0] + (d[4] - 2.5F * d[2]);
    t[1] = even_a + point_a * odd_a;
    t[2] = even_a - point_a * odd_a;
  }
}

}  // namespace saem::cpu::winograd
