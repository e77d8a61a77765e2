#include "saem/train/loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/softmax.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

const Array probabilities =
    f32({0.7F, 0.2F, 0.1F, 0.1F, 0.8F, 0.1F, 0.25F, 0.25F, 0.5F, 0.3F, 0.4F, 0.3F}, {4, 3});
const Array labels = Array::of(std::vector<std::int32_t>{0, 1, 0, 2});
const Array one_hot_labels = f32({1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1}, {4, 3});
const std::vector<double> picked{0.7, 0.8, 0.25, 0.3};

double expected_crossentropy() {
  double total = 0;
  for (const double p : picked) total -= std::log(p);
  return total / 4;
}

TEST(CrossentropyTest, IsTheMeanNegativeLogOfTheRightClass) {
  const Tensor values = CategoricalCrossentropy().values(one_hot_labels, probabilities);
  ASSERT_EQ(values.shape(), (Shape{4}));
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR(values.value().at(i), -std::log(picked[static_cast<std::size_t>(i)]), 1e-6);
  EXPECT_NEAR(CategoricalCrossentropy()(one_hot_labels, probabilities).item(), expected_crossentropy(), 1e-6);
  EXPECT_NEAR(SparseCategoricalCrossentropy()(labels, probabilities).item(), expected_crossentropy(), 1e-6);
}

TEST(CrossentropyTest, TakesLabelsOfAnyIntegerTypeAndAsAColumn) {
  for (const DType dtype : {DType::u8, DType::i32, DType::i64, DType::f32}) {
    const Array converted = labels.astype(dtype);
    EXPECT_NEAR(SparseCategoricalCrossentropy()(converted, probabilities).item(), expected_crossentropy(),
                1e-6);
    EXPECT_NEAR(SparseCategoricalCrossentropy()(converted.reshape({4, 1}), probabilities).item(),
                expected_crossentropy(), 1e-6);
  }
}

TEST(CrossentropyTest, TakesLogitsWhenAsked) {
  const Tensor logits = log(probabilities) + 5.0;
  EXPECT_NEAR(CategoricalCrossentropy({.from_logits = true})(one_hot_labels, logits).item(),
              expected_crossentropy(), 1e-5);
  EXPECT_NEAR(SparseCategoricalCrossentropy({.from_logits = true})(labels, logits).item(),
              expected_crossentropy(), 1e-5);
}

TEST(CrossentropyTest, TakesTheLogitsBehindSoftmax) {
  // softmax underflows to exactly 0 here; its logarithm would be -inf, or -16.1 if clipped.
  const Tensor logits = f32({200, 0}, {1, 2});
  const Array second = Array::of(std::vector<std::int32_t>{1});
  EXPECT_NEAR(SparseCategoricalCrossentropy()(second, softmax(logits)).item(), 200, 1e-4);
  const Tensor slope = grad(SparseCategoricalCrossentropy()(second, softmax(logits)), logits);
  EXPECT_NEAR(slope.value().at(0), 1, 1e-6);
  EXPECT_NEAR(slope.value().at(1), -1, 1e-6);
}

TEST(CrossentropyTest, IsFiniteForProbabilitiesOfZeroAndOne) {
  const Array sure = f32({1, 0}, {1, 2});
  const Array wrong = Array::of(std::vector<std::int32_t>{1});
  EXPECT_NEAR(SparseCategoricalCrossentropy()(wrong, sure).item(), -std::log(1e-7), 1e-3);
}

TEST(CrossentropyTest, WorksPerPlaceOfASequence) {
  const Array sequence = probabilities.reshape({2, 2, 3});
  const Tensor values = SparseCategoricalCrossentropy().values(labels.reshape({2, 2}), sequence);
  ASSERT_EQ(values.shape(), (Shape{2, 2}));
  EXPECT_NEAR(values.value().at(3), -std::log(0.3), 1e-6);
}

