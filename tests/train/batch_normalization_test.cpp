// Variables that training changes without the optimizer, in fit, files and counts.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

/// Mean and variance of each column.
std::pair<std::vector<double>, std::vector<double>> column_moments(const Array& x) {
  const std::int64_t columns = x.shape()[-1];
  const std::int64_t rows = x.size() / columns;
  std::vector<double> means, variances;
  for (std::int64_t c = 0; c < columns; ++c) {
    double mean = 0, variance = 0;
    for (std::int64_t r = 0; r < rows; ++r) mean += x.at(r * columns + c) / static_cast<double>(rows);
    for (std::int64_t r = 0; r < rows; ++r)
      variance += std::pow(x.at(r * columns + c) - mean, 2) / static_cast<double>(rows);
    means.push_back(mean);
    variances.push_back(variance);
  }
  return {means, variances};
}

TEST(BatchNormalizationTraining, FitMovesTheAverages) {
  Sequential model{Input({3}), BatchNormalization({.momentum = 0.5, .name = "bn"}), Dense(1)};
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const Array x = random_f32({8, 3}, 1);
  model.fit(x, random_f32({8}, 2), {.batch_size = 8, .epochs = 2, .verbose = 0});
  const auto [means, variances] = column_moments(x);
  const std::vector<Variable>& weights = model.layers()[0]->variables();
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto i = static_cast<std::size_t>(c);
    EXPECT_NEAR(weights[2].value().at(c), 0.75 * means[i], 1e-6);
    EXPECT_NEAR(weights[3].value().at(c), 0.25 + 0.75 * variances[i], 1e-6);
  }
}

TEST(BatchNormalizationTraining, AFrozenLayerStopsMovingAlsoWithoutTrainableWeights) {
  Sequential model{Input({3}), BatchNormalization({.center = false, .scale = false}), Dense(1)};
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto fit = [&] {
    model.fit(random_f32({8, 3}, 1), random_f32({8}, 2), {.batch_size = 4, .epochs = 1, .verbose = 0});
  };
  const Variable& mean = model.layers()[0]->variables()[0];
  fit();
  const Array moved = mean.value();
  EXPECT_FALSE(identical(moved, Array(Shape{3})));
  model.layers()[0]->set_trainable(false);
  fit();
  EXPECT_TRUE(identical(mean.value(), moved));
  model.layers()[0]->set_trainable(true);
  fit();
  EXPECT_FALSE(identical(mean.value(), moved));
}

TEST(BatchNormalizationTraining, AStepThatIsNotFiniteLeavesTheAverages) {
  Sequential model{Input({1}), BatchNormalization(), Dense(1)};
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const std::vector<Array> before = state_of(model);
  const Array y = f32({1, std::numeric_limits<float>::max(), 3, 4}, {4});
  EXPECT_THROW(model.fit(random_f32({4, 1}, 1), y, {.batch_size = 4, .epochs = 1, .verbose = 0}),
               NonFiniteError);
  const std::vector<Array> after = state_of(model);
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_TRUE(identical(after[i], before[i])) << i;
}

