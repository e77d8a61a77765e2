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

TEST(FusedKernel, GroupsThatTheLoopsDoNotTakeRunOnTheReference) {
  const auto f = [](const Tensor& flag, const Tensor& x) { return logical_and(flag, greater(x, 0.0)); };
  const Tensor flag(Array::scalar(1, DType::boolean));
  const Array x = Array::of(std::vector<double>{-1, 2, 0, 3}, {2, 2});
  const Array expected = f(flag, x).value();
  const Array y = compile(f)(flag, Tensor(x)).value();
  for (std::int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(y.at(i), x.at(i) > 0 ? 1 : 0) << i;
    EXPECT_EQ(expected.at(i), y.at(i));
  }
}

}  // namespace
}  // namespace saem
