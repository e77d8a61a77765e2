// Which nodes become one task: reductions at the end of elementwise groups, and random masks inside them.
#include "saem/passes/grouping.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/backend/backend.h"
#include "saem/compile/compile.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape, DType dtype = DType::f32) {
  return Tensor(Node::leaf(parameter_op, {dtype, shape}));
}

Schedule schedule_of(const Tensors& outputs) {
  Graph graph;
  graph.outputs = outputs;
  return make_schedule(simplify(graph), find_backend("cpu").grouping());
}

std::vector<std::string> ops_of(const Task& task) {
  std::vector<std::string> names;
  for (const auto& node : task.nodes) {
    if (!is_stretch(*node)) names.push_back(node->op().name);
  }
  return names;
}
using Names = std::vector<std::string>;

TEST(Grouping, ASumClosesTheGroupThatMakesItsInput) {
  const Tensor x = parameter({8, 5, 5, 16});
  const Schedule schedule = schedule_of({sum(square(x), {0, 1, 2})});
  ASSERT_EQ(schedule.size(), 1U);
  EXPECT_EQ(ops_of(schedule[0]), (Names{"square", "sum"}));
  EXPECT_EQ(schedule[0].outputs.size(), 1U) << "what is summed is not written";
  EXPECT_EQ(schedule[0].node().op().name, "square");
  EXPECT_EQ(schedule[0].to_string(), "square+sum (8, 5, 5, 16)");
}

TEST(Grouping, SumsOfWhatAGroupReadsJoinIt) {
  const Tensor dy = parameter({8, 5, 5, 16}), x = parameter({8, 5, 5, 16}), mean = parameter({16});
  // Batch normalization's backward pass, in both orders.
  const Tensor product = dy * (x - mean);
  EXPECT_EQ(schedule_of({sum(dy, {0, 1, 2}), sum(product, {0, 1, 2})}).size(), 1U);
  EXPECT_EQ(schedule_of({sum(product, {0, 1, 2}), sum(dy, {0, 1, 2})}).size(), 1U);
  EXPECT_EQ(schedule_of({sum(dy, {0, 1, 2}), sum(dy)}).size(), 1U) << "sums alone";
}

TEST(Grouping, WhatNeedsTheSumComesAfterIt) {
  const Tensor x = parameter({300, 16});
  const Tensor y = tanh(x);
  const Tensor total = sum(y, {0});
  const Schedule schedule = schedule_of({y * total, y + 1.0});
  ASSERT_EQ(schedule.size(), 2U);
  EXPECT_EQ(schedule[0].nodes.back()->op().name, "sum");
  EXPECT_EQ(schedule[1].node().op().name, "multiply");
  // Through a view, a stretch and a detour.
  const Tensor late = y * tanh(reshape(mean(y, {1}, {.keepdims = true}), {300, 1}));
  const Schedule detour = schedule_of({late, y});
  EXPECT_EQ(ops_of(detour.front()), (Names{"tanh", "sum"}));
  EXPECT_EQ(ops_of(detour.back()), (Names{"multiply"}));
}

TEST(Grouping, ReductionsThatTilesCannotTakeStayAlone) {
  const Tensor x = parameter({4, 6, 8, 3});
  EXPECT_EQ(schedule_of({sum(square(x), {1})}).size(), 2U);
  EXPECT_EQ(schedule_of({max(square(x), {0})}).size(), 2U);
  EXPECT_EQ(schedule_of({sum(square(parameter({0, 3})), {0})}).size(), 2U) << "no elements";
  EXPECT_EQ(schedule_of({sum(square(parameter({8, 3}, DType::i64)))}).size(), 2U);
}

TEST(Grouping, DropoutIsOneTask) {
  const Tensor x = parameter({64, 40}), key = parameter({2}, DType::i64);
  const Schedule schedule = schedule_of({dropout(relu(x), 0.25, key)});
  ASSERT_EQ(schedule.size(), 1U);
  EXPECT_EQ(schedule[0].inputs.front().dtype(), DType::i64);
  EXPECT_EQ(schedule_of({random_uniform(key, {64, 40})}).size(), 1U);
  EXPECT_EQ(schedule_of({x * sum(random_uniform(key, {64, 64}), {1}, {.keepdims = true})}).size(), 2U);
}

/// Networks of elementwise work, reductions of all kinds, stretches of their results, and random masks.
Tensors random_net(std::uint64_t seed, const Tensor& a, const Tensor& b, const Tensor& key) {
  Generator g(seed, 7);
  Tensors pool{a, b};
  const Shape full = a.shape();
  const auto any = [&] {
    return pool[static_cast<std::size_t>(g.integer(static_cast<std::int64_t>(pool.size())))];
  };
  Tensors results;
  for (int i = 0; i < 20; ++i) {
    switch (g.integer(8)) {
      case 0:
        pool.push_back(any() + any());
        break;
      case 1:
        pool.push_back(tanh(any()) * any());
        break;
      case 2:
        pool.push_back(any() - mean(any(), {0}));
        break;
      case 3:
        pool.push_back(any() * tanh(mean(any(), {-1}, {.keepdims = true})));
        break;
      case 4:
        pool.push_back(any() * tanh(mean(any())));
        break;
      case 5:
        pool.push_back(any() - max(any(), {-1}, {.keepdims = true}));
        break;
      case 6:
        results.push_back(sum(any(), {static_cast<int>(g.integer(full.rank()))}));
        break;
      default:
        pool.push_back(dropout(any(), 0.5, key));
        break;
    }
  }
  results.insert(results.end(), {pool.back(), tanh(sum(pool[pool.size() - 2]))});
  return results;
}

TEST(Grouping, RandomNetsEqualTheReference) {
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    Generator g(seed);
    const Shape shape = seed % 4 == 0 ? Shape{90, 70} : random_shape(g, 2, 4);
    const Array a = random_array(g, shape).astype(DType::f32), b = random_array(g, shape).astype(DType::f32);
    const Array key = Array::of(std::vector<std::int64_t>{static_cast<std::int64_t>(seed), 3});
    const auto net = [&](Tensor x, Tensor y, Tensor k) { return random_net(seed, x, y, k); };
    const Tensors fast = compile(net)(a, b, key);
    const Tensors plain = compile(net, {.backend = "reference"})(a, b, key);
    for (std::size_t o = 0; o < fast.size(); ++o) {
      const Array x = fast[o].value(), y = plain[o].value();
      double scale = 1;
      for (std::int64_t i = 0; i < y.size(); ++i) scale = std::max(scale, std::abs(y.at(i)));
      for (std::int64_t i = 0; i < x.size(); ++i)
        ASSERT_NEAR(x.at(i), y.at(i), 1e-4 * scale) << "seed " << seed << " output " << o << " element " << i;
    }
  }
}

}  // namespace
}  // namespace saem
