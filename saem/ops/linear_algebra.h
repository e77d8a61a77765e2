#pragma once

#include <utility>

#include "saem/graph/tensor.h"

namespace saem {

// Linear algebra of many small matrices: a is floating (…, n, n), and every matrix is taken by itself.
// Leading axes of two arguments are equal. Computed in double, whatever the dtype. Each throws ShapeError
// where matrices are not square or do not fit each other. What is found in the numbers stops the computation
// with a ValueError that names the matrix. The gradients are those of Giles 2008, "Collected matrix
// derivative results for forward and reverse mode algorithmic differentiation".

/// Lower triangular L with L·Lᵀ = a (upper: U with Uᵀ·U = a) for symmetric positive definite a. Of another
/// matrix the symmetric part, (a + aᵀ) / 2, is taken. ValueError if that is not positive definite.
/// Gradient: Murray 2016, "Differentiation of the Cholesky decomposition", equations 8 to 10.
[[nodiscard]] Tensor cholesky(const Tensor& a, bool upper = false);

struct TriangularSolveOptions {
  bool lower = true;       ///< which triangle of a is read; the other may hold anything
  bool transpose = false;  ///< solve aᵀ·x = b
};
/// x with a·x = b for triangular a: b (…, n, m) → (…, n, m). ValueError for a zero on the diagonal.
[[nodiscard]] Tensor triangular_solve(const Tensor& a, const Tensor& b,
                                      const TriangularSolveOptions& options = {});

/// x with a·x = b, by elimination with row pivots: b (…, n, m), or (…, n) where b has one axis less than a.
/// ValueError for a singular a.
[[nodiscard]] Tensor solve(const Tensor& a, const Tensor& b);
/// x with L·Lᵀ·x = b for the lower triangular Cholesky factor L: b (…, n, m).
[[nodiscard]] Tensor cholesky_solve(const Tensor& factor, const Tensor& b);
/// a⁻¹. ValueError for a singular a.
[[nodiscard]] Tensor inverse(const Tensor& a);

/// (…, n, n) → (…). 1 for n = 0. The gradient, det · a⁻ᵀ, is a ValueError where a is singular.
[[nodiscard]] Tensor determinant(const Tensor& a);
/// Sign (-1, 0 or 1) and logarithm of the magnitude (-∞ for 0) of the determinant: does not overflow.
[[nodiscard]] std::pair<Tensor, Tensor> slogdet(const Tensor& a);
/// log det of symmetric positive definite a, from its Cholesky factor.
[[nodiscard]] Tensor logdet(const Tensor& a);

}  // namespace saem
