// Examples that a model has learned from, and classes that it has not.
#include <gtest/gtest.h>

#include <fstream>

#include "saem/task/task_score.h"
#include "saem/task/training_rows.h"
#include "saem/task/unseen_classes.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::samples_of;

const std::vector<std::string> columns{"a", "b"};

TEST(TrainingRows, CountsWhatComesAgain) {
  const TrainingRows learned(samples_of({"a", "b", "c"}, {{"1", "x", "?"}, {"2", "y", "?"}, {"1", "x", "!"}}),
                             columns);
  EXPECT_EQ(learned.size(), 3);
  EXPECT_EQ(learned.count_of(TrainingRows(
                samples_of({"b", "a"}, {{"x", " 1 "}, {"y", "1"}, {"y", "2"}, {"y", "2"}}), columns)),
            3)
      << "by names, without blanks";
  EXPECT_EQ(learned.count_of(TrainingRows(samples_of({"a"}, {{"1"}, {"2"}}), columns)), 0);
  EXPECT_EQ(TrainingRows().count_of(learned), 0);
}

TEST(TrainingRows, AreKeptInAFile) {
  const test::TemporaryFolder folder;
  TrainingRows learned(test::easy_samples(50), {"a", "b", "c", "y"});
  const TrainingRows others(test::easy_samples(30, 9), {"a", "b", "c", "y"});
  learned.add(others);
  learned.save(folder.path() / "rows");
  const TrainingRows again = TrainingRows::load(folder.path() / "rows");
  EXPECT_EQ(again.size(), 80);
  EXPECT_EQ(again.count_of(others), 30);
  EXPECT_EQ(TrainingRows::load(folder.path() / "none").size(), 0);
  folder.write("damaged", "saem rows 1\nabc");
  EXPECT_EQ(TrainingRows::load(folder.path() / "damaged").size(), 0);
  folder.write("other", "anything");
  EXPECT_EQ(TrainingRows::load(folder.path() / "other").size(), 0);
}

TEST(TrainingRows, FilesCountByTheirContent) {
  const test::TemporaryFolder folder;
  const auto of = [&](const std::vector<std::string>& names) {
    FileColumn files;
    for (const std::string& name : names) files.files.push_back(folder.path() / name);
    Samples samples{.name = "s"};
    samples.columns.push_back({"picture", files});
    return TrainingRows(samples, {"picture"});
  };
  folder.write("a", "one");
  folder.write("b", "one");
  folder.write("c", "two");
  EXPECT_EQ(of({"a"}).count_of(of({"b"})), 1) << "under another name";
  EXPECT_EQ(of({"a"}).count_of(of({"c"})), 0);
  EXPECT_EQ(of({"a", "gone"}).size(), 1) << "nothing is known of what cannot be read";
}

TEST(UnseenClasses, CountAsErrors) {
  const Samples train = samples_of({"x", "y"}, {{"1", "p"}, {"2", "q"}, {"3", "p"}, {"4", "q"}});
  Answers answers;
  answers.fit(train, {.column = "y", .reason = "", .classes = {"p", "q"}});
  const Samples test = samples_of({"x", "y"}, {{"1", "p"}, {"2", "new"}, {"3", ""}, {"4", "other"}});
  Predictions predictions{
      .column = "y",
      .classes = {"p", "q"},
      .probabilities = Array::of(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F, 0.5F, 0.5F, 0.6F, 0.4F}, {4, 2}),
      .labels = Array::of(std::vector<std::int32_t>{0, 1, 0, 0})};
  const UnseenClasses unseen = add_unseen_classes(predictions, answers, test);
  EXPECT_EQ(unseen.names, (std::vector<std::string>{"new", "other"}));
  EXPECT_EQ(unseen.examples, 2);
  const TargetScore score = score_target(predictions, answers, test);
  EXPECT_NEAR(score.classification.accuracy, 1.0 / 3, 1e-12);
  EXPECT_EQ(score.classification.class_names.size(), 4U);
  EXPECT_EQ(score.without_answer, 1);
  EXPECT_EQ(add_unseen_classes(predictions, answers, test).examples, 0) << "they are known now";
}

TEST(UnseenClasses, LabelsToo) {
  const Samples train = samples_of({"y"}, {{"red|round"}, {"round"}});
  Answers answers;
  answers.fit(train, {.column = "y",
                      .kind = TargetKind::labels,
                      .reason = "",
                      .classes = {"red", "round"},
                      .separator = '|'});
  const Samples test = samples_of({"y"}, {{"red|blue"}, {"round"}});
  Predictions predictions{.column = "y",
                          .kind = TargetKind::labels,
                          .classes = {"red", "round"},
                          .probabilities = Array::of(std::vector<float>{0.9F, 0.1F, 0.2F, 0.8F}, {2, 2})};
  const UnseenClasses unseen = add_unseen_classes(predictions, answers, test);
  EXPECT_EQ(unseen.names, (std::vector<std::string>{"blue"}));
  EXPECT_EQ(score_target(predictions, answers, test).labels.exact_matches, 0.5);
}

}  // namespace
}  // namespace saem
