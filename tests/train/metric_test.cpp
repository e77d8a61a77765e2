#include "saem/train/metric.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

std::vector<double> values_of(const Metric& metric, const Array& y, const Array& p) {
  const Array values = metric.values(y, p).value();
  std::vector<double> list;
  for (std::int64_t i = 0; i < values.size(); ++i) list.push_back(values.at(i));
  return list;
}

const Array scores = f32({0.7F, 0.2F, 0.1F, 0.1F, 0.8F, 0.1F, 0.25F, 0.25F, 0.5F, 0.3F, 0.4F, 0.3F}, {4, 3});

TEST(AccuracyTest, ComparesClassNumbers) {
  const Array labels = Array::of(std::vector<std::int32_t>{0, 1, 0, 1});
  const std::vector<double> expected{1, 1, 0, 1};
  EXPECT_EQ(values_of(Accuracy(), labels, scores), expected);
  EXPECT_EQ(values_of(Accuracy(), labels.reshape({4, 1}).astype(DType::u8), scores), expected);
}

TEST(AccuracyTest, ComparesOneHotRows) {
  const Array labels = f32({1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0}, {4, 3});
  EXPECT_EQ(values_of(Accuracy(), labels, scores), (std::vector<double>{1, 1, 0, 1}));
}

TEST(AccuracyTest, TellsClassNumbersFromOneHotRowsInASquareBatch) {
  // Three examples of three classes: only the ranks tell them apart.
  const Array three = scores.rows(0, 3);
  EXPECT_EQ(values_of(Accuracy(), Array::of(std::vector<std::int64_t>{0, 2, 2}), three),
            (std::vector<double>{1, 0, 1}));
}

TEST(AccuracyTest, IsBinaryForOneColumn) {
  const Array p = f32({0.9F, 0.5F, 0.51F, 0.1F}, {4, 1});
  const Array y = Array::of(std::vector<std::int32_t>{1, 1, 1, 1});
  EXPECT_EQ(values_of(Accuracy(), y, p), (std::vector<double>{1, 0, 1, 0}));
  EXPECT_EQ(values_of(Accuracy(), y.reshape({4, 1}), p), (std::vector<double>{1, 0, 1, 0}));
}

TEST(BinaryAccuracyTest, AveragesIndependentOutputs) {
  const Array p = f32({0.9F, 0.2F, 0.6F, 0.6F}, {2, 2});
  const Array y = f32({1, 0, 1, 0}, {2, 2});
  EXPECT_EQ(values_of(BinaryAccuracy(), y, p), (std::vector<double>{1, 0.5}));
  EXPECT_EQ(values_of(BinaryAccuracy(0.7), y, p), (std::vector<double>{1, 0.5}));
  EXPECT_EQ(values_of(BinaryAccuracy(0.95), y, p), (std::vector<double>{0.5, 0.5}));
}

TEST(TopKTest, CountsTheScoresAboveTheRightOne) {
  const Array labels = Array::of(std::vector<std::int32_t>{1, 0, 2, 1});
  EXPECT_EQ(values_of(TopKCategoricalAccuracy(1), labels, scores), (std::vector<double>{0, 0, 1, 1}));
  EXPECT_EQ(values_of(TopKCategoricalAccuracy(2), labels, scores), (std::vector<double>{1, 1, 1, 1}));
  const Array one_hot = f32({0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0}, {4, 3});
  EXPECT_EQ(values_of(TopKCategoricalAccuracy(1), one_hot, scores), (std::vector<double>{0, 0, 1, 1}));
  EXPECT_THROW(TopKCategoricalAccuracy(0), ValueError);
}

TEST(MetricChoiceTest, TakesNamesObjectsAndFunctions) {
  for (const char* name :
       {"accuracy", "acc", "mse", "mean_absolute_error", "binary_accuracy", "top_k_categorical_accuracy"}) {
    EXPECT_EQ(MetricChoice(name).get()->name(), name);
  }
  EXPECT_EQ(MetricChoice(TopKCategoricalAccuracy(3, "top_3")).get()->name(), "top_3");
  const MetricChoice bias("bias", [](const Tensor& y, const Tensor& p) { return p - y; });
  EXPECT_EQ(values_of(*bias.get(), f32({1, 2}, {2}), f32({3, 1}, {2})), (std::vector<double>{2, -1}));
  EXPECT_EQ(values_of(*MetricChoice("mse").get(), f32({1, 2}, {2}), f32({3, 1}, {2, 1})),
            (std::vector<double>{4, 1}));
}

TEST(MetricTest, ExplainsWhatIsWrong) {
  try {
    static_cast<void>(make_metric("acuracy"));
    FAIL() << "expected a ValueError";
  } catch (const ValueError& error) {
    EXPECT_EQ(std::string(error.what()),
              "metrics: there is no metric 'acuracy'\n"
              "(known: acc, accuracy, binary_accuracy, binary_crossentropy, categorical_accuracy, "
              "categorical_crossentropy, "
              "mae, mean_absolute_error, mean_squared_error, mse, sparse_categorical_accuracy, "
              "sparse_categorical_crossentropy, top_k_categorical_accuracy).\nDid you mean 'accuracy'?");
  }
  try {
    static_cast<void>(Accuracy().values(f32({1, 2}, {2, 1}), f32({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3})));
    FAIL() << "expected a ShapeError";
  } catch (const ShapeError& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "accuracy: expected labels as class numbers or in the predictions' shape (3, 3), received (2, 1).");
  }
}

}  // namespace
}  // namespace saem
