#include "saem/nn/orthogonal_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

using Vector = std::vector<double>;

void subtract_projection(Vector& v, const Vector& unit) {
  const double along = std::inner_product(v.begin(), v.end(), unit.begin(), 0.0);
  for (std::size_t i = 0; i < v.size(); ++i) v[i] -= along * unit[i];
}

// What is left of a random vector when the directions of all vectors so far are taken out (Gram and Schmidt).
// A random vector is never within their span but for rounding; twice, so that the rest is orthogonal to all
// digits. Its direction is uniform, since the distribution of the vector is the same in all directions.
Vector next_vector(const std::vector<Vector>& so_far, std::size_t length, Generator& g) {
  while (true) {
    Vector v(length);
    for (double& x : v) x = g.normal();
    for (int pass = 0; pass < 2; ++pass)
      for (const Vector& unit : so_far) subtract_projection(v, unit);
    const double norm = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
    if (norm < 1e-9) continue;
    for (double& x : v) x /= norm;
    return v;
  }
}

}  // namespace

Array orthogonal_matrix(const Shape& shape, double gain, Generator& generator) {
  if (shape.rank() < 2) {
    fail<ShapeError>({"orthogonal",
                      fmt::format("expected a weight with two axes or more, received {}", shape.to_string()),
                      {},
                      "Use another initializer for this weight."});
  }
  Array result(shape);
  if (result.size() == 0) return result;
  const auto columns = static_cast<std::size_t>(shape[-1]);
  const std::size_t rows = static_cast<std::size_t>(result.size()) / columns;
  const bool tall = rows >= columns;
  std::vector<Vector> vectors;
  for (std::size_t i = 0; i < std::min(rows, columns); ++i)
    vectors.push_back(next_vector(vectors, std::max(rows, columns), generator));
  const auto out = result.mutable_data<float>();
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c)
      out[r * columns + c] = static_cast<float>(gain * (tall ? vectors[c][r] : vectors[r][c]));
  }
  return result;
}

}  // namespace saem::detail
