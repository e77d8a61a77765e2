// One tester for all ops: each record of the registry is checked on the samples that it brings along.
#include <gtest/gtest.h>

#include <cstdlib>

#include "saem/graph/autodiff.h"
#include "saem/ops/ops.h"
#include "tests/ops/support/op_tester.h"

namespace saem::testing {
namespace {

constexpr std::uint64_t seeds = 6;

std::vector<const Op*> computing_ops() {
  std::vector<const Op*> ops;
  for (const Op* op : all_ops()) {
    if (!op->is_leaf) ops.push_back(op);
  }
  return ops;
}

std::vector<const Op*> elementwise_ops() {
  std::vector<const Op*> ops = computing_ops();
  std::erase_if(ops, [](const Op* op) { return op->reference.tile == nullptr; });
  return ops;
}

class OpRecord : public ::testing::TestWithParam<const Op*> {
 protected:
  // Memory that a kernel is to write is filled with NaN before each run: what it forgets to write shows.
  static void SetUpTestSuite() { setenv("SAEM_POISON", "1", 1); }
  static void TearDownTestSuite() { unsetenv("SAEM_POISON"); }

  /// Calls check(sample, generator) for several draws of each sampler.
  template <class Check>
  static void for_each_sample(Check check) {
    const Op& op = *GetParam();
    for (std::size_t sampler = 0; sampler < op.samples.size(); ++sampler) {
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        Generator g(seed, 1000 + sampler);
        EXPECT_EQ(check(draw(op, sampler, seed), g), "") << "sampler " << sampler << ", seed " << seed;
        if (HasFailure()) return;  // one sample says enough
      }
    }
  }
};

TEST_P(OpRecord, IsComplete) {
  const Op& op = *GetParam();
  EXPECT_FALSE(op.doc.empty());
  EXPECT_FALSE(op.samples.empty());
  EXPECT_TRUE(op.shape && op.dtype && op.gradient && op.reference.run);
  EXPECT_EQ(&find_op(op.name), &op);
}

TEST_P(OpRecord, FastBackendAgreesWithReference) {
  for_each_sample([](const Sample& sample, Generator&) { return check_backends(*GetParam(), sample); });
}

class ElementwiseRecord : public OpRecord {};

/// The sample's elements again and again, as one long axis.
Sample lengthened(Sample sample, std::int64_t n) {
  for (Array& input : sample.inputs) {
    const std::int64_t size = input.size();
    std::vector<std::int64_t> places;
    for (std::int64_t i = 0; i < n; ++i) places.push_back(i % size);
    input = input.reshape({size}).take(places);
  }
  return sample;
}

TEST_P(ElementwiseRecord, FastBackendAgreesOnManyElements) {
  // More than one tile for each of several threads, and a rest that fills no vector.
  const Sample sample = lengthened(draw(*GetParam(), 0, 1), 100003);
  EXPECT_EQ(check_backends(*GetParam(), sample), "");
}

TEST_P(OpRecord, ReferenceWritesEveryElement) {
  for_each_sample([](const Sample& sample, Generator&) {
    return check_reference_writes_everything(*GetParam(), sample);
  });
}

TEST_P(OpRecord, GradientAgreesWithDifferences) {
  for_each_sample([](const Sample& sample, Generator& g) { return check_gradient(*GetParam(), sample, g); });
}

TEST_P(OpRecord, SecondGradientAgreesWithDifferences) {
  for_each_sample(
      [](const Sample& sample, Generator& g) { return check_second_gradient(*GetParam(), sample, g); });
}

INSTANTIATE_TEST_SUITE_P(All, OpRecord, ::testing::ValuesIn(computing_ops()),
                         [](const auto& op) { return op.param->name; });

INSTANTIATE_TEST_SUITE_P(All, ElementwiseRecord, ::testing::ValuesIn(elementwise_ops()),
                         [](const auto& op) { return op.param->name; });

// ---- The tester itself must notice what is wrong ----

Op sound_square() {
  Op op;
  op.name = "test_square";
  op.shape = same_as_input;
  op.dtype = floating;
  op.gradient = [](const GradientCall& call) -> Tensors { return {call.dy() * call.input() * 2.0}; };
  op.reference.run = [](ReferenceCall& call) {
    for (std::size_t i = 0; i < call.out<double>().size(); ++i)
      call.out<double>()[i] = call.in<double>(0)[i] * call.in<double>(0)[i];
  };
  op.samples = {shaped({{3, 2}}, {}, 0.5, 1.5)};
  op.doc = "x².";
  return op;
}

TEST(OpTester, AcceptsASoundRecord) {
  const Op op = sound_square();
  Generator g(1);
  EXPECT_EQ(check_backends(op, draw(op, 0, 1)), "");
  EXPECT_EQ(check_gradient(op, draw(op, 0, 1), g), "");
  EXPECT_EQ(check_second_gradient(op, draw(op, 0, 1), g), "");
}

TEST(OpTester, FindsAWrongGradient) {
  Op op = sound_square();
  op.gradient = [](const GradientCall& call) -> Tensors { return {call.dy() * call.input() * 2.001}; };
  Generator g(1);
  const std::string findings = check_gradient(op, draw(op, 0, 1), g);
  EXPECT_NE(findings.find("test_square: d Σw·y / d x0["), std::string::npos) << findings;
  EXPECT_NE(findings.find("central difference"), std::string::npos) << findings;
  EXPECT_NE(findings.find("test_square of (3, 2)"), std::string::npos) << findings;
}

TEST(OpTester, FindsAGradientThatIsNotDifferentiableItself) {
  Op op = sound_square();
  op.gradient = [](const GradientCall& call) -> Tensors {
    return {call.dy() * stop_gradient(call.input()) * 2.0};
  };
  Generator g(1);
  EXPECT_EQ(check_gradient(op, draw(op, 0, 1), g), "");
  EXPECT_NE(check_second_gradient(op, draw(op, 0, 1), g), "");
}

TEST(OpTester, FindsAReferenceLoopWithAGap) {
  Op op = sound_square();
  op.reference.run = [](ReferenceCall& call) { call.out<double>()[0] = 0; };
  const std::string findings = check_reference_writes_everything(op, draw(op, 0, 1));
  EXPECT_NE(findings.find("test_square: the reference loop does not write y0[1]"), std::string::npos)
      << findings;
}

TEST(OpTester, FindsAFastLoopThatDiffers) {
  Op op = sound_square();
  op.reference.tile = [](const float* const* in, float* out, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = in[0][i] * in[0][i] * 1.001F;
  };
  const std::string findings = check_backends(op, draw(op, 0, 1));
  EXPECT_NE(findings.find("on cpu"), std::string::npos) << findings;
}

TEST(OpTester, FindsAnOutputThatIsNotWritten) {
  setenv("SAEM_POISON", "1", 1);
  Op op = sound_square();
  op.reference.tile = [](const float* const*, float*, std::int64_t) {};
  EXPECT_NE(check_backends(op, draw(op, 0, 1)), "");
  unsetenv("SAEM_POISON");
}

}  // namespace
}  // namespace saem::testing
