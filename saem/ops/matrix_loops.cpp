#include "saem/ops/matrix_loops.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

[[noreturn]] void reject(const MatrixProblem& problem, const char* place, std::int64_t number,
                         const double* a, const std::string& what, const std::string& advice) {
  const bool finite = std::all_of(a, a + problem.n * problem.n, [](double x) { return std::isfinite(x); });
  const std::string which =
      problem.count == 1 ? "the matrix" : fmt::format("matrix {} of {}", number, problem.count);
  fail<ValueError>({place, fmt::format("{} {}", which, finite ? what : "holds numbers that are not finite"),
                    fmt::format("{} rows", problem.n), finite ? advice : ""});
}

/// Row by row: L[i][j] = (a[i][j] - Σ L[i][k] L[j][k]) / L[j][j] over k < j.
void cholesky(const MatrixProblem& p, const double* a, double* y, std::int64_t number) {
  const std::int64_t n = p.n;
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      double rest = 0.5 * (a[i * n + j] + a[j * n + i]);
      for (std::int64_t k = 0; k < j; ++k) rest -= y[i * n + k] * y[j * n + k];
      if (i != j) {
        y[i * n + j] = rest / y[j * n + j];
      } else if (rest > 0) {
        y[i * n + i] = std::sqrt(rest);
      } else {
        reject(p, "cholesky", number, a, fmt::format("is not positive definite: pivot {} is {:.6g}", i, rest),
               "Add a small multiple of the identity matrix.");
      }
    }
    std::fill(y + i * n + i + 1, y + (i + 1) * n, 0.0);
  }
}

void triangular_solve(const MatrixProblem& p, const double* a, const double* b, double* y,
                      std::int64_t number) {
  const std::int64_t n = p.n;
  const std::int64_t m = p.columns;
  std::copy(b, b + n * m, y);
  const bool forward = p.lower != p.transpose;
  for (std::int64_t step = 0; step < n; ++step) {
    const std::int64_t i = forward ? step : n - 1 - step;
    for (std::int64_t before = 0; before < step; ++before) {
      const std::int64_t j = forward ? before : n - 1 - before;
      const double factor = p.transpose ? a[j * n + i] : a[i * n + j];
      for (std::int64_t c = 0; c < m; ++c) y[i * m + c] -= factor * y[j * m + c];
    }
    const double diagonal = a[i * n + i];
    if (diagonal == 0) {
      reject(p, "triangular_solve", number, a, fmt::format("is singular: element {} of its diagonal is 0", i),
             "");
    }
    for (std::int64_t c = 0; c < m; ++c) y[i * m + c] /= diagonal;
  }
}

/// Elimination with row pivots on `lu`, which is overwritten, and on the rows of y with it. Returns the sign
/// of the permutation, or 0 at the first pivot that is not larger than `tolerance` times its row was.
double eliminate(std::int64_t n, double* lu, double* row_sizes, double* y, std::int64_t columns,
                 double tolerance) {
  double sign = 1;
  for (std::int64_t i = 0; i < n; ++i) {
    row_sizes[i] = 0;
    for (std::int64_t j = 0; j < n; ++j) row_sizes[i] = std::max(row_sizes[i], std::abs(lu[i * n + j]));
  }
  for (std::int64_t k = 0; k < n; ++k) {
    std::int64_t pivot = k;
    for (std::int64_t i = k + 1; i < n; ++i) {
      if (std::abs(lu[i * n + k]) > std::abs(lu[pivot * n + k])) pivot = i;
    }
    if (!(std::abs(lu[pivot * n + k]) > tolerance * row_sizes[pivot])) return 0;
    if (pivot != k) {
      std::swap_ranges(lu + k * n, lu + (k + 1) * n, lu + pivot * n);
      std::swap_ranges(y + k * columns, y + (k + 1) * columns, y + pivot * columns);
      std::swap(row_sizes[k], row_sizes[pivot]);
      sign = -sign;
    }
    for (std::int64_t i = k + 1; i < n; ++i) {
      const double factor = lu[i * n + k] / lu[k * n + k];
      if (factor == 0) continue;
      for (std::int64_t j = k + 1; j < n; ++j) lu[i * n + j] -= factor * lu[k * n + j];
      for (std::int64_t c = 0; c < columns; ++c) y[i * columns + c] -= factor * y[k * columns + c];
    }
  }
  return sign;
}

