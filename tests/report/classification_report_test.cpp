#include "saem/report/classification_report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "saem/core/error.h"

namespace saem {
namespace {

using Labels = std::vector<std::int64_t>;

std::string report_of(const Labels& truth, const Labels& predicted,
                      const std::vector<std::string>& names = {}, int digits = 2) {
  return make_classification_report(Array::of(truth), Array::of(predicted), names).to_string(digits);
}

template <class E>
std::string message_of(const Array& labels, const Array& predictions,
                       const std::vector<std::string>& names = {}) {
  try {
    (void)make_classification_report(labels, predictions, names);
  } catch (const E& error) {
    return error.what();
  }
  return "nothing of this type was thrown";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The three texts are what scikit-learn 1.9.1 prints for the same arguments (zero_division=0).

TEST(ClassificationReport, TextOfScikitLearnsOwnExample) {
  EXPECT_EQ(report_of({0, 1, 2, 2, 2}, {0, 0, 2, 2, 1}, {"class 0", "class 1", "class 2"}),
            R"(              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
)");
}

TEST(ClassificationReport, LongNamesWidenTheFirstColumnCountedInCharacters) {
  EXPECT_EQ(report_of({0, 1, 2, 2, 0, 3, 3, 1, 2, 0}, {0, 2, 2, 2, 0, 3, 0, 1, 2, 1},
                      {"고양이", "dog", "a name longer than the heading", "é", "never seen"}, 4),
            R"(                                precision    recall  f1-score   support

                           고양이     0.6667    0.6667    0.6667         3
                           dog     0.5000    0.5000    0.5000         2
a name longer than the heading     0.7500    1.0000    0.8571         3
                             é     1.0000    0.5000    0.6667         2
                    never seen     0.0000    0.0000    0.0000         0

                      accuracy                         0.7000        10
                     macro avg     0.5833    0.5333    0.5381        10
                  weighted avg     0.7250    0.7000    0.6905        10
)");
}

TEST(ClassificationReport, WithoutNamesTheLabelsThatOccurAreTheNames) {
  EXPECT_EQ(report_of({-1, 3, 3, 7, 7, 7, 100, 3}, {-1, 3, 7, 7, 7, 3, 3, 3}, {}, 1),
            R"(              precision    recall  f1-score   support

          -1        1.0       1.0       1.0         1
           3        0.5       0.7       0.6         3
           7        0.7       0.7       0.7         3
         100        0.0       0.0       0.0         1

    accuracy                            0.6         8
   macro avg        0.5       0.6       0.6         8
weighted avg        0.6       0.6       0.6         8
)");
}

TEST(ClassificationReport, ManyDigitsWidenTheFirstColumn) {
  const std::string text = report_of({0, 1}, {0, 1}, {}, 15);
  EXPECT_TRUE(text.starts_with(std::string(15, ' ') + "  precision")) << text;
  EXPECT_TRUE(
      contains(text, "              0  1.000000000000000 1.000000000000000 1.000000000000000         1\n"))
      << text;
}

TEST(ClassificationReport, JsonHasScikitLearnsKeysAndValues) {
  const auto report = make_classification_report(
      Array::of(Labels{0, 1, 2, 2, 2}), Array::of(Labels{0, 0, 2, 2, 1}), {"class 0", "class 1", "class 2"});
  const auto expected = nlohmann::ordered_json::parse(R"({
    "class 0": {"precision": 0.5, "recall": 1.0, "f1-score": 0.6666666666666666, "support": 1.0},
    "class 1": {"precision": 0.0, "recall": 0.0, "f1-score": 0.0, "support": 1.0},
    "class 2": {"precision": 1.0, "recall": 0.6666666666666666, "f1-score": 0.8, "support": 3.0},
    "accuracy": 0.6,
    "macro avg": {"precision": 0.5, "recall": 0.5555555555555555, "f1-score": 0.48888888888888893, "support": 5.0},
    "weighted avg": {"precision": 0.7, "recall": 0.6, "f1-score": 0.6133333333333334, "support": 5.0}})");
  EXPECT_EQ(nlohmann::ordered_json::parse(report.to_json()), expected);
}

TEST(ClassificationReport, JsonKeepsEveryClassWhenNamesClash) {
  const auto report = make_classification_report(Array::of(Labels{0, 1, 2}), Array::of(Labels{0, 1, 2}),
                                                 {"a", "a", "accuracy"});
  const auto object = nlohmann::json::parse(report.to_json());
  EXPECT_EQ(object.size(), 6U);
  EXPECT_TRUE(object.contains("a (class 1)"));
  EXPECT_TRUE(object["accuracy"].is_number());
  EXPECT_TRUE(object.contains("accuracy (class 2)"));
}

TEST(ClassificationReport, JsonOfNamesThatAreNotUtf8IsStillJson) {
  const auto report = make_classification_report(Array::of(Labels{0}), Array::of(Labels{0}), {"caf\xe9"});
  EXPECT_TRUE(nlohmann::json::parse(report.to_json()).contains("caf\uFFFD"));
}

TEST(ClassificationReport, TakesEveryIntegerType) {
  const Array wide = Array::of(Labels{0, 1, 2, 1}), predicted = Array::of(Labels{0, 1, 1, 1});
  const std::string expected = classification_report(wide, predicted);
  for (const DType dtype : {DType::i32, DType::u8}) {
    EXPECT_EQ(classification_report(wide.astype(dtype), predicted.astype(dtype)), expected) << name(dtype);
  }
}

TEST(ClassificationReport, MessagesSayWhatCame) {
  const Array three = Array::of(Labels{0, 1, 2});
  const std::string lengths = message_of<ShapeError>(three, Array::of(Labels{0, 1}));
  EXPECT_TRUE(contains(lengths, "classification_report") &&
              contains(lengths, "there are 3 labels but 2 predictions"))
      << lengths;

  const std::string floating = message_of<DTypeError>(three, Array(Shape{3}));
  EXPECT_TRUE(contains(floating, "predictions must be class numbers, received float32") &&
              contains(floating, "argmax"))
      << floating;

  const std::string rank = message_of<ShapeError>(Array(Shape{3, 10}, DType::i64), three);
  EXPECT_TRUE(contains(rank, "labels must have shape (n,), received (3, 10)")) << rank;

  const std::string range = message_of<ValueError>(three, three, {"a", "b"});
  EXPECT_TRUE(contains(range, "labels[2] is 2, expected a class number in [0, 2)")) << range;

  const std::string negative = message_of<ValueError>(three, Array::of(Labels{0, -1, 2}), {"a", "b", "c"});
  EXPECT_TRUE(contains(negative, "predictions[1] is -1")) << negative;

  const std::string none = message_of<ValueError>(Array(Shape{0}, DType::i64), Array(Shape{0}, DType::i64));
  EXPECT_TRUE(contains(none, "at least one example")) << none;
}

TEST(ClassificationReport, RefusesDigitsAndPartsThatDoNotFit) {
  auto report = make_classification_report(Array::of(Labels{0, 1}), Array::of(Labels{0, 1}));
  EXPECT_THROW((void)report.to_string(-1), ValueError);
  EXPECT_THROW((void)report.to_string(101), ValueError);
  report.class_names.pop_back();
  EXPECT_THROW((void)report.to_string(), ValueError);
  EXPECT_THROW((void)report.to_json(), ValueError);
}

}  // namespace
}  // namespace saem
