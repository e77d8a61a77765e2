// Fewer instructions for the same group: scaled sums, and selections that one number decides.
#include <gtest/gtest.h>

#include <algorithm>
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
using Cases = std::vector<std::pair<std::string, Function>>;

constexpr std::int64_t sizes[] = {0, 1, 2, 15, 16, 127, 128, 129, 1000, 2049, 5000, 40000};

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

void expect_close(const Function& f, const std::vector<Array>& inputs, double bound,
                  const std::string& what) {
  const std::vector<Array> fast = run(f, inputs, "cpu");
  const std::vector<Array> plain = run(f, inputs, "reference");
  for (std::size_t o = 0; o < plain.size(); ++o) {
    for (std::int64_t i = 0; i < plain[o].size(); ++i)
      ASSERT_NEAR(fast[o].at(i), plain[o].at(i), bound * std::max(1.0, std::abs(plain[o].at(i))))
          << what << ", output " << o << ", element " << i;
  }
}

void expect_same(const Array& a, const Array& b, const std::string& what) {
  const auto x = a.data<float>();
  const auto y = b.data<float>();
  for (std::size_t i = 0; i < x.size(); ++i) ASSERT_EQ(x[i], y[i]) << what << ", element " << i;
}

// t[2] and t[3] are one number each.
const Cases scaled_sums{
    {"s·x + y", [](const Tensors& t) { return Tensors{t[2] * t[0] + t[1]}; }},
    {"y + x·s", [](const Tensors& t) { return Tensors{t[1] + t[0] * t[2]}; }},
    {"s·x - y", [](const Tensors& t) { return Tensors{t[0] * t[2] - t[1]}; }},
    {"y - s·x", [](const Tensors& t) { return Tensors{t[1] - t[2] * t[0]}; }},
    {"s·x + r·y", [](const Tensors& t) { return Tensors{t[2] * t[0] + t[3] * t[1]}; }},
    {"s·x - r·y", [](const Tensors& t) { return Tensors{t[2] * t[0] - t[3] * t[1]}; }},
    {"s·x + x", [](const Tensors& t) { return Tensors{t[2] * t[0] + t[0]}; }},
    {"s·x + s", [](const Tensors& t) { return Tensors{t[2] * t[0] + t[2]}; }},
    {"s·s + x", [](const Tensors& t) { return Tensors{t[0] + t[2] * t[2]}; }},
    {"a product read twice",
     [](const Tensors& t) {
       const Tensor p = t[2] * t[0];
       return Tensors{p + t[1], p - t[1]};
     }},
    {"a product that is a result",
     [](const Tensors& t) {
       const Tensor p = t[2] * t[0];
       return Tensors{p, p + t[1]};
     }},
    {"in a chain",
     [](const Tensors& t) { return Tensors{sqrt(abs(t[2] * abs(t[0]) + t[1])) - t[3] * (t[0] - t[1])}; }},
    {"summed",
     [](const Tensors& t) {
       const Tensor p = t[2] * t[0];
       return Tensors{sum(p), p + t[1]};
     }},
};

TEST(FusedRewrite, ScaledSums) {
  Generator g(3);
  for (const std::int64_t n : sizes) {
    const std::vector<Array> inputs{random_f32(g, {n}), random_f32(g, {n}), random_f32(g, {}),
                                    random_f32(g, {})};
    for (const auto& [name, f] : scaled_sums)
      expect_close(f, inputs, 1e-5, name + " of " + std::to_string(n));
  }
}

TEST(FusedRewrite, DifferencesOfEqualProductsAreZero) {
  Generator g(4);
  const std::vector<Array> inputs{random_f32(g, {1000})};
  const Function f = [](const Tensors& t) {
    const Tensor again = abs(t[0]);
    return Tensors{sqrt(t[0] * t[0] - again * again)};
  };
  const Array difference = run(f, inputs, "cpu")[0];
  for (const float x : difference.data<float>()) ASSERT_EQ(x, 0);
}

