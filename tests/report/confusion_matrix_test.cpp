#include "saem/report/confusion_matrix.h"

#include <gtest/gtest.h>

#include <numeric>

#include "saem/core/error.h"

namespace saem {
namespace {

using Labels = std::vector<std::int64_t>;

ConfusionMatrix example() {
  return confusion_matrix(Array::of(Labels{0, 0, 0, 1, 1, 2}), Array::of(Labels{0, 1, 1, 1, 0, 2}),
                          {"cat", "dog", "고양이", "none"});
}

std::vector<double> shares(Normalize by) {
  const Array array = example().normalized(by);
  const auto values = array.data<double>();
  return {values.begin(), values.end()};
}

TEST(ConfusionMatrix, RowsAreTrueColumnsPredicted) {
  const ConfusionMatrix m = example();
  EXPECT_EQ(m.counts.shape(), (Shape{4, 4}));
  const auto values = m.values();
  EXPECT_EQ(Labels(values.begin(), values.end()), (Labels{1, 2, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
}

TEST(ConfusionMatrix, NormalisedOverRowsColumnsOrAll) {
  EXPECT_EQ(shares(Normalize::by_true),
            (std::vector<double>{1. / 3, 2. / 3, 0, 0, .5, .5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(shares(Normalize::by_predicted),
            (std::vector<double>{.5, 2. / 3, 0, 0, .5, 1. / 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
  const auto all = shares(Normalize::by_all);
  EXPECT_DOUBLE_EQ(std::accumulate(all.begin(), all.end(), 0.0), 1.0);
  EXPECT_DOUBLE_EQ(all[1], 2.0 / 6.0);
}

TEST(ConfusionMatrix, MostConfusedFirst) {
  const auto worst = example().most_confused(5);
  ASSERT_EQ(worst.size(), 2U);
  EXPECT_EQ(worst[0].true_class, 0);
  EXPECT_EQ(worst[0].predicted_class, 1);
  EXPECT_EQ(worst[0].count, 2);
  EXPECT_EQ(worst[0].of, 3);
  EXPECT_EQ(worst[1].true_class, 1);
  EXPECT_EQ(example().most_confused(1).size(), 1U);
}

TEST(ConfusionMatrix, Table) {
  EXPECT_EQ(example().to_string(),
            "       cat   dog   고양이  none\n"
            " cat     1     2     0     0\n"
            " dog     1     1     0     0\n"
            " 고양이     0     0     1     0\n"
            "none     0     0     0     0\n");
}

TEST(ConfusionMatrix, WideTableIsHeadedByNumbers) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) names.push_back("a rather long name");
  const std::string text =
      confusion_matrix(Array::of(Labels{0, 11}), Array::of(Labels{0, 11}), names).to_string();
  EXPECT_TRUE(text.starts_with(std::string(21, ' ') + "   0   1   2")) << text;
  EXPECT_NE(text.find("a rather long name 11   0"), std::string::npos) << text;
}

TEST(ConfusionMatrix, RefusesWhatDoesNotFit) {
  EXPECT_THROW((void)confusion_matrix(Array::of(Labels{0, 1}), Array::of(Labels{0})), ShapeError);
  EXPECT_THROW((void)confusion_matrix(Array::of(Labels{0}), Array::of(Labels{1}), {"a"}), ValueError);
  ConfusionMatrix broken = example();
  broken.class_names.pop_back();
  EXPECT_THROW((void)broken.normalized(Normalize::by_all), ShapeError);
  EXPECT_THROW((void)broken.to_string(), ShapeError);
  Labels many(10'001);
  std::iota(many.begin(), many.end(), 0);
  EXPECT_THROW((void)confusion_matrix(Array::of(many), Array::of(many)), ValueError);
}

}  // namespace
}  // namespace saem
