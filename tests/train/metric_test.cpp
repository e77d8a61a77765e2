#include "saem/train/metric.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
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

TEST(AccuracyTest, OfClassNumbersComparesThem) {
  const Array y = Array::of(std::vector<std::int32_t>{1, 2, 3, 4});
  const Array p = Array::of(std::vector<std::int32_t>{0, 2, 3, 4});
  EXPECT_EQ(MetricChoice("accuracy").get()->values(y, p).value().at(0), 0);
  MetricState state("accuracy");
  state.update_state(y, p);
  EXPECT_EQ(state.result(), 0.75);
  state.reset_state();
  state.update_state(y.reshape({4, 1}), p.reshape({4, 1}), f32({1, 1, 0, 0}, {4}));
  EXPECT_EQ(state.result(), 0.5);
}

TEST(CategoricalAccuracyTest, TakesOneKindOfLabels) {
  const Array labels = Array::of(std::vector<std::int32_t>{0, 1, 0, 1});
  const Array one_hot = f32({1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0}, {4, 3});
  const std::vector<double> expected{1, 1, 0, 1};
  EXPECT_EQ(values_of(SparseCategoricalAccuracy(), labels, scores), expected);
  EXPECT_EQ(values_of(CategoricalAccuracy(), one_hot, scores), expected);
  EXPECT_EQ(message_of<ShapeError>([&] { values_of(CategoricalAccuracy(), labels, scores); }),
            "categorical_accuracy: expected labels in the predictions' shape (4, 3), received (4,).\n"
            "Use \"sparse_categorical_accuracy\" for class numbers.");
  EXPECT_THROW(values_of(SparseCategoricalAccuracy(), one_hot, scores), ShapeError);
}

TEST(TopKTest, TakesSortedClassNumbers) {
  const Array labels = Array::of(std::vector<std::int32_t>{1, 0, 2, 1});
  const std::vector<double> expected{1, 1, 1, 1};
  EXPECT_EQ(values_of(SparseTopKCategoricalAccuracy({.k = 2}), labels, scores), expected);
  const Array ids = f32({0, 1, 2, 1, 2, 0, 2, 0, 1, 1, 0, 2}, {4, 3});
  EXPECT_EQ(values_of(SparseTopKCategoricalAccuracy({.k = 2, .from_sorted_ids = true}), labels, ids),
            (std::vector<double>{1, 0, 1, 1}));
  EXPECT_THROW(SparseTopKCategoricalAccuracy({.k = 0}), ValueError);
}

TEST(MetricTest, WeighsExamples) {
  const Array y = Array::of(std::vector<std::int32_t>{0, 1, 0, 1});  // right, right, wrong, right
  MetricState state("sparse_categorical_accuracy");
  state.update_state(y.rows(0, 3), scores.rows(0, 3), f32({1, 2, 3}, {3}));
  state.update_state(y.rows(3, 4), scores.rows(3, 4), f32({4}, {1}));
  EXPECT_DOUBLE_EQ(state.result(), 0.7);
}

TEST(MetricTest, IsKnownByItsNames) {
  for (const auto& [given, name] : std::vector<std::pair<std::string, std::string>>{
           {"AUC", "AUC"},
           {"Precision", "Precision"},
           {"top_k_categorical_accuracy", "top_k_categorical_accuracy"},
           {"F1Score", "F1Score"},
           {"RootMeanSquaredError", "RootMeanSquaredError"},
           {"MSE", "MSE"}}) {
    EXPECT_EQ(make_metric(given)->name(), name);
  }
  int without_default = 0;
  for (const std::string& name : metric_names()) {
    try {
      EXPECT_EQ(make_metric(name)->name(), name);
    } catch (const ValueError&) {
      ++without_default;
    }
  }
  EXPECT_EQ(without_default, 9);
  EXPECT_EQ(message_of<ValueError>([] { static_cast<void>(make_metric("MeanIoU")); }),
            "metrics: 'MeanIoU' has an option that must be given.\n"
            "Give metrics::MeanIoU({.num_classes = …}) in place of its name.");
}

TEST(MetricTest, OfSumsHasNoValuesPerExample) {
  EXPECT_EQ(message_of<UnsupportedError>([] { values_of(metrics::AUC(), f32({1}, {1}), f32({1}, {1})); }),
            "auc: has no value per example: it is computed from sums over all of them.\n"
            "Take MetricState, or evaluate.");
}

TEST(MetricTest, OfAProgramCanBeMadeFromSums) {
  // The largest error, as a sum of powers: √√ Σ e⁴.
  class FourthPowers final : public Metric {
   public:
    FourthPowers() : Metric("fourth_powers") {}
    [[nodiscard]] Tensors totals(const Tensor& y, const Tensor& p, const Tensor&) const override {
      return {sum(pow(y - p, 4.0))};
    }
    [[nodiscard]] double result(std::span<const double> totals) const override {
      return std::pow(totals[0], 0.25);
    }
  };
  MetricState state{FourthPowers()};
  state.update_state(f32({1, 2}, {2}), f32({3, 2}, {2}));
  state.update_state(f32({1}, {1}), f32({3}, {1}));
  EXPECT_NEAR(state.result(), std::pow(32, 0.25), 1e-6);
}

TEST(MeanMetrics, AreOfAllNumbersWithWeights) {
  MetricState mean(metrics::Mean{});
  MetricState total(metrics::Sum{});
  EXPECT_EQ(mean.result(), 0);
  EXPECT_EQ(total.result(), 0);
  for (MetricState* state : {&mean, &total}) {
    state->update_values(f32({1, 3, 5, 7}, {4}));
    state->update_values(Array::scalar(4));
  }
  EXPECT_EQ(mean.result(), 4);
  EXPECT_EQ(total.result(), 20);
  for (MetricState* state : {&mean, &total}) {
    state->reset_state();
    state->update_values(f32({1, 3, 5, 7}, {4}), f32({1, 1, 0, 0}, {4}));
  }
  EXPECT_EQ(mean.result(), 2);
  EXPECT_EQ(total.result(), 4);
  // Rows of several numbers: each has the weight of its row.
  mean.update_values(f32({1, 3, 5, 7}, {2, 2}), f32({0, 3}, {2}));
  EXPECT_EQ(mean.result(), 5);  // (1 + 3 + 3 · (5 + 7)) / (1 + 1 + 3 · 2)
  EXPECT_EQ(make_metric("Mean")->name(), "Mean");
  EXPECT_EQ(values_of(*make_metric("mean"), f32({9, 9}, {2}), f32({3, 1}, {2})), (std::vector<double>{3, 1}));
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
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with("metrics: there is no metric 'acuracy'\n(known: accuracy, auc, "))
        << message;
    EXPECT_TRUE(message.ends_with("true_positives, tversky).\nDid you mean 'accuracy'?")) << message;
  }
  try {
    static_cast<void>(Accuracy().values(f32({1, 2}, {2, 1}), f32({1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 3})));
    FAIL() << "expected a ShapeError";
  } catch (const ShapeError& error) {
    EXPECT_EQ(
        std::string(error.what()),
        "accuracy: expected labels as class numbers or in the predictions' shape (3, 3), received (2, 1).\n"
        "Give one class number per row, or one column per class.");
  }
}

}  // namespace
}  // namespace saem