TEST(BinaryCrossentropyTest, FollowsItsFormula) {
  const std::vector<float> p{0.9F, 0.2F, 0.6F, 0.4F};
  const std::vector<float> y{1, 0, 0, 1};
  double expected = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double pi = static_cast<double>(p[i]);
    expected -= y[i] > 0 ? std::log(pi) : std::log(1 - pi);
  }
  EXPECT_NEAR(BinaryCrossentropy()(f32(y, {4}), f32(p, {4, 1})).item(), expected / 4, 1e-6);
  EXPECT_NEAR(BinaryCrossentropy()(f32(y, {4, 1}), f32(p, {4, 1})).item(), expected / 4, 1e-6);
  const Tensor q = f32(p, {2, 2});
  const Tensor logits = log(q / (1.0 - q));
  EXPECT_NEAR(BinaryCrossentropy({.from_logits = true})(f32(y, {2, 2}), logits).item(), expected / 4, 1e-6);
  EXPECT_NEAR(BinaryCrossentropy()(f32(y, {2, 2}), sigmoid(logits)).item(), expected / 4, 1e-6);
}

TEST(BinaryCrossentropyTest, HasTheRightSlopeAtAndFarFromZero) {
  const Tensor logits = f32({0, 0, 100, -100}, {4, 1});
  const Array y = f32({1, 0, 0, 1}, {4, 1});
  const Tensor loss = BinaryCrossentropy()(y, sigmoid(logits));
  EXPECT_NEAR(loss.item(), (2 * std::log(2.0) + 200) / 4, 1e-4);
  const Array slope = grad(loss, logits).value();
  const std::vector<double> expected{-0.5 / 4, 0.5 / 4, 1.0 / 4, -1.0 / 4};
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(slope.at(i), expected[static_cast<std::size_t>(i)], 1e-6);
}

TEST(RegressionLossTest, FollowsItsFormula) {
  const Array p = f32({1, 2, 3, 4}, {4, 1});
  const Array y = f32({0, 2, 5, 4.5F}, {4});
  EXPECT_FLOAT_EQ(static_cast<float>(MeanSquaredError()(y, p).item()), (1 + 0 + 4 + 0.25F) / 4);
  EXPECT_FLOAT_EQ(static_cast<float>(MeanAbsoluteError()(y, p).item()), (1 + 0 + 2 + 0.5F) / 4);
  EXPECT_EQ(MeanSquaredError().values(y, p).shape(), (Shape{4}));
  EXPECT_FLOAT_EQ(static_cast<float>(MeanSquaredError()(y.reshape({2, 2}), p.reshape({2, 2})).item()),
                  5.25F / 4);
}

TEST(LossChoiceTest, TakesNamesObjectsAndFunctions) {
  EXPECT_EQ(LossChoice("mse").get()->name(), "mean_squared_error");
  EXPECT_EQ(LossChoice("mae").get()->name(), "mean_absolute_error");
  EXPECT_EQ(LossChoice(BinaryCrossentropy()).get()->name(), "binary_crossentropy");
  EXPECT_EQ(LossChoice().get(), nullptr);
  const LossChoice cubic = [](const Tensor& y, const Tensor& p) { return pow(abs(y - p), 3.0); };
  EXPECT_FLOAT_EQ(static_cast<float>((*cubic.get())(f32({1, 2}, {2}), f32({3, 2}, {2})).item()), 4.0F);
}

// ---- messages ----

template <class E>
std::string message_of_check(const Loss& loss, const Array& y, const Shape& output) {
  return message_of<E>([&] { loss.check_labels(y, output, "y"); });
}

TEST(LabelCheckTest, AcceptsWhatFits) {
  EXPECT_NO_THROW(CategoricalCrossentropy().check_labels(one_hot_labels, {-1, 3}, "y"));
  EXPECT_NO_THROW(SparseCategoricalCrossentropy().check_labels(labels, {-1, 3}, "y"));
  EXPECT_NO_THROW(SparseCategoricalCrossentropy().check_labels(labels.reshape({4, 1}), {-1, 3}, "y"));
  EXPECT_NO_THROW(BinaryCrossentropy().check_labels(f32({0, 1}, {2}), {-1, 1}, "y"));
  EXPECT_NO_THROW(MeanSquaredError().check_labels(f32({0, 7}, {2}), {-1, 1}, "y"));
  EXPECT_NO_THROW(MeanSquaredError().check_labels(f32({0, 7}, {2, 1}), {-1}, "y"));
}

