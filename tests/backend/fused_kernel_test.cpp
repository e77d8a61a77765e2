// Fused groups against the reference backend: random chains over random shapes, stretched inputs, several
// outputs, masks.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>

#include "saem/compile/compile.h"
#include "saem/core/random.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Array random_f32(Generator& g, const Shape& shape) {
  return random_array(g, shape, -2, 2).astype(DType::f32);
}

/// A random expression over the inputs; the same one each time for the same seed.
Tensors random_chain(std::uint64_t seed, std::vector<Tensor> pool) {
  Generator g(seed, 1);
  const auto any = [&]() -> Tensor {
    return pool[static_cast<std::size_t>(g.integer(static_cast<std::int64_t>(pool.size())))];
  };
  const Shape full = pool[0].shape();
  for (int i = 0; i < 12; ++i) {
    const Tensor a = any();
    const Tensor b = any();
    switch (g.integer(8)) {
      case 0:
        pool.push_back(a + b);
        break;
      case 1:
        pool.push_back(a * b);
        break;
      case 2:
        pool.push_back(tanh(a));
        break;
      case 3:
        pool.push_back(relu(a) - b);
        break;
      case 4:
        pool.push_back(where(greater(a, 0.25), a, b));
        break;
      case 5:
        pool.push_back(sigmoid(a) * 2.0);
        break;
      case 6:
        pool.push_back(maximum(a, b));
        break;
      default:
        pool.push_back(cast(less(a, 0.5), DType::f32) + b);
        break;
    }
  }
  const Tensor last = broadcast_to(pool.back(), broadcast(pool.back().shape(), full, "test"));
  return {last, pool[pool.size() - 3], greater(last, 0.0)};
}

TEST(FusedKernel, RandomChainsEqualTheReference) {
  setenv("SAEM_POISON", "1", 1);
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Generator g(seed);
    const Shape shape = seed % 5 == 0 ? Shape{200, 37} : random_shape(g, 1, 4);
    std::vector<Array> inputs{random_f32(g, shape)};
    for (int i = 0; i < 3; ++i) {
      // Any trailing part of the shape with some extents set to 1 stretches to it.
      Shape part = shape.slice(static_cast<int>(g.integer(shape.rank() + 1)), shape.rank());
      for (int axis = 0; axis < part.rank(); ++axis) {
        if (g.integer(3) == 0) part = part.with(axis, 1);
      }
      inputs.push_back(random_f32(g, part));
    }
    const auto chain = [&](Tensor a, Tensor b, Tensor c, Tensor d) {
      return random_chain(seed, {a, b, c, d});
    };
    const Tensors fast = compile(chain)(inputs[0], inputs[1], inputs[2], inputs[3]);
    const Tensors plain =
        compile(chain, {.backend = "reference"})(inputs[0], inputs[1], inputs[2], inputs[3]);
    for (std::size_t o = 0; o < 2; ++o) {
      const Array x = fast[o].value();
      const Array y = plain[o].value();
      ASSERT_EQ(x.shape(), y.shape());
      double scale = 1;
      for (std::int64_t i = 0; i < y.size(); ++i) scale = std::max(scale, std::abs(y.at(i)));
      for (std::int64_t i = 0; i < x.size(); ++i)
        ASSERT_NEAR(x.at(i), y.at(i), 2e-5 * scale) << "seed " << seed << " output " << o << " element " << i;
    }
  }
  unsetenv("SAEM_POISON");
}

double ulps(float a, double exact) {
  const float rounded = static_cast<float>(exact);
  if (std::isnan(a) && std::isnan(exact)) return 0;
  if (a == rounded) return 0;
  const double spacing =
      std::abs(static_cast<double>(std::nextafter(rounded, INFINITY)) - static_cast<double>(rounded));
  return std::abs(static_cast<double>(a) - exact) / spacing;
}

struct Function {
  const char* name;
  Tensor (*op)(const Tensor&);
  double (*exact)(double);
  double low;
  double high;
  double bound;
};

class VectorMath : public testing::TestWithParam<Function> {};

TEST_P(VectorMath, StaysWithinItsBound) {
  const Function& f = GetParam();
  std::vector<float> x;
  for (int i = 0; i <= 200000; ++i) x.push_back(static_cast<float>(f.low + (f.high - f.low) * i / 200000));
  const Array y = f.op(Tensor(Array::of(x))).value();
  double worst = 0;
  float at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double distance = ulps(y.data<float>()[i], f.exact(static_cast<double>(x[i])));
    if (distance > worst) {
      worst = distance;
      at = x[i];
    }
  }
  EXPECT_LE(worst, f.bound) << f.name << " at " << at;
  RecordProperty("worst_ulp", std::to_string(worst));
}

INSTANTIATE_TEST_SUITE_P(
    All, VectorMath,
    testing::Values(Function{"exp", exp, [](double x) { return std::exp(x); }, -87, 88.5, 2},
                    Function{"log", log, [](double x) { return std::log(x); }, 1e-6, 100, 4},
                    Function{"tanh", tanh, [](double x) { return std::tanh(x); }, -12, 12, 8},
                    Function{"sigmoid", sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, -80, 80, 4},
                    Function{"softplus", softplus,
                             [](double x) { return std::log1p(std::exp(-std::abs(x))) + std::max(x, 0.0); },
                             -60, 60, 4}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(VectorMathEnds, InfinityZeroAndNaN) {
  const float inf = INFINITY;
  const Array x = Array::of(std::vector<float>{inf, -inf, NAN, 0, 100, -120, -1});
  const Array e = exp(Tensor(x)).value();
  EXPECT_EQ(e.at(0), inf);
  EXPECT_EQ(e.at(1), 0);
  EXPECT_TRUE(std::isnan(e.at(2)));
  EXPECT_EQ(e.at(3), 1);
  EXPECT_EQ(e.at(4), inf);
  EXPECT_EQ(e.at(5), 0);
  const Array l = log(Tensor(x)).value();
  EXPECT_EQ(l.at(0), inf);
  EXPECT_TRUE(std::isnan(l.at(2)));
  EXPECT_EQ(l.at(3), -inf);
  EXPECT_TRUE(std::isnan(l.at(6)));
  EXPECT_TRUE(std::isnan(tanh(Tensor(x)).value().at(2)));
  EXPECT_EQ(tanh(Tensor(x)).value().at(0), 1);
  EXPECT_TRUE(std::isnan(relu(Tensor(x)).value().at(2))) << "ReLU must not hide a NaN";
  EXPECT_EQ(sigmoid(Tensor(x)).value().at(1), 0);
}

}  // namespace
}  // namespace saem
