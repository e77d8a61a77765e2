// Values of single tensors, and the programs that are kept for them.
#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include "saem/compile/program_store.h"
#include "saem/compile/structure.h"
#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/ops/random_ops.h"

namespace saem {
namespace {

std::vector<std::uint64_t> key_of(const Tensor& tensor) {
  const std::vector<std::shared_ptr<Node>> nodes{tensor.node_ptr()};
  const Structure structure(nodes);
  const auto key = structure.key();
  return {key.begin(), key.end()};
}

Tensor filled(const Shape& shape, double value, DType dtype = DType::f32) {
  return Array::full(shape, value, dtype);
}

TEST(Structure, IsTheSameForOtherValues) {
  const Variable v(Array::full({3}, 7));
  EXPECT_EQ(key_of(filled({3}, 1) * 2.5 + filled({3}, 2)), key_of(filled({3}, 5) * 3.5 + filled({3}, 6)));
  EXPECT_EQ(key_of(filled({3}, 1) * filled({3}, 2)), key_of(filled({3}, 1) * v.read()));
}

TEST(Structure, TellsApartOpsTypesAttributesAndConnections) {
  const Tensor a = filled({3}, 2);
  const Tensor b = filled({3}, 3);
  const Tensor m = filled({2, 2}, 3);
  const std::vector<std::vector<std::uint64_t>> keys{
      key_of(a + b),
      key_of(a - b),
      key_of(a + a),
      key_of((a + b) + a),
      key_of((a + b) + b),
      key_of(filled({4}, 2) + filled({4}, 3)),
      key_of(sum(m, {0})),
      key_of(sum(m, {1})),
      key_of(sum(m, {0, 1})),
      key_of(filled({3}, 2, DType::f64) + filled({3}, 2, DType::f64)),
      key_of(a * 2.0),
      key_of(a * 1.0),
      key_of(a * 0.0),
      key_of(a * -0.0),
      key_of(cast(a, DType::i32)),
      key_of(cast(a, DType::i64)),
  };
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      // Only 2.0 and -0.0 are both any number.
      EXPECT_EQ(keys[i] == keys[j], i == 13 && j == 10) << i << " " << j;
    }
  }
}

TEST(Evaluate, EachCallHasItsOwnNumbersAndResults) {
  std::vector<Tensor> results;
  for (int i = 0; i < 20; ++i) results.push_back(filled({5}, i) * (0.5 + i) + static_cast<double>(i % 3));
  std::vector<Array> values;
  for (const Tensor& result : results) values.push_back(result.value());
  for (int i = 0; i < 20; ++i) {
    EXPECT_FLOAT_EQ(static_cast<float>(values[static_cast<std::size_t>(i)].at(4)),
                    static_cast<float>(i * (0.5 + i) + i % 3));
  }
}

TEST(Evaluate, VariablesAreReadAsTheyAre) {
  Variable v(Array::full({2}, 1));
  for (int i = 1; i < 5; ++i) {
    const Tensor before = v.read() * 3.0;
    v.assign(v.read() + 1.0);
    EXPECT_EQ((v.read() * 3.0).value().at(0), 3 * (i + 1));
    EXPECT_EQ(before.value().at(0), 3 * i);
  }
}

TEST(Evaluate, SharesWhatSeveralTensorsNeed) {
  for (int i = 1; i < 4; ++i) {
    const Tensor x = filled({4}, i);
    const Tensor y = exp(x);
    const Tensors all{y, y * 2.0, x, y + y * 2.0, reshape(y, {2, 2})};
    evaluate(all);
    for (const Tensor& t : all) EXPECT_TRUE(t.node().has_value());
    EXPECT_FLOAT_EQ(static_cast<float>(all[3].value().at(0)), 3 * std::exp(static_cast<float>(i)));
    EXPECT_EQ(all[4].value().shape(), Shape({2, 2}));
  }
}

