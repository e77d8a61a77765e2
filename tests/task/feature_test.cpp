#include "saem/task/feature.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::message_of;
using test::samples_of;

const Feature& feature(const LearningTask& task, const std::string& column) {
  for (const Feature& f : task.features) {
    if (f.column == column) return f;
  }
  throw std::out_of_range(column);
}

Samples passengers() {
  return samples_of(
      {"id", "name", "age", "sex", "cabin", "fare", "day", "same", "survived"},
      {{"1", "Mr Owen Harris Braund", "22", "male", "", "7.25", "1912-04-10", "x", "0"},
       {"2", "Mrs John Bradley Cumings", "38", "female", "C85", "71.28", "1912-04-11", "x", "1"},
       {"3", "Miss Laina Maria Heikkinen", "", "female", "", "7.9", "1912-04-12", "x", "1"},
       {"4", "Mr William Henry Allen", "35", "male", "", "8.05", "1912-04-13", "x", "0"},
       {"5", "Mr James Moran Smith", "NA", "male", "E46", "8.46", "1912-04-14", "x", "0"}});
}

TEST(FindTask, FindsOutWhatColumnsAre) {
  const LearningTask task = find_task(passengers(), {.targets = {"survived"}});
  EXPECT_EQ(feature(task, "id").kind, FeatureKind::ignored);
  EXPECT_EQ(feature(task, "id").reason, "it counts the rows");
  EXPECT_EQ(feature(task, "name").kind, FeatureKind::text);
  EXPECT_EQ(feature(task, "age").kind, FeatureKind::number);
  EXPECT_EQ(feature(task, "age").reason, "3 different numbers, 2 missing");
  EXPECT_EQ(feature(task, "sex").kind, FeatureKind::category);
  EXPECT_EQ(feature(task, "fare").kind, FeatureKind::number);
  EXPECT_EQ(feature(task, "day").kind, FeatureKind::date);
  EXPECT_EQ(feature(task, "same").kind, FeatureKind::ignored);
  ASSERT_EQ(task.targets.size(), 1U);
  EXPECT_EQ(task.targets[0].reason, "as asked");
}

TEST(FindTask, YearsOfTwoDigitsAreSaid) {
  const LearningTask task = find_task(samples_of(
      {"day", "n", "y"},
      {{"12/31/99", "1.5", "p"}, {"1/2/03", "2.5", "q"}, {"2/28/70", "2.25", "p"}, {"3/5/21", "9.5", "q"}}));
  EXPECT_EQ(feature(task, "day").kind, FeatureKind::date);
  EXPECT_EQ(feature(task, "day").reason, "4 dates, two-digit years as 1969 to 2068");
}

TEST(FindTask, LeavesOutWhatOnlyNamesTheRows) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 12; ++i) {
    const std::string other = std::to_string(i * 387 % 1'000);
    rows.push_back({other, other, other, std::to_string(892 + i), std::to_string(1947 + i), other + ".5",
                    i % 3 == 0 ? "p" : "q"});
  }
  const Samples samples =
      samples_of({"id", "customer_id", "width", "PassengerId", "Year", "grid", "y"}, rows);
  const LearningTask task = find_task(samples);
  EXPECT_EQ(feature(task, "id").reason, "its numbers name the rows");
  EXPECT_EQ(feature(task, "customer_id").kind, FeatureKind::ignored);
  EXPECT_EQ(feature(task, "PassengerId").reason, "it counts the rows");
  EXPECT_EQ(feature(task, "width").kind, FeatureKind::number) << "all different, as measurements are";
  EXPECT_EQ(feature(task, "Year").kind, FeatureKind::number) << "one after the other, but no names";
  EXPECT_EQ(feature(task, "grid").kind, FeatureKind::number);
  EXPECT_EQ(feature(find_task(samples, {.kinds = {{"id", "number"}}}), "id").kind, FeatureKind::number);
}

TEST(FindTask, TakesTheTargetFromTheLayoutTheNameOrTheEnd) {
  Samples samples = samples_of({"a", "label", "b"}, {{"1", "x", "2"}, {"2", "y", "5"}, {"4", "x", "1"}});
  EXPECT_EQ(find_task(samples).targets[0].column, "label");
  samples.target = "b";
  EXPECT_EQ(find_task(samples).targets[0].column, "b");
  const Samples unnamed = samples_of({"a", "b", "c"}, {{"1", "x", "u"}, {"2", "y", "v"}, {"4", "x", "u"}});
  EXPECT_EQ(find_task(unnamed).targets[0].column, "c");
  const Samples exported =  // Excel writes separators behind the last column
      samples_of({"a", "b", "c", "column 4"},
                 {{"1", "x", "u", ""}, {"2", "y", "v", ""}, {"4", "x", "u", ""}});
  EXPECT_EQ(find_task(exported).targets[0].column, "c");
  EXPECT_EQ(find_task(exported).targets[0].reason,
            "the last column that can be an answer; another with --target");
  std::vector<std::vector<std::string>> messages;  // label first, without a header: SMS Spam Collection
  for (int i = 0; i < 30; ++i)
    messages.push_back({i % 3 == 0 ? "spam" : "ham", "message no. " + std::to_string(i)});
  EXPECT_EQ(find_task(samples_of({"column 1", "column 2"}, messages)).targets[0].column, "column 1");
}

TEST(FindTask, OnePictureHasNoAnswer) {
  Samples samples{.name = "photo.png"};
  samples.columns.push_back({"picture", FileColumn{FileColumn::Kind::picture, {"photo.png"}}});
  const std::string message = message_of<ValueError>([&] { (void)find_task(samples); });
  EXPECT_NE(message.find("no answers to learn"), std::string::npos) << message;
}