// t[2] and t[3] are conditions, one number each.
const Cases selections{
    {"a result", [](const Tensors& t) { return Tensors{where(t[2], t[0] * t[1], t[0])}; }},
    {"an input",
     [](const Tensors& t) {
       return Tensors{where(t[2], t[0], t[1]), t[0] - t[1]};
     }},
    {"read again",
     [](const Tensors& t) {
       const Tensor x = where(t[2], t[0] + t[1], t[0]);
       return Tensors{x, x * x, abs(x)};
     }},
    {"a result twice",
     [](const Tensors& t) {
       const Tensor x = t[0] + t[1];
       return Tensors{x, where(t[2], x, t[0]), where(t[2], x, t[1])};
     }},
    {"of selections",
     [](const Tensors& t) { return Tensors{where(t[2], where(t[2], t[0], t[1]) * 2.0, t[1])}; }},
    {"two conditions",
     [](const Tensors& t) { return Tensors{where(t[2], t[0] * 2.0, where(t[3], t[1], t[0]))}; }},
    {"of conditions",
     [](const Tensors& t) { return Tensors{where(t[2], greater(t[0], 0.0), less(t[1], 0.0))}; }},
    {"summed",
     [](const Tensors& t) {
       const Tensor x = where(t[2], t[0] * t[1], t[0]);
       return Tensors{x, sum(x)};
     }},
    {"rounded",
     [](const Tensors& t) {
       const Tensor x = where(t[2], cast(t[0] * t[1], DType::bf16), cast(t[0], DType::bf16));
       return Tensors{x, cast(x, DType::f32) * 0.5};
     }},
};

TEST(FusedRewrite, SelectionsByOneNumber) {
  Generator g(5);
  for (const std::int64_t n : sizes) {
    for (int conditions = 0; conditions < 4; ++conditions) {
      const std::vector<Array> inputs{random_f32(g, {n}), random_f32(g, {n}),
                                      Array::scalar(conditions % 2, DType::boolean),
                                      Array::scalar(conditions / 2, DType::boolean)};
      for (const auto& [name, f] : selections)
        expect_close(f, inputs, 1e-5, name + " of " + std::to_string(n));
    }
  }
}

// An optimizer's update: the new values stand where the old ones stood, if the guard holds.
struct Moments {
  Variable weight, moment;
  void update(const Tensor& gradient, const Tensor& guard) {
    const Tensor old = moment;
    const Tensor fresh = 0.9 * old + 0.1 * gradient;
    const Tensor moved = weight - 0.01 * (fresh / (sqrt(square(old) + 0.5)));
    moment.assign(where(guard, fresh, old));
    weight.assign(where(guard, moved, weight));
  }
};

TEST(FusedRewrite, GuardedUpdates) {
  Generator g(6);
  const int before = thread_count();
  for (const std::int64_t n : {1, 129, 5000, 200000}) {
    const Array weight = random_f32(g, {n}), moment = random_f32(g, {n}), gradient = random_f32(g, {n});
    std::vector<Array> first;
    for (const int threads : {1, 2, 3}) {
      set_thread_count(threads);
      Moments m{Variable(weight), Variable(moment)};
      auto step = compile([&](const Tensor& dw, const Tensor& guard) {
        m.update(dw, guard);
        return guard;
      });
      step(gradient, Array::scalar(0, DType::boolean));
      expect_same(m.weight.value(), weight, "kept weight");
      expect_same(m.moment.value(), moment, "kept moment");
      step(gradient, Array::scalar(1, DType::boolean));
      const Array changed[] = {m.weight.value(), m.moment.value()};
      for (std::int64_t i = 0; i < n; ++i) {
        const double fresh = 0.9 * moment.at(i) + 0.1 * gradient.at(i);
        const double moved = weight.at(i) - 0.01 * fresh / std::sqrt(moment.at(i) * moment.at(i) + 0.5);
        ASSERT_NEAR(changed[1].at(i), fresh, 1e-6);
        ASSERT_NEAR(changed[0].at(i), moved, 1e-6);
      }
      if (first.empty()) first.assign(std::begin(changed), std::end(changed));
      expect_same(changed[0], first[0], "weight on other threads");
      expect_same(changed[1], first[1], "moment on other threads");
    }
    set_thread_count(before);
  }
}

}  // namespace
}  // namespace saem
