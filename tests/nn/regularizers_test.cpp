// Regularizers, constraints, and how layers carry them.
#include "saem/nn/regularizers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::elements;
using test::run_layer;

const Array w = Array::of(std::vector<float>{3, -4, 0, 0, 1, 0}, {3, 2});

TEST(Regularizers, FollowTheirFormulas) {
  EXPECT_NEAR(regularizer("l1")(w).item(), 0.08, 1e-7);
  EXPECT_NEAR(regularizer("l2(0.5)")(w).item(), 13, 1e-5);
  EXPECT_NEAR(regularizer(L1L2(1, 2))(w).item(), 8 + 52, 1e-5);
  EXPECT_NEAR(regularizer("l1_l2(l2=1)")(w).item(), 26, 1e-5);
  EXPECT_FALSE(regularizer(""));
  // Rows (1, 0), (1, 1), (0, 1): cosines 1/√2, 0, 1/√2; Keras: factor · ½ · Σ|cos| over all pairs twice / 3.
  const Array rows = Array::of(std::vector<float>{1, 0, 1, 1, 0, 1}, {3, 2});
  EXPECT_NEAR(regularizer(OrthogonalRegularizer(3))(rows).item(), std::sqrt(2.0), 1e-5);
  const Array columns = Array::of(std::vector<float>{1, 1, 0, 1}, {2, 2});
  EXPECT_NEAR(regularizer("orthogonal_regularizer(1, columns)")(columns).item(), std::sqrt(0.5), 1e-5);
  EXPECT_THROW((void)regularizer("orthogonal_regularizer")(Array(Shape{2})), ShapeError);
}

TEST(Regularizers, OthersAreRefusedByName) {
  EXPECT_EQ(test::thrown_message<ValueError>([] { (void)regularizer("l3", "Dense 'a'"); }),
            "Dense 'a': unknown regularizer \"l3\"\n"
            "(known: \"l1\", \"l2\", \"l1l2\", \"l1_l2\", \"orthogonal_regularizer\").\n"
            "Did you mean \"l1\"?");
  for (const char* text : {"l2(-1)", "l1(l2=1)", "orthogonal_regularizer(mode=both)"})
    EXPECT_THROW((void)regularizer(text), ValueError) << text;
  EXPECT_THROW(Dense(3, {.kernel_regularizer = "l3"}), ValueError);
  EXPECT_THROW(Conv2D(3, 3, {.bias_constraint = "max"}), ValueError);
}

TEST(Constraints, FollowTheirFormulas) {
  const auto constrained = [](const std::string& text) { return constraint(text)(w).value(); };
  const Array bounded = constrained(MaxNorm(2));  // columns (3, 0, 1) and (-4, 0, 0)
  EXPECT_NEAR(bounded.at(0), 3 * 2 / std::sqrt(10.0), 1e-5);
  EXPECT_NEAR(bounded.at(1), -2, 1e-5);
  EXPECT_EQ(elements(constrained(NonNeg())), (std::vector<double>{3, 0, 0, 0, 1, 0}));
  const Array rows = constrained(UnitNorm({1}));
  EXPECT_NEAR(rows.at(0), 0.6, 1e-5);
  EXPECT_NEAR(rows.at(2), 0, 1e-12);
  const Array all = constrained("unit_norm(axis=[0, 1])");
  EXPECT_NEAR(all.at(0), 3 / std::sqrt(26.0), 1e-5);
  const Array between = constrained(MinMaxNorm(2, 4, 0.5, {1}));  // rows of length 5, 0, 1
  EXPECT_NEAR(between.at(0), 3 * 4.5 / 5, 1e-5);
  EXPECT_NEAR(between.at(4), 1.5, 1e-5);
  for (const char* text : {"max_norm(-1)", "min_max_norm(3, 2)", "unit_norm(axis=x)", "max_nrom"})
    EXPECT_THROW((void)constraint(text), ValueError) << text;
}

TEST(LayerLosses, AreThoseOfTrainableWeightsAndOfOutputs) {
  Dense layer(2, {.kernel_regularizer = L2(1), .bias_regularizer = L1(1), .activity_regularizer = L1(1)});
  const Array x = Array::full({2, 3}, 1);
  static_cast<void>(run_layer(layer, {x}, {w, Array::full({2}, -1)}));
  Tensors losses = layer.losses();
  ASSERT_EQ(losses.size(), 2U);
  EXPECT_NEAR(losses[0].item(), 26, 1e-5);
  EXPECT_NEAR(losses[1].item(), 2, 1e-6);
  CallContext context;
  static_cast<void>(layer.apply({x}, context));
  ASSERT_EQ(context.losses.size(), 1U);
  EXPECT_NEAR(context.losses[0].item(), 2 * (3 + 5), 1e-5);  // outputs (3, -5) twice
  const Tensor kernel = layer.variables()[0].read();
  EXPECT_NEAR(grad(layer.losses()[0], kernel).value().at(1), -8, 1e-5);
  layer.set_trainable(false);
  EXPECT_TRUE(layer.losses().empty());
}

TEST(LayerConstraints, AreAppliedWhenAsked) {
  Dense layer(2, {.kernel_constraint = NonNeg()});
  static_cast<void>(run_layer(layer, {Array::full({1, 3}, 1)}, {w}));
  layer.constrain_weights();
  EXPECT_EQ(elements(layer.variables()[0].value()), (std::vector<double>{3, 0, 0, 0, 1, 0}));
}

TEST(ActivityRegularization, PassesItsInputOn) {
  ActivityRegularization layer({.l1 = 1, .l2 = 2});
  EXPECT_TRUE(identical(run_layer(layer, {w}), w));
  CallContext context;
  static_cast<void>(layer.apply({w}, context));
  EXPECT_NEAR(context.losses.at(0).item(), 8 + 52, 1e-5);
  EXPECT_THROW(ActivityRegularization({.l1 = -1}), ValueError);
}

}  // namespace
}  // namespace saem
