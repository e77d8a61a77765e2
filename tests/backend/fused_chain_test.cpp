// Chains of functions in registers: which operand is where, the rest of a tile, what is written past the
// caches, what is written over its own input.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include "saem/compile/compile.h"
#include "saem/compile/program.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/graph/op.h"
#include "saem/graph/variable.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

using Function = std::function<Tensors(const Tensors&)>;

Array random_f32(Generator& g, const Shape& shape) {
  return random_array(g, shape, -2, 2).astype(DType::f32);
}

std::vector<Array> run(const Function& f, const std::vector<Array>& inputs, const std::string& backend) {
  Graph graph;
  for (const Array& x : inputs)
    graph.parameters.emplace_back(Node::leaf(parameter_op, TensorType{x.dtype(), x.shape()}));
  graph.outputs = f(graph.parameters);
  return Program(graph, {.backend = backend}).run(inputs);
}

void expect_close(const Function& f, const std::vector<Array>& inputs, const std::string& what) {
  const std::vector<Array> fast = run(f, inputs, "cpu");
  const std::vector<Array> plain = run(f, inputs, "reference");
  for (std::size_t o = 0; o < plain.size(); ++o) {
    for (std::int64_t i = 0; i < plain[o].size(); ++i)
      ASSERT_NEAR(fast[o].at(i), plain[o].at(i), 1e-5 * std::max(1.0, std::abs(plain[o].at(i))))
          << what << ", output " << o << ", element " << i;
  }
}

// The running value as each operand, as all of them, and as none; values that are read again later.
const std::vector<std::pair<std::string, Function>> shapes_of_chains{
    {"first operand", [](const Tensors& t) { return Tensors{abs(t[0]) - t[1]}; }},
    {"second operand", [](const Tensors& t) { return Tensors{t[1] - abs(t[0])}; }},
    {"both operands", [](const Tensors& t) { return Tensors{multiply(-t[0], -t[0]) + t[1]}; }},
    {"both operands, from memory",
     [](const Tensors& t) { return Tensors{t[0] * t[0] - t[1] / (t[0] - t[0] + 2.0)}; }},
    {"condition", [](const Tensors& t) { return Tensors{where(greater(t[0], t[1]), t[0], t[1])}; }},
    {"first choice", [](const Tensors& t) { return Tensors{where(greater(t[1], 0.0), abs(t[0]), t[1])}; }},
    {"second choice", [](const Tensors& t) { return Tensors{where(greater(t[1], 0.0), t[1], abs(t[0]))}; }},
    {"both choices",
     [](const Tensors& t) {
       const Tensor c = greater(t[1], 0.0);
       const Tensor x = abs(t[0]);
       return Tensors{where(c, x, x)};
     }},
    {"read again",
     [](const Tensors& t) {
       const Tensor a = t[0] * 1.5;
       const Tensor b = a + t[1];
       const Tensor c = sqrt(abs(b)) * a;
       return Tensors{c - b, b, greater(c, a)};
     }},
    {"around a loop",
     [](const Tensors& t) {
       return Tensors{tanh(t[0] * 0.5 + t[1]) * t[0] - 1.0, exp(t[1]) + t[0]};
     }},
    {"sums",
     [](const Tensors& t) {
       const Tensor a = relu(t[0] - t[1]) * 2.0;
       return Tensors{sum(a, {-1}), a + 1.0};
     }},
};