TEST(LabelCheckTest, NamesTheOtherCrossentropy) {
  EXPECT_EQ(message_of_check<ShapeError>(CategoricalCrossentropy(), labels, {-1, 3}),
            "categorical_crossentropy: expected y as one-hot rows of shape (4, 3), received (4,)\n"
            "(the model's output is (batch, 3)).\n"
            "Use the loss \"sparse_categorical_crossentropy\" for class numbers, or convert them: "
            "to_categorical(y, 3).");
  EXPECT_EQ(message_of_check<ShapeError>(SparseCategoricalCrossentropy(), one_hot_labels, {-1, 3}),
            "sparse_categorical_crossentropy: expected y as class numbers of shape (4,), received (4, 3)\n"
            "(the model's output is (batch, 3)).\n"
            "Use the loss \"categorical_crossentropy\" for one-hot rows.");
  EXPECT_EQ(message_of_check<ValueError>(SparseCategoricalCrossentropy(),
                                         Array::of(std::vector<std::uint8_t>{0, 1}), {-1, 1}),
            "sparse_categorical_crossentropy: expected class numbers from 0 to 0 in y, received 1 in row 1\n"
            "(the model's output is (batch, 1)).\n"
            "With one output, use the loss \"binary_crossentropy\" and the activation \"sigmoid\".");
}

TEST(LabelCheckTest, NamesTheRowOfALabelOutside) {
  EXPECT_EQ(
      message_of_check<ValueError>(SparseCategoricalCrossentropy(),
                                   Array::of(std::vector<std::int32_t>{0, 9, 10, 3}), {-1, 10}),
      "sparse_categorical_crossentropy: expected class numbers from 0 to 9 in y, received 10 in row 2\n"
      "(the model's output is (batch, 10)).\n"
      "Correct the label, or give the last layer as many units as there are classes; labels count from 0.");
  EXPECT_THROW(
      SparseCategoricalCrossentropy().check_labels(Array::of(std::vector<std::int32_t>{-1}), {-1, 10}, "y"),
      ValueError);
  EXPECT_THROW(SparseCategoricalCrossentropy().check_labels(f32({1.5F}, {1}), {-1, 10}, "y"), ValueError);
  EXPECT_EQ(message_of_check<ValueError>(BinaryCrossentropy(), f32({0, 1, 2}, {3}), {-1, 1}),
            "binary_crossentropy: expected numbers in [0, 1] in y, received 2 in row 2.\n"
            "Label the examples with 0 and 1, or use \"sparse_categorical_crossentropy\" for more classes.");
}

TEST(LabelCheckTest, NamesBothShapes) {
  EXPECT_EQ(message_of_check<ShapeError>(CategoricalCrossentropy(), one_hot_labels, {-1, 5}),
            "categorical_crossentropy: expected y as one-hot rows of shape (4, 5), received (4, 3)\n"
            "(the model's output is (batch, 5)).\n"
            "Give one column per class: the model's last layer tells 5 classes apart.");
  EXPECT_EQ(message_of_check<ShapeError>(MeanSquaredError(), f32({1, 2}, {2}), {-1, 3}),
            "mean_squared_error: expected y of the output's shape, (2, 3), received (2,)\n"
            "(the model's output is (batch, 3)).\n"
            "End the model with Dense(1), or give as many targets per example as it has outputs.");
}

TEST(LossTest, RefusesTensorsThatDoNotFit) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(MeanSquaredError()(f32({1, 2}, {2}), f32({1, 2, 3, 4, 5, 6}, {2, 3})));
            }),
            "mean_squared_error: expected targets of the predictions' shape (2, 3), received (2,).\n"
            "Give the last layer as many units as each example has targets.");
  EXPECT_EQ(
      message_of<ShapeError>([] { static_cast<void>(CategoricalCrossentropy()(labels, probabilities)); }),
      "categorical_crossentropy: expected one-hot labels of the predictions' shape, received (4,)\n"
      "(predictions (4, 3)).\nUse sparse_categorical_crossentropy for labels that are class numbers.");
  EXPECT_THROW(static_cast<void>(SparseCategoricalCrossentropy()(one_hot_labels, probabilities)), ShapeError);
  EXPECT_THROW(static_cast<void>(BinaryCrossentropy()(labels, probabilities)), ShapeError);
}

