#include "saem/task/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "saem/core/error.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::samples_of;
using Indices = std::vector<std::int64_t>;

Samples people(int n) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < n; ++i)
    rows.push_back({std::to_string(i), "p" + std::to_string(i % 10), std::to_string((i * 7) % n),
                    i % 5 == 0 ? "ill" : "well"});
  return samples_of({"x", "patient", "time", "y"}, rows);
}
const Target answer{"y", TargetKind::classes, "", {"ill", "well"}};

void expect_each_once(const Samples& samples, const Split& split) {
  Indices all = split.train;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  all.insert(all.end(), split.test.begin(), split.test.end());
  std::ranges::sort(all);
  ASSERT_EQ(static_cast<std::int64_t>(all.size()), samples.size());
  for (std::int64_t i = 0; i < samples.size(); ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], i);
}

std::string cell(const Samples& samples, const std::string& column, std::int64_t row) {
  return std::string(std::get<TextColumn>(samples.column(column).values)[row]);
}

TEST(Split, HasTheSameSharesOfEachClass) {
  const Samples samples = people(500);
  const Split split = make_split(samples, answer);
  expect_each_once(samples, split);
  EXPECT_EQ(split.test.size(), 100U);
  EXPECT_EQ(split.validation.size(), 40U);
  const auto ill = [&](const Indices& part) {
    return static_cast<double>(std::ranges::count_if(part, [&](std::int64_t i) { return i % 5 == 0; })) /
           static_cast<double>(part.size());
  };
  EXPECT_NEAR(ill(split.test), 0.2, 0.02);
  EXPECT_NEAR(ill(split.validation), 0.2, 0.03);
}

TEST(Split, IsTheSameForTheSameSeedOnly) {
  const Samples samples = people(200);
  EXPECT_EQ(make_split(samples, answer, {.seed = 1}).test, make_split(samples, answer, {.seed = 1}).test);
  EXPECT_NE(make_split(samples, answer, {.seed = 1}).test, make_split(samples, answer, {.seed = 2}).test);
}

TEST(Split, KeepsGroupsTogether) {
  const Samples samples = people(200);
  const Split split = make_split(samples, answer, {.group = "patient"});
  expect_each_once(samples, split);
  std::map<std::string, std::set<int>> sides;
  for (const std::int64_t i : split.train) sides[cell(samples, "patient", i)].insert(0);
  for (const std::int64_t i : split.validation) sides[cell(samples, "patient", i)].insert(1);
  for (const std::int64_t i : split.test) sides[cell(samples, "patient", i)].insert(2);
  EXPECT_EQ(sides.size(), 10U);
  for (const auto& [patient, parts] : sides) EXPECT_EQ(parts.size(), 1U) << patient;
}

TEST(Split, KeepsPiecesOfARecordingTogetherUnasked) {
  Samples samples = people(60);
  for (int i = 0; i < 60; ++i) samples.groups.push_back("recording " + std::to_string(i / 12));
  const Split split = make_split(samples, answer);
  for (const std::int64_t i : split.test) {
    for (const std::int64_t j : split.train) EXPECT_NE(i / 12, j / 12);
  }
}

TEST(Split, ByTimeMeasuresWithWhatIsLater) {
  const Samples samples = people(100);
  const Split split = make_split(samples, answer, {.time = "time"});
  expect_each_once(samples, split);
  const auto time = [&](std::int64_t i) { return std::stoi(cell(samples, "time", i)); };
  const int last =
      std::ranges::max(split.train, {}, time) >= 0 ? time(std::ranges::max(split.train, {}, time)) : 0;
  for (const std::int64_t i : split.validation) EXPECT_GT(time(i), last);
  for (const std::int64_t i : split.test) {
    for (const std::int64_t j : split.validation) EXPECT_GT(time(i), time(j));
  }
}

TEST(Split, BlocksAreRunsOfRows) {
  const Samples samples = people(200);
  const Split split = make_split(samples, answer, {.blocks = 10});
  expect_each_once(samples, split);
  for (const std::int64_t i : split.test) {
    for (const std::int64_t j : split.train) EXPECT_NE(i / 20, j / 20);
  }
}

TEST(Split, IsAsTheDataAreDivided) {
  Samples samples = people(50);
  for (int i = 0; i < 50; ++i) samples.parts.push_back(i < 40 ? Part::train : Part::test);
  const Split split = make_split(samples, answer, {.validation = 0});
  EXPECT_EQ(split.train.size(), 40U);
  EXPECT_EQ(split.test.front(), 40);
  EXPECT_TRUE(split.validation.empty());
  EXPECT_NE(split.description.find("as the data are divided"), std::string::npos);
}

