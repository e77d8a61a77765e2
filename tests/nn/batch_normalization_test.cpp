#include "saem/nn/batch_normalization.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

// Two channels: 1, 3, 5, 7 with mean 4 and variance 5, and 0, 0, 8, 8 with mean 4 and variance 16.
Array batch() { return Array::of(std::vector<float>{1, 0, 3, 0, 5, 8, 7, 8}, {2, 1, 2, 2}); }

void expect_elements(const Array& array, const std::vector<double>& expected, double tolerance = 1e-6) {
  ASSERT_EQ(array.size(), static_cast<std::int64_t>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(array.at(static_cast<std::int64_t>(i)), expected[i], tolerance) << i;
}

TEST(BatchNormalization, TrainingUsesTheBatchAndMovesTheAverages) {
  BatchNormalization layer({.momentum = 0.75, .epsilon = 0});
  const Array gamma = Array::of(std::vector<float>{2, 4});
  const Array beta = Array::of(std::vector<float>{10, 20});
  const Array y = run_layer(layer, {batch()}, {gamma, beta}, /*training=*/true);
  const double s = 2 / std::sqrt(5.0);
  expect_elements(y, {10 - 3 * s, 16, 10 - s, 16, 10 + s, 24, 10 + 3 * s, 24}, 1e-5);
  expect_elements(layer.variables()[2].value(), {1, 1});                       // 0.75 · 0 + 0.25 · 4
  expect_elements(layer.variables()[3].value(), {0.75 + 5 * 0.25, 0.75 + 4});  // of 1 and 5, 16: not n - 1
}

TEST(BatchNormalization, InferenceUsesTheMovingAverages) {
  BatchNormalization layer({.epsilon = 1});
  const std::vector<Array> weights = {
      Array::of(std::vector<float>{2, 1}), Array::of(std::vector<float>{10, 20}),
      Array::of(std::vector<float>{1, -1}), Array::of(std::vector<float>{3, 8})};
  // (x - 1) · 2 / 2 + 10 and (x + 1) / 3 + 20
  const Array y = run_layer(layer, {Array::of(std::vector<float>{1, 2, 5, -1}, {2, 2})}, weights);
  expect_elements(y, {10, 21, 14, 20}, 1e-5);
  expect_elements(layer.variables()[2].value(), {1, -1});
}

TEST(BatchNormalization, AFrozenLayerInfersInTraining) {
  BatchNormalization layer({.epsilon = 0});
  layer.set_trainable(false);
  expect_elements(run_layer(layer, {batch()}, {}, /*training=*/true), elements(batch()));
  expect_elements(layer.variables()[2].value(), {0, 0});
}

TEST(BatchNormalization, WithoutScaleOrCenter) {
  BatchNormalization plain({.epsilon = 0, .center = false, .scale = false});
  const double s = 1 / std::sqrt(5.0);
  expect_elements(run_layer(plain, {batch()}, {}, true), {-3 * s, -1, -s, -1, s, 1, 3 * s, 1}, 1e-6);
  EXPECT_EQ(plain.variables().size(), 2U);
  BatchNormalization inferring({.epsilon = 0, .center = false, .scale = false});
  expect_elements(run_layer(inferring, {batch()}, {Array::full({2}, 1), Array::full({2}, 4)}),
                  {0, -0.5, 1, -0.5, 2, 3.5, 3, 3.5}, 1e-6);
}

TEST(BatchNormalization, GradientsOfInferenceAndTraining) {
  BatchNormalization layer({.epsilon = 0});
  static_cast<void>(run_layer(layer, {batch()}));
  RandomState random(1);
  for (const bool training : {false, true}) {
    CallContext context{.training = training, .random = &random};
    const Tensor x = batch();
    const Tensors to{x, layer.variables()[0].read(), layer.variables()[1].read()};
    const Tensor y = layer.apply({x}, context);
    const Tensors slopes = gradients(sum(y), to);
    // With the batch's own statistics the sum of each channel is that of beta, whatever x and gamma are.
    expect_elements(slopes[0].value(), std::vector<double>(8, training ? 0 : 1), 1e-6);
    expect_elements(slopes[1].value(), training ? std::vector<double>{0, 0} : std::vector<double>{16, 16},
                    1e-5);
    expect_elements(slopes[2].value(), {4, 4});
  }
}

TEST(BatchNormalization, WeightsNamesAndCounts) {
  BatchNormalization layer({.name = "bn"});
  const TensorType y = layer.ensure_built(std::vector<TensorType>{{DType::f32, {-1, 7, 7, 64}}});
  EXPECT_EQ(y.shape, (Shape{-1, 7, 7, 64}));
  std::vector<std::string> names;
  for (const Variable& v : layer.variables()) {
    names.push_back(v.name());
    EXPECT_EQ(v.shape(), Shape{64});
  }
  EXPECT_EQ(names, (std::vector<std::string>{"bn/gamma", "bn/beta", "bn/moving_mean", "bn/moving_variance"}));
  EXPECT_EQ(layer.parameter_count(), 4 * 64);
  EXPECT_EQ(layer.trainable_variables().size(), 2U);
  layer.set_trainable(false);
  EXPECT_EQ(layer.trainable_variables().size(), 0U);
  layer.set_trainable(true);
  EXPECT_EQ(layer.trainable_variables().size(), 2U);
  EXPECT_EQ(BatchNormalization().name(), "batch_normalization");
}

TEST(BatchNormalization, ConfigMakesTheSameLayer) {
  const BatchNormalization layer({.momentum = 0.9,
                                  .epsilon = 1e-5,
                                  .center = false,
                                  .scale = false,
                                  .beta_initializer = "ones",
                                  .gamma_initializer = "zeros",
                                  .moving_mean_initializer = "ones",
                                  .moving_variance_initializer = "zeros"});
  EXPECT_EQ(BatchNormalization::from_config(layer.config()).config(), layer.config());
}

TEST(BatchNormalization, RefusesWhatDoesNotFit) {
  EXPECT_THROW(BatchNormalization({.momentum = 1.5}), ValueError);
  EXPECT_THROW(BatchNormalization({.momentum = NAN}), ValueError);
  EXPECT_THROW(BatchNormalization({.epsilon = -1}), ValueError);
  EXPECT_THROW(BatchNormalization({.gamma_initializer = "onse"}), ValueError);
  EXPECT_EQ(test::thrown_message<ShapeError>([] {
              BatchNormalization layer;
              static_cast<void>(layer.ensure_built(std::vector<TensorType>{{DType::f32, {-1}}}));
            }),
            "BatchNormalization cannot take this input: expected (batch, …, channels), received rank 1\n"
            "(input (batch,)).\n"
            "Give each example at least one axis.");
  EXPECT_THROW(
      {
        BatchNormalization layer;
        static_cast<void>(layer.ensure_built(std::vector<TensorType>{{DType::f32, {-1, 4}}}));
        static_cast<void>(layer.ensure_built(std::vector<TensorType>{{DType::f32, {-1, 5}}}));
      },
      ShapeError);
}

}  // namespace
}  // namespace saem