TEST(BatchNormalizationTraining, PicturesOverSeveralStepsLearn) {
  // Which half of the picture is brighter, under a brightness and contrast of its own for each picture.
  Generator g(3);
  Array x(Shape{64, 8, 8, 1});
  std::vector<float> labels;
  for (std::size_t n = 0; n < 64; ++n) {
    labels.push_back(static_cast<float>(g.integer(2)));
    for (std::size_t i = 0; i < 64; ++i)
      x.mutable_data<float>()[n * 64 + i] =
          static_cast<float>(50 + 20 * ((i % 8 < 4) == (labels.back() > 0)) + g.uniform(-5, 5));
  }
  const Array y = f32(labels, {64});
  Sequential model{Input({8, 8, 1}),
                   ZeroPadding2D(1),
                   Conv2D(16, 3, {.strides = 2, .use_bias = false}),
                   BatchNormalization({.momentum = 0.8}),
                   Activation("relu"),
                   Flatten(),
                   Dense(1, {.activation = "sigmoid"})};
  model.set_seed(1);
  model.compile({.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
  model.fit(x, y, {.batch_size = 16, .epochs = 15, .verbose = 0});
  EXPECT_GE(model.evaluate(x, y, {.verbose = 0}).at("accuracy"), 0.95);
}

TEST(NewLayers, AreSavedAndLoaded) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "model.safetensors";
  Sequential pictures{Input({9, 9, 2}),
                      ZeroPadding2D({{1, 0}, {2, 1}}),
                      Conv2D(4, 3),
                      BatchNormalization({.epsilon = 1e-5}),
                      GlobalAveragePooling2D({.keepdims = true}),
                      GlobalMaxPooling2D(),
                      Dense(2)};
  Sequential sequences{Input({20, 2}),
                       Conv1D(4, 3, {.padding = "causal", .dilation_rate = 2}),
                       BatchNormalization(),
                       MaxPooling1D(2),
                       AveragePooling1D(2, {.strides = 1}),
                       GlobalMaxPooling1D({.keepdims = true}),
                       GlobalAveragePooling1D(),
                       Dense(2)};
  for (Sequential* model : {&pictures, &sequences}) {
    const Array x = random_f32(model == &pictures ? Shape{4, 9, 9, 2} : Shape{4, 20, 2}, 1);
    model->compile({.optimizer = "adam", .loss = "mse"});
    model->fit(x, random_f32({4, 2}, 2), {.batch_size = 4, .epochs = 2, .verbose = 0});
    model->save(path);
    Model loaded = load_model(path);
    EXPECT_TRUE(identical(loaded.predict(x), model->predict(x)));
    EXPECT_EQ(loaded.parameter_count(), model->parameter_count());
  }
}

// He, Zhang, Ren, Sun, Deep residual learning for image recognition, CVPR 2016; with biases and strides in
// the places where Keras's ResNet50 has them.
Symbol bottleneck(const Symbol& x, std::int64_t filters, std::int64_t stride, bool project) {
  const BatchNormalizationOptions bn{.epsilon = 1.001e-5};
  const auto normalized = [&](const Symbol& s) { return BatchNormalization(bn)(s); };
  const Symbol shortcut = project ? normalized(Conv2D(4 * filters, 1, {.strides = stride})(x)) : x;
  Symbol y = Activation("relu")(normalized(Conv2D(filters, 1, {.strides = stride})(x)));
  y = Activation("relu")(normalized(Conv2D(filters, 3, {.padding = "same"})(y)));
  y = normalized(Conv2D(4 * filters, 1)(y));
  return Activation("relu")(Add()({shortcut, y}));
}

TEST(NewLayers, ResNet50HasTheKnownCounts) {
  const Symbol x = Input({64, 64, 3});
  Symbol y = Conv2D(64, 7, {.strides = 2})(ZeroPadding2D(3)(x));
  y = Activation("relu")(BatchNormalization({.epsilon = 1.001e-5})(y));
  y = MaxPooling2D(3, {.strides = 2})(ZeroPadding2D(1)(y));
  std::int64_t filters = 64;
  for (const int blocks : {3, 4, 6, 3}) {
    for (int block = 0; block < blocks; ++block)
      y = bottleneck(y, filters, block == 0 && filters > 64 ? 2 : 1, block == 0);
    filters *= 2;
  }
  EXPECT_EQ(y.shape(), (Shape{-1, 2, 2, 2048}));
  y = Dense(1000, {.activation = "softmax"})(GlobalAveragePooling2D()(y));
  const Model model(x, y);
  EXPECT_EQ(model.parameter_count(), 25'636'712);
  std::int64_t trainable = 0;
  for (const Variable& v : model.trainable_variables()) trainable += v.shape().count();
  EXPECT_EQ(trainable, 25'583'592);
}

}  // namespace
}  // namespace saem
