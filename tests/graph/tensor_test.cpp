#include "saem/graph/tensor.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/graph/variable.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

TEST(Tensor, RecordsAndComputesOnlyWhenAsked) {
  const Tensor x = Array::of(std::vector<float>{1, 2, 3});
  const Tensor y = x * 2.0 + 1.0;
  EXPECT_FALSE(y.node().has_value());
  const Array value = y.value();
  EXPECT_TRUE(y.node().has_value());
  EXPECT_EQ(value.at(0), 3);
  EXPECT_EQ(value.at(2), 7);
}

TEST(Tensor, NumbersTakeTheDtypeOfTheTensor) {
  EXPECT_EQ((Tensor::scalar(1, DType::f64) + 0.5).dtype(), DType::f64);
  EXPECT_EQ((Tensor::scalar(7, DType::i32) / 2.0).dtype(), DType::i32);
  EXPECT_EQ((Tensor::scalar(7, DType::i32) / 2.0).item(), 3);
}

TEST(Tensor, MixedDtypesArePromoted) {
  const Tensor sum = Tensor::scalar(2, DType::i32) + Tensor::scalar(0.5, DType::f32);
  EXPECT_EQ(sum.dtype(), DType::f32);
  EXPECT_EQ(sum.item(), 2.5);
}

TEST(Tensor, BroadcastsAsNumPy) {
  const Tensor column = Array::of(std::vector<float>{1, 2}, {2, 1});
  const Tensor row = Array::of(std::vector<float>{10, 20, 30});
  const Array sum = (column + row).value();
  EXPECT_EQ(sum.shape(), (Shape{2, 3}));
  EXPECT_EQ(sum.at(0), 11);
  EXPECT_EQ(sum.at(5), 32);
}

TEST(Tensor, ShapesThatDoNotFitAreNamed) {
  const Tensor a = zeros({2, 3});
  const Tensor b = zeros({4});
  try {
    static_cast<void>(a + b);
    FAIL();
  } catch (const ShapeError& error) {
    EXPECT_NE(std::string(error.what()).find("add"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("(2, 3)"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("(4,)"), std::string::npos) << error.what();
  }
}

TEST(Tensor, EmptyTensorIsRefused) { EXPECT_THROW(static_cast<void>(Tensor().shape()), ValueError); }

TEST(Tensor, AMillionNodesInAChainAreDestroyedWithoutDeepRecursion) {
  Tensor x = Tensor::scalar(0);
  const Tensor one = Tensor::scalar(1);
  for (int i = 0; i < 1000000; ++i) x = x + one;
  x = Tensor();
}

TEST(Tensor, DeepChainsAreComputed) {
  Tensor x = Tensor::scalar(0);
  for (int i = 0; i < 2000; ++i) x = x + 1.0;
  EXPECT_EQ(x.item(), 2000);
}

TEST(Variable, ReadsKeepTheValueOfTheirMoment) {
  Variable v(Array::scalar(1));
  const Tensor before = Tensor(v) * 10.0;
  v.assign(Tensor::scalar(5));
  EXPECT_EQ(before.item(), 10);
  EXPECT_EQ((Tensor(v) * 10.0).item(), 50);
}

TEST(Variable, RefusesOtherShapesAndDtypes) {
  Variable v(Array({2}), {.name = "kernel"});
  EXPECT_THROW(v.assign(Tensor::scalar(1)), ShapeError);
  EXPECT_THROW(v.assign(zeros({2}, DType::f64)), DTypeError);
}

TEST(UpdateScope, CollectsAndCommitsTogether) {
  Variable a(Array::scalar(1));
  Variable b(Array::scalar(2));
  {
    UpdateScope scope;
    const Tensor old_a = a;
    a.assign(b);
    b.assign(old_a);
    EXPECT_EQ(a.value().item(), 1);
    EXPECT_EQ(Tensor(a).item(), 2) << "reads inside the scope see what was assigned";
    scope.commit();
  }
  EXPECT_EQ(a.value().item(), 2);
  EXPECT_EQ(b.value().item(), 1);
}

TEST(Op, RecordsWithoutAPartAreRefused) {
  Op op;
  op.name = "incomplete";
  try {
    define(op);
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("shape rule"), std::string::npos) << error.what();
  }
}

TEST(Op, UnknownNamesGetASuggestion) {
  try {
    static_cast<void>(find_op("relo"));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("'relu'"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace saem
