#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem::testing {

/// Compares the gradient of Σ w · f(inputs), for fixed random w, with central differences in every element of
/// every input (float64), and, with `second`, the gradient of Σ v · gradient likewise. For functions that are
/// made of several ops; records have the tester of op_tester.h.
inline void expect_gradients(const std::function<Tensor(const Tensors&)>& f, std::vector<Array> inputs,
                             bool second = true, double tolerance = 1e-6) {
  constexpr double step = 1e-5;
  Generator g(77);
  for (Array& input : inputs) input = input.astype(DType::f64);
  const auto as_tensors = [](const std::vector<Array>& arrays) {
    return Tensors(arrays.begin(), arrays.end());
  };
  const auto dot = [](const Array& a, const Array& b) {
    double total = 0;
    for (std::int64_t i = 0; i < a.size(); ++i) total += a.at(i) * b.at(i);
    return total;
  };
  const Array w = random_array(g, f(as_tensors(inputs)).shape());
  std::vector<Array> vs;
  for (const Array& input : inputs) vs.push_back(random_array(g, input.shape()));

  const auto compare = [&](const Tensors& xs, const Tensors& found,
                           const std::function<double(const std::vector<Array>&)>& value, double allowed) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Array gradient = found[k].value();
      ASSERT_EQ(gradient.shape(), xs[k].shape());
      double largest = 1;
      for (std::int64_t i = 0; i < gradient.size(); ++i)
        largest = std::max(largest, std::abs(gradient.at(i)));
      for (std::int64_t i = 0; i < gradient.size(); ++i) {
        std::vector<Array> moved = inputs;
        moved[k].mutable_data<double>()[i] += step;
        const double above = value(moved);
        moved[k].mutable_data<double>()[i] -= 2 * step;
        const double below = value(moved);
        EXPECT_NEAR(gradient.at(i), (above - below) / (2 * step), allowed * largest)
            << "input " << k << ", element " << i;
      }
    }
  };
  const Tensors xs = as_tensors(inputs);
  compare(
      xs, gradients(f(xs), xs, w),
      [&](const std::vector<Array>& at) { return dot(w, f(as_tensors(at)).value()); }, tolerance);
  if (!second) return;
  const auto weighted_gradient = [&](const Tensors& at) {
    const Tensors first = gradients(f(at), at, w);
    Tensor total = Tensor::scalar(0, DType::f64);
    for (std::size_t k = 0; k < first.size(); ++k) total = total + sum(first[k] * Tensor(vs[k]));
    return total;
  };
  compare(
      xs, gradients(weighted_gradient(xs), xs),
      [&](const std::vector<Array>& at) { return weighted_gradient(as_tensors(at)).item(); }, 10 * tolerance);
}

}  // namespace saem::testing
