#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/train/loss.h"

namespace saem::testing_support {

using Row = std::vector<double>;

/// The elements of row i of the last axis.
inline Row row_of(const Array& a, std::int64_t i) {
  const std::int64_t width = a.shape()[-1];
  Row row;
  for (std::int64_t j = 0; j < width; ++j) row.push_back(a.at(i * width + j));
  return row;
}

/// float64 numbers, each drawn by `draw`.
inline Array random_f64(const Shape& shape, std::uint64_t seed,
                        const std::function<double(Generator&)>& draw) {
  Generator generator(seed);
  Array a(shape, DType::f64);
  for (double& v : a.mutable_data<double>()) v = draw(generator);
  return a;
}
inline Array normal_f64(const Shape& shape, std::uint64_t seed) {
  return random_f64(shape, seed, [](Generator& g) { return g.normal(); });
}
/// In (low, high).
inline Array uniform_f64(const Shape& shape, std::uint64_t seed, double low = 0.05, double high = 0.95) {
  return random_f64(shape, seed, [=](Generator& g) { return g.uniform(low, high); });
}
/// Class numbers, int32.
inline Array random_labels(const Shape& shape, std::int64_t classes, std::uint64_t seed) {
  return random_f64(shape, seed,
                    [=](Generator& g) { return std::floor(g.uniform(0, static_cast<double>(classes))); })
      .astype(DType::i32);
}
/// One-hot rows of class numbers (n,), float64.
inline Array one_hot_rows(const Array& labels, std::int64_t classes) {
  Array rows(labels.shape().concat({classes}), DType::f64);
  for (std::int64_t i = 0; i < labels.size(); ++i) {
    rows.mutable_data<double>()[static_cast<std::size_t>(i * classes) +
                                static_cast<std::size_t>(labels.at(i))] = 1;
  }
  return rows;
}

/// The slope of loss(y, p) against finite differences in float64.
inline void expect_slope(const Loss& loss, const Array& y, const Array& p, const Array& weights = {}) {
  const Tensor w = weights.size() > 0 ? Tensor(weights) : Tensor();
  const Tensor at = p;
  const Array slope = grad(loss(y, at, w), at).value();
  constexpr double h = 1e-5;
  for (std::int64_t i = 0; i < p.size(); ++i) {
    Array above = p;
    Array below = p;
    above.mutable_data<double>()[static_cast<std::size_t>(i)] += h;
    below.mutable_data<double>()[static_cast<std::size_t>(i)] -= h;
    const double expected = (loss(y, above, w).item() - loss(y, below, w).item()) / (2 * h);
    EXPECT_NEAR(slope.at(i), expected, 1e-5 * (1 + std::abs(expected))) << loss.name() << ", element " << i;
  }
}

/// Values against a formula of a row of targets and one of predictions (float64), in float64 and float32, and
/// the slope of the mean.
inline void expect_rows(const Loss& loss, const Array& y, const Array& p,
                        const std::function<double(const Row& y, const Row& p)>& formula) {
  const Array values = loss.values(y, p).value();
  const Array narrow = loss.values(y.astype(DType::f32), p.astype(DType::f32)).value();
  const std::int64_t rows = p.size() / p.shape()[-1];
  ASSERT_EQ(values.shape(), p.shape().slice(0, -1)) << loss.name();
  double total = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    const double expected = formula(row_of(y, i), row_of(p, i));
    EXPECT_NEAR(values.at(i), expected, 1e-9 * (1 + std::abs(expected))) << loss.name();
    EXPECT_NEAR(narrow.at(i), expected, 1e-4 * (1 + std::abs(expected))) << loss.name();
    total += expected;
  }
  EXPECT_NEAR(loss(y, p).item(), total / static_cast<double>(rows), 1e-8 * (1 + std::abs(total)));
  expect_slope(loss, y, p);
}

/// The mean over a row of a function of each pair.
inline std::function<double(const Row&, const Row&)> mean_of_pairs(
    const std::function<double(double y, double p)>& f) {
  return [f](const Row& y, const Row& p) {
    double total = 0;
    for (std::size_t j = 0; j < y.size(); ++j) total += f(y[j], p[j]);
    return total / static_cast<double>(y.size());
  };
}

}  // namespace saem::testing_support
