#include "saem/nn/masking.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::elements;
using test::run_layer;
using test::thrown_message;
using Numbers = std::vector<double>;

Array steps_of(const Shape& shape, const std::vector<float>& values) { return Array::of(values, shape); }

/// (2, 3, 2): the second example ends after one step.
Array sequences() { return steps_of({2, 3, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0}); }
constexpr double epsilon = 1e-5;

/// Builds a layer on these inputs.
template <class L>
L built(L layer, const Tensors& inputs) {
  std::vector<TensorType> types;
  for (const Tensor& x : inputs) types.push_back({x.dtype(), x.shape().with(0, Shape::unknown)});
  static_cast<void>(layer.ensure_built(types));
  layer.draw_weights(1, 0);
  return layer;
}

/// The mask that a layer gives sequences that Masking went over.
Tensor mask_after(const AnyLayer& layer, const Shape& example = {}) {
  CallContext context;
  Tensor x = built(Masking(), {sequences()}).apply({sequences()}, context);
  if (example.rank() > 0) {
    const Tensor mask = context.mask_of(x);
    x = Tensor(Array::full(example.inserted(0, 2), 1));
    context.set_mask(x, mask);
  }
  static_cast<void>(layer->ensure_built(std::vector<TensorType>{{x.dtype(), x.shape().with(0, -1)}}));
  layer->draw_weights(1, 0);
  return context.mask_of(layer->apply({x}, context));
}

const Numbers expected_mask = {1, 1, 1, 1, 0, 0};

TEST(Masking, LeavesOutStepsOfOneValue) {
  CallContext context;
  Masking layer = built(Masking({.mask_value = 9}), {sequences()});
  const Tensor x = steps_of({1, 3, 2}, {9, 9, 9, 1, 2, 3});
  const Tensor y = layer.apply({x}, context);
  EXPECT_EQ(elements(y.value()), (Numbers{0, 0, 9, 1, 2, 3}));
  EXPECT_EQ(elements(context.mask_of(y).value()), (Numbers{0, 1, 1}));
  EXPECT_FALSE(context.mask_of(x).defined());
  EXPECT_EQ(layer.config().real("mask_value"), 9);
}

TEST(Masking, RefusesWhatHasNoFeatures) {
  const std::string message = thrown_message<ShapeError>([] {
    Masking layer({.name = "gaps"});
    (void)built(layer, {Tensor(Array(Shape{4}))});
  });
  EXPECT_NE(
      message.find("Masking 'gaps' cannot take this input: expected (batch, …, features), received rank 1"),
      std::string::npos)
      << message;
}

TEST(Masking, EmbeddingOfZeroIsNothing) {
  CallContext context;
  const Tensor words = steps_of({2, 3}, {4, 0, 1, 0, 0, 2});
  const Embedding with = built(Embedding(5, 2, {.mask_zero = true}), {words});
  EXPECT_EQ(elements(context.mask_of(with.apply({words}, context)).value()), (Numbers{1, 0, 1, 0, 0, 1}));
  const Embedding without = built(Embedding(5, 2), {words});
  EXPECT_FALSE(context.mask_of(without.apply({words}, context)).defined());
}

TEST(Masking, GoesThroughLayersThatKeepSteps) {
  const std::vector<AnyLayer> keep = {Dense(3),
                                      Activation("tanh"),
                                      Dropout(0.5),
                                      ReLU(),
                                      LeakyReLU(),
                                      ELU(),
                                      PReLU(),
                                      Softmax(),
                                      BatchNormalization(),
                                      Identity(),
                                      LayerNormalization(),
                                      UnitNormalization(),
                                      Rescaling(2),
                                      GaussianNoise(0.1),
                                      GaussianDropout(0.1),
                                      AlphaDropout(0.1),
                                      SpatialDropout1D(0.1),
                                      ActivityRegularization(),
                                      RMSNormalization(),
                                      GroupNormalization({.groups = 1}),
                                      Normalization({.mean = {1}, .variance = {1}})};
  for (const AnyLayer& layer : keep) {
    const Tensor mask = mask_after(layer);
    ASSERT_TRUE(mask.defined()) << layer->class_name();
    EXPECT_EQ(elements(mask.value()), expected_mask) << layer->class_name();
  }
}

