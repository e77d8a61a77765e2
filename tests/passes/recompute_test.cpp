#include "saem/passes/recompute.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <utility>

#include "saem/backend/backend.h"
#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/passes/order_for_memory.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

Array random_f32(Generator& g, const Shape& shape) {
  return random_array(g, shape, -0.5, 0.5).astype(DType::f32);
}

/// A training step by plain gradient descent, of which each call gives fresh variables and the same numbers.
struct Step {
  Graph graph;
  std::vector<Variable> variables;
  Array x;
  Generator g{7};
  RandomState random{3};
  std::unique_ptr<UpdateScope> scope = std::make_unique<UpdateScope>();

  Variable weight(const Shape& shape) {
    variables.emplace_back(random_f32(g, shape));
    return variables.back();
  }
  Tensor begin(const Shape& shape) {
    x = random_f32(g, shape);
    graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, shape}))};
    return graph.parameters[0];
  }
  void finish(const Tensor& loss) {
    graph.outputs = {loss};
    const Tensors weights(variables.begin(), variables.end());
    const Tensors slopes = gradients(loss, weights);
    for (std::size_t i = 0; i < weights.size(); ++i) variables[i].assign(weights[i] - slopes[i] * 0.01);
    graph.updates = scope->updates();
    scope.reset();
  }
};

Tensor normalised(const Tensor& y) {
  const std::vector<int> axes{0, 1, 2};
  const Tensor centred = y - mean(y, axes, {.keepdims = true});
  return centred * rsqrt(mean(square(centred), axes, {.keepdims = true}) + 1e-3);
}

/// The network of lectures: two convolutions, pooling, dropout, two dense layers.
Step lecture_cnn() {
  Step s;
  Tensor y = s.begin({8, 28, 28, 1});
  y = relu(conv(y, s.weight({3, 3, 1, 8})) + s.weight({8}));
  y = relu(conv(y, s.weight({3, 3, 8, 16})) + s.weight({16}));
  y = max_pool(y);
  y = dropout(y, 0.25, s.random.next());
  y = relu(matmul(reshape(y, {8, 12 * 12 * 16}), s.weight({12 * 12 * 16, 32})) + s.weight({32}));
  y = matmul(y, s.weight({32, 10}));
  s.finish(mean(square(y)));
  return s;
}

Step residual_net(int blocks) {
  Step s;
  Tensor y = s.begin({4, 16, 16, 8});
  for (int i = 0; i < blocks; ++i) {
    const Tensor inner = relu(normalised(conv(y, s.weight({3, 3, 8, 8}), {.padding = {{1, 1}, {1, 1}}})));
    y = relu(normalised(conv(inner, s.weight({3, 3, 8, 8}), {.padding = {{1, 1}, {1, 1}}})) + y);
  }
  s.finish(mean(square(y)));
  return s;
}

struct Trained {
  std::size_t arena_bytes = 0;
  std::vector<Array> results;  ///< loss, then the weights after two steps
};

Trained run(const Step& step, std::size_t budget) {
  Program program(step.graph, {.memory_budget = budget});
  Trained result{program.arena_bytes(), {}};
  static_cast<void>(program.run({&step.x, 1}));
  result.results = program.run({&step.x, 1});
  for (const Variable& v : step.variables) result.results.push_back(v.value());
  return result;
}

void expect_same_bits(const Trained& a, const Trained& b) {
  ASSERT_EQ(a.results.size(), b.results.size());
  for (std::size_t i = 0; i < a.results.size(); ++i) EXPECT_TRUE(identical(a.results[i], b.results[i])) << i;
}

TEST(Recompute, GivesTheSameBitsInLessMemory) {
  const Trained whole = run(residual_net(3), 0);
  const std::size_t budget = whole.arena_bytes * 9 / 10;
  const Trained limited = run(residual_net(3), budget);
  EXPECT_LE(limited.arena_bytes, budget);
  expect_same_bits(whole, limited);
}

TEST(Recompute, DeepNetsFitIntoAPart) {
  // Memory grows with the root of the depth, not with the depth.
  for (const auto& [blocks, percent] : {std::pair{8, 45}, {24, 25}}) {
    const Trained whole = run(residual_net(blocks), 0);
    const std::size_t budget = whole.arena_bytes * static_cast<std::size_t>(percent) / 100;
    const Trained limited = run(residual_net(blocks), budget);
    EXPECT_LE(limited.arena_bytes, budget);
    expect_same_bits(whole, limited);
  }
}

TEST(Recompute, NoTaskIsDoneMoreThanTwice) {
  const Step step = residual_net(8);
  const Graph graph = simplify(step.graph);
  const Schedule schedule = order_for_memory(make_schedule(graph, find_backend("cpu").grouping()), graph);
  const std::vector<TaskMemory> memory(schedule.size());
  int calls = 0;  // too large at first, and enough when nothing more can be done
  const auto measure = [&](const Recomputation&) { return ++calls == 1 ? std::size_t{2} : std::size_t{1}; };
  const Recomputation result = recompute(graph, schedule, memory, 1, measure);
  ASSERT_EQ(result.schedule.size(), result.origin.size());
  EXPECT_GT(result.schedule.size(), schedule.size());
  std::map<std::size_t, int> times;
  for (const std::size_t task : result.origin) EXPECT_LE(++times[task], 2) << schedule[task].to_string();
  for (std::size_t t = 0; t < schedule.size(); ++t) EXPECT_GE(times[t], 1);
}

TEST(Recompute, ABudgetThatSufficesChangesNothing) {
  const Step step = lecture_cnn();
  const Program plain(step.graph, {});
  const Program limited(step.graph, {.memory_budget = plain.arena_bytes()});
  EXPECT_EQ(plain.to_string(), limited.to_string());
}

TEST(Recompute, NamesTheLeastIfABudgetIsTooSmall) {
  const Step step = lecture_cnn();
  const std::string message =
      test::thrown_message<ValueError>([&] { const Program program(step.graph, {.memory_budget = 1000}); });
  EXPECT_TRUE(message.starts_with("memory_budget: intermediate values take ")) << message;
  EXPECT_NE(message.find(" at least, the budget is 1.0 kB\n(without recomputation they take "),
            std::string::npos)
      << message;
}

}  // namespace
}  // namespace saem