TEST(Split, WithoutATestPartAllIsLearnedFrom) {
  const Split split = make_split(people(20), answer, {.test = 0, .validation = 0});
  EXPECT_EQ(split.train.size(), 20U);
  EXPECT_TRUE(split.test.empty());
  EXPECT_NE(split.description.find("no test part"), std::string::npos) << split.description;
  EXPECT_EQ(make_split(people(20), answer, {.test = 0, .validation = 0.2}).validation.size(), 4U);
  EXPECT_EQ(make_folds(people(20), answer, 4, {.test = 0})[0].test.size(), 5U);
}

TEST(Split, FoldsMeasureWithEachExampleOnce) {
  const Samples samples = people(103);
  const std::vector<Split> folds = make_folds(samples, answer, 5);
  Indices tested;
  for (const Split& fold : folds) {
    expect_each_once(samples, fold);
    tested.insert(tested.end(), fold.test.begin(), fold.test.end());
  }
  std::ranges::sort(tested);
  EXPECT_EQ(tested.size(), 103U);
  EXPECT_EQ(std::ranges::unique(tested).size(), 0U);
}

TEST(Split, FoldsHaveTheSameSharesOfEachClass) {
  for (const int classes : {2, 3, 5, 10}) {  // as many classes as folds, and multiples, too
    std::vector<std::vector<std::string>> rows;
    for (int i = 0; i < 137; ++i) rows.push_back({std::to_string(i), "c" + std::to_string(i % classes)});
    const Samples samples = samples_of({"x", "y"}, rows);
    const std::vector<Split> folds = make_folds(samples, {"y", TargetKind::classes, "", {}}, 5, {.seed = 3});
    std::map<std::string, std::vector<std::int64_t>> counts;
    for (std::size_t f = 0; f < folds.size(); ++f) {
      for (const std::int64_t i : folds[f].test) {
        counts[cell(samples, "y", i)].resize(folds.size());
        ++counts[cell(samples, "y", i)][f];
      }
      EXPECT_NEAR(static_cast<double>(folds[f].test.size()), 137.0 / 5, 1.0);
    }
    EXPECT_EQ(counts.size(), static_cast<std::size_t>(classes));
    for (const auto& [name, of_fold] : counts)
      EXPECT_LE(std::ranges::max(of_fold) - std::ranges::min(of_fold), 1) << name << " of " << classes;
  }
}

TEST(Split, RefusesWhatCannotBeDivided) {
  const Samples samples = people(20);
  EXPECT_THROW(static_cast<void>(make_split(samples, answer, {.group = "patients"})), ValueError);
  EXPECT_THROW(static_cast<void>(make_split(samples, answer, {.group = "patient", .time = "time"})),
               ValueError);
  EXPECT_THROW(static_cast<void>(make_split(samples, answer, {.test = 1.5})), ValueError);
  EXPECT_THROW(static_cast<void>(make_split(samples, answer, {.time = "y"})), ValueError);
  EXPECT_THROW(static_cast<void>(make_split(people(1), answer)), ValueError);
  EXPECT_THROW(static_cast<void>(make_folds(samples, answer, 1)), ValueError);
  EXPECT_THROW(static_cast<void>(make_folds(samples, answer, 30)), ValueError);
}

TEST(Split, AGroupMayBeNamedByWhatTheGroupsAre) {
  Samples samples = people(100);
  for (int i = 0; i < 100; ++i) samples.groups.push_back("speaker " + std::to_string(i % 5));
  samples.group_name = "speaker";
  const Split split = make_split(samples, answer, {.group = "speaker", .seed = 1});
  std::set<std::string> train, test;
  for (const std::int64_t i : split.train) train.insert(samples.groups[static_cast<std::size_t>(i)]);
  for (const std::int64_t i : split.test) test.insert(samples.groups[static_cast<std::size_t>(i)]);
  for (const std::string& name : test) EXPECT_FALSE(train.contains(name));
  EXPECT_NE(split.description.find("'speaker' together"), std::string::npos) << split.description;
  EXPECT_THROW((void)make_split(samples, answer, {.group = "speker"}), ValueError);
  EXPECT_NO_THROW((void)make_split(samples, answer, {.group = "patient"}));  // a column, as before
}

}  // namespace
}  // namespace saem