TEST(Masking, EndsWhereStepsAreMixed) {
  const std::vector<AnyLayer> end = {Flatten(),
                                     Reshape({6}),
                                     Permute({2, 1}),
                                     Conv1D(2, 2),
                                     MaxPooling1D(2),
                                     GlobalAveragePooling1D(),
                                     GlobalMaxPooling1D(),
                                     ZeroPadding1D(1),
                                     UpSampling1D(2)};
  for (const AnyLayer& layer : end) EXPECT_FALSE(mask_after(layer).defined()) << layer->class_name();
}

/// Says nothing of masks.
class Same final : public LayerBase<Same> {
 public:
  Same() : LayerBase("Same") {}

 protected:
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override { return inputs[0]; }
};

TEST(Masking, ALayerThatReturnsItsInputTakesNoMaskFromIt) {
  CallContext context;
  const Tensor x = sequences();
  const Tensor masked = built(Masking(), {x}).apply({x}, context);
  const Tensor y = built(Same(), {masked}).apply({masked}, context);
  EXPECT_FALSE(context.mask_of(y).defined());
  EXPECT_TRUE(context.mask_of(masked).defined());
  EXPECT_EQ(elements(y.value()), elements(masked.value()));
}

TEST(Masking, OfMergedInputs) {
  CallContext context;
  const Tensor a = Array::full({1, 3, 2}, 1);
  const Tensor b = Array::full({1, 3, 2}, 2);
  const Tensor c = Array::full({1, 3, 2}, 3);
  context.set_mask(a, Array::of(std::vector<float>{1, 0, 0}, {1, 3}).astype(DType::boolean));
  context.set_mask(b, Array::of(std::vector<float>{0, 0, 1}, {1, 3}).astype(DType::boolean));
  const auto merged = [&](const AnyLayer& layer, const Tensors& inputs) {
    std::vector<TensorType> types;
    for (const Tensor& x : inputs) types.push_back({x.dtype(), x.shape().with(0, -1)});
    static_cast<void>(layer->ensure_built(types));
    const Tensor mask = context.mask_of(layer->apply(inputs, context));
    return mask.defined() ? elements(mask.value()) : Numbers{};
  };
  EXPECT_EQ(merged(Add(), {a, b}), (Numbers{1, 0, 1}));
  EXPECT_EQ(merged(Multiply(), {a, b}), (Numbers{1, 0, 1}));
  EXPECT_EQ(merged(Average(), {a, c}), Numbers{});
  EXPECT_EQ(merged(Concatenate(), {a, b}), (Numbers{1, 0, 1}));
  EXPECT_EQ(merged(Concatenate(), {a, c}), (Numbers{1, 1, 1}));
  EXPECT_EQ(merged(Concatenate({.axis = 1}), {a, b}), (Numbers{1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(merged(Concatenate({.axis = 1}), {c, b}), (Numbers{1, 1, 1, 0, 0, 1}));
  EXPECT_EQ(merged(Dot(2), {a, b}), Numbers{});
}

TEST(Masking, AveragesOnlyWhatCounts) {
  const Symbol x = Input({3, 2});
  const Model means(x, GlobalAveragePooling1D()(Masking()(x)));
  EXPECT_EQ(elements(Model(means).predict(sequences())), (Numbers{3, 4, 7, 8}));
  EXPECT_EQ(elements(Model(means).predict(Array(Shape{1, 3, 2}))), (Numbers{0, 0}));  // of nothing
  CallContext context;
  const Tensor first = steps_of({1, 2, 3}, {1, 3, 9, 2, 4, 9});
  context.set_mask(first, Array::of(std::vector<float>{1, 1, 0}, {1, 3}).astype(DType::boolean));
  const auto layer = built(GlobalAveragePooling1D({.data_format = "channels_first"}), {first});
  EXPECT_EQ(elements(layer.apply({first}, context).value()), (Numbers{2, 3}));
}

TEST(Masking, BatchNormalizationCountsOnlyWhatCounts) {
  RandomState random(1);
  CallContext context{.training = true, .random = &random};
  const Tensor x = sequences();
  const Tensor masked = built(Masking(), {x}).apply({x}, context);
  const BatchNormalization layer = built(BatchNormalization({.momentum = 0}), {masked});
  const Array y = layer.apply({masked}, context).value();
  // The four steps that count have means 4 and 5 and variance 5.
  EXPECT_NEAR(y.at(0), -3 / std::sqrt(5.001), epsilon);
  EXPECT_NEAR(y.at(8), -4 / std::sqrt(5.001), epsilon);
  EXPECT_NEAR(layer.variables()[2].value().at(0), 4, epsilon);
  EXPECT_NEAR(layer.variables()[3].value().at(1), 5, epsilon);
}

TEST(Masking, SoftmaxOfAMaskOfItsOwnShape) {
  CallContext context;
  const Tensor x = steps_of({1, 3}, {1, 1, 50});
  context.set_mask(x, Array::of(std::vector<float>{1, 1, 0}, {1, 3}).astype(DType::boolean));
  EXPECT_EQ(elements(built(Softmax(), {x}).apply({x}, context).value()), (Numbers{0.5, 0.5, 0}));
}

// ---- Losses and metrics ----

/// Steps → one number per step, the sum of its two features.
Model summing_model() {
  const Symbol x = Input({3, 2});
  Model model(x, Dense(1, {.use_bias = false, .kernel_initializer = "ones"})(Masking()(x)));
  model.compile({.optimizer = "sgd",
                 .loss = "mse",
                 .metrics = {"mae"},
                 .weighted_metrics = {MetricChoice("weighted", [](const Tensor& y, const Tensor& p) {
                   return LossChoice("mae").get()->values(y, p);
                 })}});
  return model;
}

// Sums of the steps that count: 3, 7, 11 and 15.
TEST(Masking, LossesAndMetricsLeaveOutWhatIsMasked) {
  Model model = summing_model();
  const auto result = model.evaluate(sequences(), Array(Shape{2, 3, 1}));
  EXPECT_NEAR(result.at("loss"), (9 + 49 + 121 + 225) / 4.0, 1e-3);
  EXPECT_NEAR(result.at("mae"), (3 + 7 + 11 + 15) / 4.0, epsilon);
  EXPECT_NEAR(result.at("weighted"), (3 + 7 + 11 + 15) / 4.0, epsilon);
}

TEST(Masking, GoesTogetherWithSampleWeights) {
  Model model = summing_model();
  const auto result = model.evaluate(sequences(), Array(Shape{2, 3, 1}),
                                     {.sample_weight = Array::of(std::vector<float>{1, 3})});
  EXPECT_NEAR(result.at("loss"), (9 + 49 + 121 + 3 * 225) / 4.0, 1e-3);
  EXPECT_NEAR(result.at("weighted"), (3 + 7 + 11 + 3 * 15) / 6.0, epsilon);
  EXPECT_NEAR(result.at("mae"), (3 + 7 + 11 + 15) / 4.0, epsilon);
}

TEST(Masking, NothingIsLearnedFromWhatIsMasked) {
  Model one = summing_model();
  Model other = summing_model();
  Array targets(Shape{2, 3, 1});
  static_cast<void>(one.train_on_batch(sequences(), targets));
  for (const std::size_t masked : {4, 5}) targets.mutable_data<float>()[masked] = 1e6F;
  static_cast<void>(other.train_on_batch(sequences(), targets));
  EXPECT_TRUE(identical(one.variables()[0].value(), other.variables()[0].value()));
}

TEST(Masking, SurvivesTheModelFile) {
  const Symbol x = Input({3});
  const Model model(x, Dense(1)(Embedding(5, 2, {.mask_zero = true})(x)));
  EXPECT_TRUE(make_layer("Embedding", model.layers()[0]->config())->config().flag("mask_zero"));
}

}  // namespace
}  // namespace saem
