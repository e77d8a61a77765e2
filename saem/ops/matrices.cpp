#include "saem/ops/matrices.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

void require_matrices(const char* op, const Tensor& x) {
  if (x.rank() >= 2) return;
  fail<ShapeError>({op, fmt::format("expected matrices (rank 2 or more), received rank {}", x.rank()),
                    fmt::format("input {}", x.shape().to_string()), "Make a vector a matrix with diag."});
}

void require_extent(const char* op, std::int64_t extent) {
  if (extent >= 0) return;
  fail<ValueError>({op,
                    fmt::format("expected an extent of 0 or more, received {}", extent),
                    {},
                    "It is the number of rows or columns."});
}

/// Diagonals further out than any matrix has are all alike; so that k plus an extent does not overflow.
std::int64_t limited(std::int64_t k) {
  constexpr std::int64_t far = std::int64_t{1} << 40;
  return std::clamp(k, -far, far);
}

/// The number of each element's diagonal less k: (rows, columns).
std::pair<Tensor, Tensor> rows_and_columns(const char* op, std::int64_t rows, std::int64_t columns,
                                           std::int64_t k) {
  require_extent(op, rows);
  require_extent(op, columns);
  const Tensor row =
      reshape(arange(rows), {rows, 1}) + Array::full({}, static_cast<double>(limited(k)), DType::i64);
  return {row, arange(columns)};
}

}  // namespace

Tensor eye(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, DType dtype) {
  const auto [row, column] = rows_and_columns("eye", rows, columns.value_or(rows), k);
  return cast(equal(row, column), dtype);
}

Tensor triangular_mask(std::int64_t rows, std::int64_t columns, std::int64_t k) {
  const auto [row, column] = rows_and_columns("triangular_mask", rows, columns, k);
  return greater_equal(row, column);
}

Tensor tri(std::int64_t rows, std::optional<std::int64_t> columns, std::int64_t k, DType dtype) {
  return cast(triangular_mask(rows, columns.value_or(rows), k), dtype);
}

Tensor tril(const Tensor& x, std::int64_t k) {
  require_matrices("tril", x);
  return where(triangular_mask(x.shape()[-2], x.shape()[-1], k), x, 0.0);
}

Tensor triu(const Tensor& x, std::int64_t k) {
  require_matrices("triu", x);
  return where(triangular_mask(x.shape()[-2], x.shape()[-1], limited(k) - 1), zeros_like(x), x);
}

Tensor diagonal(const Tensor& x, std::int64_t k) {
  require_matrices("diagonal", x);
  const std::int64_t rows = x.shape()[-2];
  const std::int64_t columns = x.shape()[-1];
  const std::int64_t first_row = std::max<std::int64_t>(0, -limited(k));
  const std::int64_t first_column = std::max<std::int64_t>(0, limited(k));
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; first_row + i < rows && first_column + i < columns; ++i)
    places.push_back((first_row + i) * columns + first_column + i);
  return gather(reshape(x, x.shape().slice(0, x.rank() - 2).concat({rows * columns})), Array::of(places), -1);
}

Tensor diag(const Tensor& x, std::int64_t k) {
  if (x.rank() == 2) return diagonal(x, k);
  if (x.rank() != 1) {
    fail<ShapeError>({"diag", fmt::format("expected a vector or a matrix, received rank {}", x.rank()),
                      fmt::format("input {}", x.shape().to_string()),
                      "Use diagonal for matrices with leading axes."});
  }
  // Further out than memory reaches: let the size check refuse it.
  const std::int64_t before = std::max<std::int64_t>(0, limited(k));
  const std::int64_t after = std::max<std::int64_t>(0, -limited(k));
  const std::int64_t n = x.shape()[0] + before + after;
  // The element of each column, chosen where the diagonal is: a NaN elsewhere would not multiply away.
  const Tensor columns = pad(x, {before}, {after});
  return where(eye(n, n, k, DType::boolean), columns, 0.0);
}

Tensor trace(const Tensor& x, std::int64_t k) {
  require_matrices("trace", x);
  return sum(diagonal(x, k), {-1});
}

Tensor linspace(double start, double stop, std::int64_t count, bool endpoint, DType dtype) {
  require_extent("linspace", count);
  std::vector<double> numbers(static_cast<std::size_t>(count));
  const double steps = static_cast<double>(endpoint ? count - 1 : count);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = i == 0 ? start : start + (stop - start) * (static_cast<double>(i) / steps);
  if (endpoint && count > 1) numbers.back() = stop;
  return Array::of(numbers).astype(dtype);
}

Tensor arange(double start, double stop, double step, DType dtype) {
  if (step == 0 || !std::isfinite(start) || !std::isfinite(stop) || !std::isfinite(step)) {
    fail<ValueError>({"arange", "expected finite numbers and a step other than 0",
                      fmt::format("start {}, stop {}, step {}", start, stop, step),
                      "Numbers go from start to stop, without it, by step."});
  }
  const double count = std::max(0.0, std::ceil((stop - start) / step));
  if (count > 0x1p40) {
    fail<ValueError>({"arange", fmt::format("{} numbers do not fit into memory", count),
                      fmt::format("start {}, stop {}, step {}", start, stop, step), "Use a larger step."});
  }
  std::vector<double> numbers(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = start + step * static_cast<double>(i);
  return Array::of(numbers).astype(dtype);
}

Tensors meshgrid(std::span<const Tensor> axes, std::string_view indexing) {
  if (indexing != "xy" && indexing != "ij") {
    fail<ValueError>({"meshgrid",
                      fmt::format("expected indexing \"xy\" or \"ij\", received \"{}\"", indexing),
                      {},
                      "\"xy\" gives (y, x) pictures, \"ij\" matrices."});
  }
  if (axes.empty())
    fail<ValueError>({"meshgrid",
                      "expected at least one vector, received none",
                      {},
                      "Give one vector of coordinates per axis."});
  const auto place = [&](std::size_t i) { return indexing == "xy" && axes.size() > 1 && i < 2 ? 1 - i : i; };
  std::vector<std::int64_t> extents(axes.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i].rank() > 1) {
      fail<ShapeError>(
          {"meshgrid", fmt::format("expected vectors, received input {} of rank {}", i, axes[i].rank()),
           fmt::format("input {}", axes[i].shape().to_string()), "Give one vector of coordinates per axis."});
    }
    extents[place(i)] = axes[i].shape().count();
  }
  const Shape grid{std::span<const std::int64_t>(extents)};
  Tensors stretched;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::vector<std::int64_t> own(axes.size(), 1);
    own[place(i)] = axes[i].shape().count();
    stretched.push_back(broadcast_to(reshape(axes[i], Shape(std::span<const std::int64_t>(own))), grid));
  }
  return stretched;
}

}  // namespace saem