void solve(const MatrixProblem& p, const double* a, const double* b, double* y, double* work,
           std::int64_t number) {
  const std::int64_t n = p.n;
  const std::int64_t m = p.columns;
  std::copy(a, a + n * n, work);
  std::copy(b, b + n * m, y);
  // What rounding leaves of a row that depends on the others is about this large.
  const double tolerance = static_cast<double>(n) * std::numeric_limits<double>::epsilon();
  if (eliminate(n, work, work + n * n, y, m, tolerance) == 0 && n > 0) {
    reject(p, "solve", number, a, "is singular: its rows depend on each other",
           "Add a small multiple of the identity matrix, or solve the problem by least squares.");
  }
  for (std::int64_t i = n - 1; i >= 0; --i) {
    for (std::int64_t j = i + 1; j < n; ++j) {
      for (std::int64_t c = 0; c < m; ++c) y[i * m + c] -= work[i * n + j] * y[j * m + c];
    }
    for (std::int64_t c = 0; c < m; ++c) y[i * m + c] /= work[i * n + i];
  }
}

/// Sign of the determinant; the pivots stay on the diagonal of `work`.
double eliminated_sign(const MatrixProblem& p, const double* a, double* work) {
  std::copy(a, a + p.n * p.n, work);
  return eliminate(p.n, work, work + p.n * p.n, nullptr, 0, 0);
}

void determinant(const MatrixProblem& p, const double* a, double* y, double* work) {
  *y = eliminated_sign(p, a, work);
  for (std::int64_t i = 0; i < p.n && *y != 0; ++i) *y *= work[i * p.n + i];
}

void slogdet(const MatrixProblem& p, const double* a, double* sign, double* logarithm, double* work) {
  *sign = eliminated_sign(p, a, work);
  *logarithm = *sign == 0 ? -std::numeric_limits<double>::infinity() : 0;
  for (std::int64_t i = 0; i < p.n && *sign != 0; ++i) {
    const double pivot = work[i * p.n + i];
    if (pivot < 0) *sign = -*sign;
    *logarithm += std::log(std::abs(pivot));
  }
}

MatrixFunction function_named(std::string_view op) {
  if (op == "cholesky") return MatrixFunction::cholesky;
  if (op == "triangular_solve") return MatrixFunction::triangular_solve;
  if (op == "determinant") return MatrixFunction::determinant;
  return op == "slogdet" ? MatrixFunction::slogdet : MatrixFunction::solve;
}

}  // namespace

MatrixProblem::MatrixProblem(std::string_view op, const Attributes& attributes, const Shape& a,
                             const Shape* b)
    : function(function_named(op)),
      count(a.slice(0, a.rank() - 2).count()),
      n(a[-1]),
      columns(b == nullptr ? 0 : (*b)[-1]) {
  if (function == MatrixFunction::triangular_solve) {
    lower = attributes.flag("lower");
    transpose = attributes.flag("transpose");
  }
}

std::int64_t MatrixProblem::result_size() const {
  switch (function) {
    case MatrixFunction::cholesky:
      return n * n;
    case MatrixFunction::determinant:
    case MatrixFunction::slogdet:
      return 1;
    default:
      return n * columns;
  }
}

void MatrixProblem::run(const double* a, const double* b, double* y, double* second, double* work,
                        std::int64_t number) const {
  switch (function) {
    case MatrixFunction::cholesky:
      return cholesky(*this, a, y, number);
    case MatrixFunction::triangular_solve:
      return triangular_solve(*this, a, b, y, number);
    case MatrixFunction::solve:
      return solve(*this, a, b, y, work, number);
    case MatrixFunction::determinant:
      return determinant(*this, a, y, work);
    case MatrixFunction::slogdet:
      return slogdet(*this, a, y, second, work);
  }
}

}  // namespace saem::detail
