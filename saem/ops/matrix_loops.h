#pragma once

// Factorizations of one small matrix, in double: what the reference loops and the cpu kernel share. Not part
// of the public interface.

#include <cstdint>
#include <string_view>

#include "saem/graph/tensor.h"

namespace saem::detail {

enum class MatrixFunction : std::uint8_t { cholesky, triangular_solve, solve, determinant, slogdet };

/// One of the ops of linear_algebra.cpp, for matrices of one size.
struct MatrixProblem {
  MatrixFunction function = MatrixFunction::solve;
  std::int64_t count = 1;    ///< matrices
  std::int64_t n = 0;        ///< rows of a
  std::int64_t columns = 0;  ///< of b; 0 for functions of a alone
  bool lower = true;
  bool transpose = false;

  /// Of a node with the given op, attributes and shapes.
  MatrixProblem(std::string_view op, const Attributes& attributes, const Shape& a, const Shape* b);

  /// Numbers of the result of one matrix.
  [[nodiscard]] std::int64_t result_size() const;
  /// Numbers of working memory.
  [[nodiscard]] std::int64_t work_size() const { return n * n + n; }
  /// Computes matrix `number`: a (n, n), b (n, columns) → y; `second` is the logarithm of slogdet. Throws
  /// ValueError for a matrix that has no result.
  void run(const double* a, const double* b, double* y, double* second, double* work,
           std::int64_t number) const;
};

}  // namespace saem::detail