TEST(FusedChain, EveryOperandAndEveryRest) {
  Generator g(7);
  for (const std::int64_t n :
       {1, 15, 16, 63, 64, 127, 128, 129, 1000, 2048, 2049, 5000, 8192 + 129, 33'000, (1 << 17) + 5}) {
    const std::vector<Array> inputs{random_f32(g, {n}), random_f32(g, {n})};
    for (const auto& [name, f] : shapes_of_chains) expect_close(f, inputs, name + " of " + std::to_string(n));
  }
}

// A row that repeats: after a part of a step, a step, more than that; or not within a tile.
TEST(FusedChain, EveryPeriod) {
  Generator g(8);
  for (const std::int64_t row : {1, 2, 3, 16, 64, 100, 128, 256, 384, 5000}) {
    for (const std::int64_t rows : {1, 3, 70}) {
      const std::vector<Array> inputs{random_f32(g, {rows, row}), random_f32(g, {row})};
      for (const auto& [name, f] : shapes_of_chains)
        expect_close(f, inputs, name + " of rows of " + std::to_string(row));
      const std::vector<Array> other_way{random_f32(g, {rows, row}), random_f32(g, {rows, 1})};
      for (const auto& [name, f] : shapes_of_chains)
        expect_close(f, other_way, name + " of columns over " + std::to_string(row));
    }
  }
}

std::int64_t differences(const Array& a, const Array& b) {
  std::int64_t count = 0;
  const auto x = a.data<float>();
  const auto y = b.data<float>();
  for (std::size_t i = 0; i < x.size(); ++i)
    count += std::bit_cast<std::uint32_t>(x[i]) != std::bit_cast<std::uint32_t>(y[i]);
  return count;
}

// Larger than the caches: the outputs are written past them, one of them after it was read again.
TEST(FusedChain, LargerThanTheCache) {
  constexpr std::int64_t n = (9 << 20) + 37;
  const Function f = [](const Tensors& t) {
    const Tensor a = t[0] * 3.0 + 0.5;
    return Tensors{a, maximum(a * a, t[0]), tanh(a)};
  };
  Array x = Array::uninitialized({n}, DType::f32);
  for (std::int64_t i = 0; i < n; ++i)
    x.mutable_data<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i % 4001) / 1000.0F - 2;
  const std::vector<Array> y = run(f, {x}, "cpu");
  for (std::int64_t i = 0; i < n; ++i) {
    const float v = x.data<float>()[static_cast<std::size_t>(i)];
    const float product = v * 3.0F;
    const float a = product + 0.5F;
    ASSERT_FLOAT_EQ(y[0].data<float>()[static_cast<std::size_t>(i)], a) << i;
    ASSERT_FLOAT_EQ(y[1].data<float>()[static_cast<std::size_t>(i)], std::max(a * a, v)) << i;
    ASSERT_NEAR(y[2].data<float>()[static_cast<std::size_t>(i)], std::tanh(a), 1e-6F) << i;
  }
  const int threads = thread_count();
  set_thread_count(1);
  const std::vector<Array> alone = run(f, {x}, "cpu");
  set_thread_count(threads);
  for (std::size_t o = 0; o < y.size(); ++o) EXPECT_EQ(differences(y[o], alone[o]), 0) << o;
}

// Variables that change where they are: smaller and larger than the caches.
TEST(FusedChain, InPlace) {
  for (const std::int64_t n : {1000, (9 << 20) + 5}) {
    Array start = Array::uninitialized({n}, DType::f32);
    for (std::int64_t i = 0; i < n; ++i)
      start.mutable_data<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i % 777) / 100.0F;
    Variable x(start);
    Variable m(start);
    auto step = compile([&](const Tensor& g) {
      const Tensor next = 0.5 * Tensor(m) + g;
      m.assign(next);
      x.assign(Tensor(x) - 0.25 * next);
      return sum(g);
    });
    const Array gradient = start;
    (void)step(gradient);
    (void)step(gradient);
    const auto new_x = Tensor(x).value();
    const auto new_m = Tensor(m).value();
    for (std::int64_t i = 0; i < n; ++i) {
      const float s = start.data<float>()[static_cast<std::size_t>(i)];
      const float m1 = 0.5F * s + s;
      const float m2 = 0.5F * m1 + s;
      ASSERT_NEAR(new_m.data<float>()[static_cast<std::size_t>(i)], m2, 1e-5F) << i;
      ASSERT_NEAR(new_x.data<float>()[static_cast<std::size_t>(i)], s - 0.25F * m1 - 0.25F * m2, 1e-5F) << i;
    }
  }
}

}  // namespace
}  // namespace saem
