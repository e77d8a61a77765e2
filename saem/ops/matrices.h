#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "saem/graph/tensor.h"

namespace saem {

// Matrices with a pattern. Diagonal k lies k places to the right of the main one, to the left of it if k is
// negative. tril, triu, diagonal and trace work on the last two axes (…, m, n) and throw ShapeError for rank
// < 2.

/// (rows, columns) with ones on diagonal k; square when `columns` is not given. Throws ValueError for
/// negative extents.
[[nodiscard]] Tensor eye(std::int64_t rows, std::optional<std::int64_t> columns = {}, std::int64_t k = 0,
                         DType dtype = DType::f32);
/// bool (rows, columns), true on diagonal k and to the left of it: what an element sees of its past.
[[nodiscard]] Tensor triangular_mask(std::int64_t rows, std::int64_t columns, std::int64_t k = 0);
/// Ones on and below diagonal k, zeros above (NumPy's tri).
[[nodiscard]] Tensor tri(std::int64_t rows, std::optional<std::int64_t> columns = {}, std::int64_t k = 0,
                         DType dtype = DType::f32);
/// x with zeros above diagonal k.
[[nodiscard]] Tensor tril(const Tensor& x, std::int64_t k = 0);
/// x with zeros below diagonal k.
[[nodiscard]] Tensor triu(const Tensor& x, std::int64_t k = 0);
/// A vector (n,) on diagonal k of a square matrix of zeros; or diagonal k of a matrix (m, n). Throws
/// ShapeError for other ranks.
[[nodiscard]] Tensor diag(const Tensor& x, std::int64_t k = 0);
/// Diagonal k of each matrix: (…, m, n) → (…, length).
[[nodiscard]] Tensor diagonal(const Tensor& x, std::int64_t k = 0);
/// Sum of diagonal k: (…, m, n) → (…).
[[nodiscard]] Tensor trace(const Tensor& x, std::int64_t k = 0);

/// `count` numbers from `start` to `stop` at equal distances, `stop` included if `endpoint`. Throws
/// ValueError for a negative count.
[[nodiscard]] Tensor linspace(double start, double stop, std::int64_t count = 50, bool endpoint = true,
                              DType dtype = DType::f32);
/// start, start + step, … up to `stop`, which is left out. Throws ValueError for a step of 0 or one that is
/// not a number.
[[nodiscard]] Tensor arange(double start, double stop, double step = 1, DType dtype = DType::f32);
/// Vectors (or scalars) x, y, … stretched to a grid: "xy" gives shapes (|y|, |x|, …), "ij" (|x|, |y|, …).
/// Throws ShapeError for an input of higher rank, ValueError for another indexing.
[[nodiscard]] Tensors meshgrid(std::span<const Tensor> axes, std::string_view indexing = "xy");

}  // namespace saem
