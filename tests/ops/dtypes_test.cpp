// Every op in every floating dtype on the cpu backend, whether it has kernels for it or the reference serves.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "saem/compile/compile.h"
#include "saem/compile/program.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

std::vector<Array> run(const Op& op, const Sample& sample, std::span<const Array> inputs,
                       const char* backend) {
  Graph graph;
  for (const Array& input : inputs) {
    graph.parameters.emplace_back(Node::leaf(parameter_op, {input.dtype(), input.shape()}));
  }
  graph.outputs = record_all(op, graph.parameters, sample.attributes);
  return Program(graph, {.backend = backend}).run(inputs);
}

/// Kernels for bfloat16 compute in float32 and round the result: where float32 and float64 lie on two sides
/// of the middle between two bfloat16 numbers, the results are neighbours (2⁻⁷ apart, relatively).
bool differ_by_a_rounding(const Array& fast, const Array& plain, double tolerance) {
  double largest = 0;
  for (std::int64_t i = 0; i < plain.size(); ++i) {
    if (std::isfinite(plain.at(i))) largest = std::max(largest, std::abs(plain.at(i)));
  }
  for (std::int64_t i = 0; i < plain.size(); ++i) {
    const double a = fast.at(i), b = plain.at(i);
    const bool same = a == b || (std::isnan(a) && std::isnan(b));
    if (!same && !(std::abs(a - b) <= std::abs(b) / 128 + tolerance * largest)) return false;
  }
  return true;
}

class EveryOp : public testing::TestWithParam<DType> {};

TEST_P(EveryOp, GivesTheReferencesNumbers) {
  const DType dtype = GetParam();
  setenv("SAEM_POISON", "1", 1);
  int checked = 0;
  for (const Op* op : all_ops()) {
    if (op->is_leaf) continue;
    for (const Sampler& sampler : op->samples) {
      Generator g(11);
      const Sample sample = sampler(g, op->arity);
      std::vector<Array> inputs;
      for (const Array& input : sample.inputs) {
        inputs.push_back(is_floating(input.dtype()) ? input.astype(dtype) : input);
      }
      std::vector<Array> fast;
      try {
        fast = run(*op, sample, inputs, "cpu");
      } catch (const DTypeError&) {
        continue;  // an op may refuse a dtype, by name
      }
      const std::vector<Array> plain = run(*op, sample, inputs, "reference");
      ++checked;
      for (std::size_t o = 0; o < fast.size(); ++o) {
        ASSERT_EQ(fast[o].dtype(), plain[o].dtype()) << op->name;
        if (dtype == DType::bf16) {
          ASSERT_TRUE(differ_by_a_rounding(fast[o], plain[o], sample.tolerance)) << op->name;
        } else {
          ASSERT_TRUE(identical(fast[o], plain[o])) << op->name << " in " << name(dtype);
        }
      }
    }
  }
  unsetenv("SAEM_POISON");
  EXPECT_GT(checked, 40);
}

// float32 is the op tester's: its kernels round differently. In float64 and float16 both backends compute the
// same way.
INSTANTIATE_TEST_SUITE_P(All, EveryOp, testing::Values(DType::f64, DType::bf16, DType::f16),
                         [](const auto& test) { return std::string(name(test.param)); });

}  // namespace
}  // namespace saem
