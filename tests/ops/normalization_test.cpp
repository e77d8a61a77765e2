#include "saem/ops/normalization.h"

#include <cmath>
#include <functional>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

/// Normalizes the elements with equal part(index): subtracts their mean, divides by √(variance + epsilon).
std::vector<double> by_parts(const Array& x, double epsilon,
                             const std::function<std::int64_t(std::int64_t)>& part) {
  std::vector<double> result;
  for (std::int64_t i = 0; i < x.size(); ++i) {
    double n = 0;
    double total = 0;
    double squares = 0;
    for (std::int64_t j = 0; j < x.size(); ++j) {
      if (part(j) != part(i)) continue;
      n += 1;
      total += x.at(j);
    }
    for (std::int64_t j = 0; j < x.size(); ++j) {
      if (part(j) == part(i)) squares += std::pow(x.at(j) - total / n, 2);
    }
    result.push_back((x.at(i) - total / n) / std::sqrt(squares / n + epsilon));
  }
  return result;
}

Array sample(const Shape& shape, std::uint64_t seed = 1) {
  Generator g(seed);
  return random_array(g, shape, -2, 3);
}

TEST(LayerNormalization, IsItsFormula) {
  const Array x = sample({3, 4, 5});
  expect_values(layer_normalization(x), {3, 4, 5}, by_parts(x, 1e-3, [](std::int64_t i) { return i / 5; }),
                1e-9);
  expect_values(layer_normalization(x, {}, {}, {1, 2}, 1e-5), {3, 4, 5},
                by_parts(x, 1e-5, [](std::int64_t i) { return i / 20; }), 1e-9);
  expect_values(layer_normalization(x, {}, {}, {1}), {3, 4, 5},
                by_parts(x, 1e-3, [](std::int64_t i) { return i / 20 * 5 + i % 5; }), 1e-9);
}

TEST(LayerNormalization, ScalesAndShifts) {
  const Tensor x = tensor({1, 2}, {0, 2});
  expect_values(layer_normalization(x, tensor({2}, {10, 100}), tensor({2}, {1, 2}), {-1}, 0), {1, 2},
                {-9, 102}, 1e-5);
}

TEST(GroupNormalization, IsItsFormula) {
  const Array x = sample({2, 3, 2, 6});
  const auto example = [](std::int64_t i) { return i / 36; };
  expect_values(group_normalization(x, 3), x.shape(),
                by_parts(x, 1e-3, [&](std::int64_t i) { return example(i) * 3 + i % 6 / 2; }), 1e-9);
  expect_values(group_normalization(x, 1), x.shape(), by_parts(x, 1e-3, example), 1e-9);
  const Array line = sample({2, 5, 4});
  expect_values(group_normalization(line, 2), line.shape(),
                by_parts(line, 1e-3, [](std::int64_t i) { return i / 20 * 2 + i % 4 / 2; }), 1e-9);
  const std::vector<double> alone = by_parts(x, 1e-3, [&](std::int64_t i) { return example(i) * 6 + i % 6; });
  expect_values(group_normalization(x, 6), x.shape(), alone, 1e-9);
  expect_values(instance_normalization(x), x.shape(), alone, 1e-9);
  // Vectors: groups of channels.
  const Array v = sample({3, 4});
  expect_values(group_normalization(v, 2), {3, 4}, by_parts(v, 1e-3, [](std::int64_t i) { return i / 2; }),
                1e-9);
}

TEST(RmsNormalization, ByHand) {
  const Tensor x = tensor({2, 2}, {3, 4, 0, 0});
  const double rms = std::sqrt(12.5 + 1e-6);
  expect_values(rms_normalization(x), {2, 2}, {3 / rms, 4 / rms, 0, 0});
  expect_values(rms_normalization(x, tensor({2}, {10, 1})), {2, 2}, {30 / rms, 4 / rms, 0, 0}, 1e-5);
}

TEST(UnitNormalization, ByHand) {
  expect_values(unit_normalization(tensor({2, 2}, {3, -4, 0, 0})), {2, 2}, {0.6, -0.8, 0, 0});
  expect_values(unit_normalization(tensor({2, 2}, {3, 1, 4, 0}), {0}), {2, 2}, {0.6, 1, 0.8, 0});
  expect_values(unit_normalization(tensor({1, 2}, {1e-20, 0})), {1, 2}, {1e-8, 0}, 1e-12);
}

TEST(LocalResponseNormalization, IsItsFormula) {
  const Array x = sample({2, 3, 5});
  const LocalResponseOptions o = {.depth_radius = 1, .bias = 2, .alpha = 0.5, .beta = 0.75};
  std::vector<double> expected;
  for (std::int64_t i = 0; i < x.size(); ++i) {
    double total = 0;
    for (std::int64_t j = -1; j <= 1; ++j) {
      if (i % 5 + j >= 0 && i % 5 + j < 5) total += std::pow(x.at(i + j), 2);
    }
    expected.push_back(x.at(i) / std::pow(2 + 0.5 * total, 0.75));
  }
  expect_values(local_response_normalization(x, o), x.shape(), expected, 1e-9);
}

TEST(Normalizations, GradientsAgreeWithDifferences) {
  const Array gamma = sample({4}, 2);
  const Array beta = sample({4}, 3);
  const std::vector<Array> with_parameters = {sample({2, 3, 4}), gamma, beta};
  expect_gradients([](const Tensors& t) { return layer_normalization(t[0], t[1], t[2]); }, with_parameters);
  expect_gradients([](const Tensors& t) { return group_normalization(t[0], 2, t[1], t[2]); },
                   with_parameters);
  expect_gradients([](const Tensors& t) { return instance_normalization(t[0], t[1], t[2]); },
                   with_parameters);
  expect_gradients([](const Tensors& t) { return rms_normalization(t[0], t[1]); },
                   {sample({2, 3, 4}), gamma});
  expect_gradients([](const Tensors& t) { return unit_normalization(t[0]); }, {sample({2, 3, 4})});
  expect_gradients([](const Tensors& t) { return local_response_normalization(t[0], {.depth_radius = 1}); },
                   {sample({2, 3, 4})});
}

TEST(Normalizations, Messages) {
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(group_normalization(zeros({2, 3, 4}), 3));
            }).find("group_normalization: 4 channels cannot be split into 3 groups"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(layer_normalization(zeros({2, 3}), ones({2})));
            }).find("layer_normalization: expected gamma of shape (3,), received (2,)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(layer_normalization(zeros({2, 0})));
            }).find("there are no elements to average"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(unit_normalization(arange(3)));
            }).find("unit_normalization: expected a floating input, received int64"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(instance_normalization(zeros({2, 3})));
            }).find("received rank 2"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