TEST(FindTask, AllColumnsOfAnArrayOfAnswersArePredicted) {
  Samples samples = samples_of({"y 1", "x 1", "y 2", "y 2 (x)"},
                               {{"1", "5", "2", "3"}, {"2", "7", "5", "9"}, {"4", "6", "1", "8"}});
  samples.target = "y";
  const LearningTask task = find_task(samples);
  ASSERT_EQ(task.targets.size(), 2U);
  EXPECT_EQ(task.targets[1].column, "y 2");
  ASSERT_EQ(task.features.size(), 2U);  // no answer is learned from
  EXPECT_EQ(task.features[1].column, "y 2 (x)");
}

TEST(FindTask, TellsClassesFromValues) {
  std::vector<std::vector<std::string>> few, many;
  for (int i = 0; i < 30; ++i) {
    few.push_back({std::to_string(i * i), std::to_string(i % 3)});
    many.push_back({std::to_string(i * i), std::to_string(i) + ".5"});
  }
  EXPECT_EQ(find_task(samples_of({"x", "y"}, few)).targets[0].kind, TargetKind::classes);
  EXPECT_EQ(find_task(samples_of({"x", "y"}, many)).targets[0].kind, TargetKind::value);
  EXPECT_EQ(find_task(samples_of({"x", "y"}, few), {.target_kind = "value"}).targets[0].kind,
            TargetKind::value);
}

TEST(FindTask, ZeroAndOneAreClassesHoweverFewRowsThereAre) {
  const LearningTask exclusive_or = find_task(
      samples_of({"a", "b", "y"}, {{"0", "0", "0"}, {"0", "1", "1"}, {"1", "0", "1.0"}, {"1", "1", "0"}}));
  EXPECT_EQ(exclusive_or.targets[0].kind, TargetKind::classes);
  EXPECT_EQ(exclusive_or.targets[0].classes, (std::vector<std::string>{"0", "1"}));
  const auto line = samples_of({"a", "y"}, {{"4", "1"}, {"1", "3"}, {"2", "3"}});
  EXPECT_EQ(find_task(line).targets[0].kind, TargetKind::value);
}

TEST(FindTask, KnowsEveryClassThoughNoPartHasIt) {
  const LearningTask task = find_task(samples_of({"x", "y"}, {{"1", "b"}, {"3", "a"}, {"7", "c"}}));
  EXPECT_EQ(task.targets[0].classes, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(FindTask, DoesAsItIsTold) {
  const LearningTask task = find_task(passengers(), {.targets = {"fare"},
                                                     .kinds = {{"age", "category"}},
                                                     .ignored = {"name", "survived"},
                                                     .target_kind = "value"});
  EXPECT_EQ(feature(task, "age").kind, FeatureKind::category);
  EXPECT_EQ(feature(task, "name").kind, FeatureKind::ignored);
  EXPECT_EQ(feature(task, "survived").reason, "as asked");
}

TEST(FindTask, RefusesWhatCannotBeLearned) {
  const Samples samples = passengers();
  EXPECT_THROW(static_cast<void>(find_task(samples, {.targets = {"surived"}})), ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples, {.targets = {"same"}})), ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples, {.targets = {"sex"}, .target_kind = "value"})),
               ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples, {.kinds = {{"age", "numbre"}}})), ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples, {.ignored = {"nothing"}})), ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples_of({"y"}, {{"a"}, {"b"}}))), ValueError);
  EXPECT_THROW(static_cast<void>(find_task(samples_of({"x", "y"}, {}))), ValueError);
  try {
    static_cast<void>(find_task(samples, {.targets = {"surived"}}));
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("Did you mean 'survived'?"), std::string::npos) << error.what();
  }
}

TEST(FindTask, SaysWhatKeepsAColumnFromBeingNumbers) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 40; ++i)
    rows.push_back({i == 7 ? "oops" : std::to_string(i) + ".5",
                    i == 9 ? "2020-02-31" : "2020-01-" + std::to_string(10 + i % 20),
                    "0" + std::to_string(1 + i % 9) + "/01/2020", i % 2 == 0 ? "p" : "q"});
  rows[0][3] = "q";
  const LearningTask task =
      find_task(samples_of({"number", "date", "unclear", "y"}, rows), {.kinds = {{"unclear", "category"}}});
  EXPECT_EQ(feature(task, "number").reason, "each row has a value of its own, 1 of them no numbers: 'oops'");
  EXPECT_EQ(feature(task, "date").reason, "21 different values, 1 of them no dates: '2020-02-31'");
  const LearningTask unclear = find_task(samples_of({"number", "date", "unclear", "y"}, rows));
  EXPECT_NE(feature(unclear, "unclear").reason.find("day and month cannot be told apart"), std::string::npos);
}

TEST(FindTask, WithoutAnyColumnSaysWhyEachWasLeftOut) {
  const std::string message = message_of<ValueError>([] {
    (void)find_task(samples_of({"n", "y"}, {{"1", "p"}, {"2", "q"}, {"3", "p"}}));
  });
  EXPECT_NE(message.find("'n': it counts the rows"), std::string::npos) << message;
  EXPECT_NE(message.find("--kind n=number"), std::string::npos) << message;
}

TEST(FindTask, TargetsAreNamedOnceAndNotLeftOut) {
  const Samples samples = samples_of({"a", "b", "c"}, {{"1", "x", "u"}, {"2", "y", "v"}, {"4", "x", "u"}});
  EXPECT_NE(message_of<ValueError>([&] {
              (void)find_task(samples, {.targets = {"c", "c"}});
            }).find("twice"),
            std::string::npos);
  EXPECT_EQ(find_task(samples, {.ignored = {"c"}}).targets[0].column, "b") << "the last that is left";
}

}  // namespace
}  // namespace saem