TEST(Evaluate, EqualsTheReferenceAlsoTheSecondTime) {
  auto reference =
      compile([](Tensor x, Tensor w) { return grad(sum(tanh(matmul(x, w))), w); }, {.backend = "reference"});
  Generator generator(4);
  for (int i = 0; i < 3; ++i) {
    const Array x = random_array(generator, {5, 7}).astype(DType::f32);
    const Array w = random_array(generator, {7, 3}).astype(DType::f32);
    const Tensor weights = w;
    const Array eager = grad(sum(tanh(matmul(Tensor(x), weights))), weights).value();
    const Array expected = reference(x, w).value();
    for (std::int64_t e = 0; e < eager.size(); ++e) EXPECT_NEAR(eager.at(e), expected.at(e), 1e-5);
  }
}

TEST(Evaluate, RandomNumbersFollowTheirKey) {
  RandomState state(5);
  const Array first = random_uniform(state.next(), {8}).value();
  const Array second = random_uniform(state.next(), {8}).value();
  EXPECT_FALSE(identical(first, second));
  state.reset(5);
  EXPECT_TRUE(identical(random_uniform(state.next(), {8}).value(), first));
}

TEST(Evaluate, OnSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 200; ++i) {
        const double x = static_cast<double>(t) * 1000 + i;
        if ((filled({3}, x) * 2.0 + 5.0).value().at(1) != 2 * x + 5) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Evaluate, AFailureLeavesNothingBehind) {
  const Tensor parameter(Node::leaf(parameter_op, {DType::f32, {3}}));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THROW(static_cast<void>((parameter + filled({3}, 1)).value()), ValueError);
    EXPECT_EQ((filled({3}, 2) + filled({3}, 1)).value().at(0), 3);
  }
}

std::unique_ptr<ProgramStore::Entry> entry_of(const Tensor& tensor) {
  const std::vector<std::shared_ptr<Node>> nodes{tensor.node_ptr()};
  return std::make_unique<ProgramStore::Entry>(key_of(tensor), Program(Structure(nodes).graph(), {}));
}

TEST(ProgramStore, GivesEachProgramToOneAtATime) {
  ProgramStore store(2, 1 << 20);
  const Tensor a = filled({3}, 1) + filled({3}, 2);
  EXPECT_EQ(store.take(key_of(a)), nullptr);
  store.give_back(entry_of(a));
  auto mine = store.take(key_of(a));
  ASSERT_NE(mine, nullptr);
  EXPECT_EQ(store.take(key_of(a)), nullptr);
  store.give_back(std::move(mine));
  EXPECT_NE(store.take(key_of(a)), nullptr);
}

TEST(ProgramStore, KeepsThoseThatWereUsedLast) {
  ProgramStore store(2, 1 << 20);
  const Tensor a = filled({3}, 1) + filled({3}, 2);
  const Tensor b = a * a;
  const Tensor c = b - a;
  store.give_back(entry_of(a));
  store.give_back(entry_of(b));
  store.give_back(store.take(key_of(a)));
  store.give_back(entry_of(c));
  EXPECT_EQ(store.size(), 2U);
  EXPECT_EQ(store.take(key_of(b)), nullptr);
  EXPECT_NE(store.take(key_of(a)), nullptr);
  EXPECT_NE(store.take(key_of(c)), nullptr);
}

TEST(ProgramStore, KeepsNoMoreThanItsBytes) {
  ProgramStore store(100, 100'000);
  const Tensor large = matmul(matmul(filled({200, 200}, 1), filled({200, 200}, 1)), filled({200, 200}, 1));
  store.give_back(entry_of(large));
  EXPECT_EQ(store.size(), 0U) << "an arena of 160 kB";
  for (int i = 0; i < 60; ++i) store.give_back(entry_of(filled({i + 2}, 1) + filled({i + 2}, 2)));
  EXPECT_GT(store.size(), 10U);
  EXPECT_LT(store.size(), 60U);
}

}  // namespace
}  // namespace saem