TEST(LossTest, SuggestsTheNearestName) {
  EXPECT_EQ(
      message_of<ValueError>([] { static_cast<void>(make_loss("categorical_crossentropie")); }),
      "loss: there is no loss 'categorical_crossentropie'\n"
      "(known: binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy, "
      "categorical_focal_crossentropy, categorical_generalized_cross_entropy, categorical_hinge, circle, "
      "contrastive, cosine_similarity, dice, hinge, huber, kl_divergence, log_cosh, mean_absolute_error, "
      "mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error, poisson, "
      "quantile, sparse_categorical_crossentropy, squared_hinge, triplet, tversky).\n"
      "Did you mean 'categorical_crossentropy'?");
}

TEST(LossTest, HasShortNamesAndNamesOfClasses) {
  for (const auto& [given, name] :
       std::vector<std::pair<std::string, std::string>>{{"mse", "mean_squared_error"},
                                                        {"MSE", "mean_squared_error"},
                                                        {"MeanSquaredError", "mean_squared_error"},
                                                        {"mae", "mean_absolute_error"},
                                                        {"mape", "mean_absolute_percentage_error"},
                                                        {"msle", "mean_squared_logarithmic_error"},
                                                        {"bce", "binary_crossentropy"},
                                                        {"kld", "kl_divergence"},
                                                        {"KLDivergence", "kl_divergence"},
                                                        {"kullback_leibler_divergence", "kl_divergence"},
                                                        {"logcosh", "log_cosh"},
                                                        {"LogCosh", "log_cosh"},
                                                        {"pinball", "quantile"}}) {
    EXPECT_EQ(make_loss(given)->name(), name) << given;
  }
  for (const std::string& name : loss_names()) EXPECT_EQ(make_loss(name)->name(), name);
}

TEST(LossTest, ReducesAndWeighs) {
  const Array y = f32({1, 2, 3, 4}, {4, 1});
  const Array p = f32({2, 4, 3, 8}, {4, 1});  // squares 1, 4, 0, 16
  const Array w = f32({1, 0.5F, 2, 0.25F}, {4});
  const auto loss = [](const char* reduction) { return MeanSquaredError({.reduction = reduction}); };
  for (const char* mean : {"sum_over_batch_size", "mean", "mean_with_sample_weight"})
    EXPECT_FLOAT_EQ(static_cast<float>(loss(mean)(y, p).item()), 21.0F / 4) << mean;
  EXPECT_EQ(loss("sum")(y, p).item(), 21);
  EXPECT_EQ(loss("sum")(y, p, w).item(), 7);
  EXPECT_EQ(loss("mean")(y, p, w).item(), 7.0 / 4);
  EXPECT_FLOAT_EQ(static_cast<float>(loss("mean_with_sample_weight")(y, p, w).item()), 7.0F / 3.75F);
  EXPECT_EQ(loss("none")(y, p, w).value().at(3), 4);
  EXPECT_EQ(loss("sum")(y, p, w.reshape({4, 1})).item(), 7);
  EXPECT_EQ(loss("mean_with_sample_weight")(y, p, Array(Shape{4})).item(), 0);
}

TEST(LossTest, WeighsExamplesOrPlaces) {
  const Array y(Shape{2, 3, 1});
  const Array p = f32({1, 1, 1, 2, 2, 2}, {2, 3, 1});
  const MeanSquaredError loss({.reduction = "sum"});
  EXPECT_EQ(loss(y, p, f32({1, 10}, {2})).item(), 123);
  EXPECT_EQ(loss(y, p, f32({1, 0, 0, 0, 0, 2}, {2, 3})).item(), 9);
  EXPECT_EQ(loss(y, p, Array::scalar(2)).item(), 30);
  EXPECT_EQ(message_of<ShapeError>([&] {
              static_cast<void>(loss(y, p, f32({1, 2, 3}, {3})));
            }),
            "mean_squared_error: expected sample weights of shape (2,) or (2, 3), received (3,).\n"
            "Give one weight per example.");
}

}  // namespace
}  // namespace saem
