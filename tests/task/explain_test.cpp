// What explains a trained task: importance of columns, occlusion, examples shown, scores per group.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/core/random.h"
#include "saem/report/run_report.h"
#include "saem/task/explain_examples.h"
#include "saem/task/explain_groups.h"
#include "saem/task/explain_importance.h"
#include "saem/task/explain_occlusion.h"
#include "saem/task/explain_target.h"
#include "saem/task/task_score.h"
#include "saem/task/task_training.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

struct Trained {
  Samples test;
  TrainedTask task;
  std::vector<Predictions> predictions;
};

Trained trained_on(const Samples& samples, const TaskWishes& wishes, int epochs = 15) {
  const LearningTask task = find_task(samples, wishes);
  const Split split = make_split(samples, task.targets[0]);
  TaskTrainingResult result =
      train_task(samples.take(split.train), samples.take(split.validation), task, {.epochs = epochs});
  Trained t{samples.take(split.test), std::move(result.trained), {}};
  t.predictions = t.task.predict(t.test);
  return t;
}

/// Recordings with a bump in the first quarter, or without one.
Samples bumps(std::int64_t n) {
  Generator random(3);
  SeriesColumn series{.values = {}, .channels = {"x"}};
  std::vector<std::string> answers, places;
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<float> values;
    for (int t = 0; t < 40; ++t)
      values.push_back(static_cast<float>(0.3 * random.normal()) +
                       (i % 2 == 0 && t >= 2 && t < 8 ? 2.5F : 0.0F));
    series.values.push_back(Array::of(values, {40, 1}));
    answers.emplace_back(i % 2 == 0 ? "bump" : "flat");
    places.push_back("line " + std::to_string(i + 1));
  }
  Samples samples{.name = "bumps", .target = "answer", .places = places};
  samples.columns.push_back({"wave", std::move(series)});
  samples.columns.push_back({"answer", TextColumn(answers)});
  return samples;
}

TEST(PermutationImportance, FindsTheColumnsThatTheAnswerFollowsFrom) {
  Trained t = trained_on(test::easy_samples(600), {.targets = {"value"}, .ignored = {"answer"}}, 30);
  const ColumnImportance found = permutation_importance(t.task, 0, t.test);
  ASSERT_EQ(found.columns.size(), 3U);  // value = 3 a - b; c says nothing
  EXPECT_EQ(found.columns[0].column, "a");
  EXPECT_GT(found.columns[0].drop, 1.0);  // 2 · 9 / 10
  EXPECT_GT(found.columns[0].drop, 3 * found.columns[1].drop);
  EXPECT_GT(found.columns[1].drop, 0.05);
  EXPECT_LT(std::abs(found.columns[2].drop), 0.05);
  EXPECT_EQ(found.examples, t.test.size());
  EXPECT_EQ(found.permutations, 5);
  const ColumnImportance again = permutation_importance(t.task, 0, t.test);
  EXPECT_EQ(again.columns[0].drop, found.columns[0].drop);
  EXPECT_NE(permutation_importance(t.task, 0, t.test, {.seed = 1}).columns[0].drop, found.columns[0].drop);
}

TEST(PermutationImportance, StaysWithinItsBounds) {
  Trained t = trained_on(test::easy_samples(300), {.targets = {"answer"}, .ignored = {"value"}}, 2);
  const ColumnImportance found =
      permutation_importance(t.task, 0, t.test, {.most_examples = 20, .seconds = 0});
  EXPECT_EQ(found.permutations, 1);
  EXPECT_EQ(found.examples, 20);
  EXPECT_EQ(found.columns[0].deviation, 0.0);
  Trained alone =
      trained_on(test::easy_samples(300), {.targets = {"answer"}, .ignored = {"value", "b", "c"}}, 1);
  EXPECT_TRUE(permutation_importance(alone.task, 0, alone.test).columns.empty());
}

TEST(OcclusionMap, OfARecordingShowsWhereTheAnswerLies) {
  Trained t = trained_on(bumps(200), {}, 12);
  const auto right = surest_right(t.predictions[0], t.task.answers()[0], t.test, 4);
  ASSERT_EQ(right.size(), 4U);
  for (const std::int64_t i : right) {
    const std::vector<std::int64_t> only{i};
    const OcclusionMap map = occlusion_map(t.task, 0, t.task.inputs().encode(t.test.take(only)), 0);
    ASSERT_EQ(map.rows, 1);
    ASSERT_EQ(map.columns, 20);
    if (t.predictions[0].labels.at(i) != 0) continue;  // "bump", steps 2 to 8 of 40: pieces 1 to 4 of 20
    const auto largest = std::ranges::max_element(map.drops) - map.drops.begin();
    EXPECT_LE(largest, 5);
    EXPECT_GT(map.drops[static_cast<std::size_t>(largest)], 0.1);
  }
}

TEST(OcclusionMap, CoversNothingBehindTheEndOfARecording) {
  Samples samples = bumps(60);
  auto& series = std::get<SeriesColumn>(samples.columns[0].values);
  for (std::size_t i = 0; i < series.values.size(); i += 3) series.values[i] = series.values[i].rows(0, 10);
  Trained t = trained_on(samples, {}, 3);
  const auto& recordings = std::get<SeriesColumn>(t.test.columns[0].values).values;
  for (std::int64_t i = 0; i < t.test.size(); ++i) {
    if (recordings[static_cast<std::size_t>(i)].shape()[0] != 10) continue;
    const std::vector<std::int64_t> only{i};
    const OcclusionMap map = occlusion_map(t.task, 0, t.task.inputs().encode(t.test.take(only)), 0);
    ASSERT_EQ(map.columns, 20);
    for (std::size_t piece = 7; piece < 20; ++piece) EXPECT_EQ(map.drops[piece], 0.0);  // steps 14 and later
  }
}

TEST(OcclusionMap, OfAPictureShowsTheCornerThatMatters) {
  Generator random(5);
  Samples samples{.name = "corners", .target = "answer"};
  Array pictures({200, 16, 16}, DType::u8);
  std::vector<std::string> answers;
  const std::span<std::uint8_t> to = pictures.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < 200; ++i) {
    for (std::size_t p = 0; p < 256; ++p) to[i * 256 + p] = static_cast<std::uint8_t>(random.integer(60));
    for (std::size_t p = 0; p < 16 && i % 2 == 0; ++p) to[i * 256 + p / 4 * 16 + p % 4] = 250;  // upper left
    answers.emplace_back(i % 2 == 0 ? "light" : "dark");
  }
  samples.columns.push_back({"picture", ArrayColumn{pictures}});
  samples.columns.push_back({"answer", TextColumn(answers)});
  Trained t = trained_on(samples, {}, 8);
  const auto right = surest_right(t.predictions[0], t.task.answers()[0], t.test, 2);
  ASSERT_EQ(right.size(), 2U);
  for (const std::int64_t i : right) {
    const std::vector<std::int64_t> only{i};
    const OcclusionMap map = occlusion_map(t.task, 0, t.task.inputs().encode(t.test.take(only)), 0);
    ASSERT_EQ(map.rows * map.columns, 64);
    const auto said = static_cast<std::size_t>(t.predictions[0].labels.at(i));
    if (t.predictions[0].classes[said] != "light") continue;
    const auto largest = std::ranges::max_element(map.drops) - map.drops.begin();
    EXPECT_LE(largest / 8, 2);
    EXPECT_LE(largest % 8, 2);
  }
  TargetReport report;
  explain_target(report, t.task, 0, t.predictions[0], t.test);
  for (const GalleryItem& item : report.right) {
    ASSERT_EQ(item.exhibits.size(), 1U);
    EXPECT_EQ(item.exhibits[0].picture.substr(1, 3), "PNG");
    EXPECT_EQ(item.exhibits[0].occlusion.rows, 8);
  }
}

TEST(WordDrops, PiecesTogetherAreTheText) {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 120; ++i) {
    const std::string word = i % 2 == 0 ? "GOOD" : "bad";
    rows.push_back({"Well, this film no " + std::to_string(i) + " was " + word + "! really…", word});
  }
  Trained t = trained_on(test::samples_of({"review", "answer"}, rows), {.kinds = {{"review", "text"}}}, 12);
  const std::vector<std::int64_t> only{0};
  const Samples one = t.test.take(only);
  const std::string text(std::get<TextColumn>(one.columns[0].values)[0]);
  const auto words = word_drops(t.task, 0, t.task.inputs().encode(one), 0, text);
  std::string together;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    together += words[i].first;
    if (words[i].second > words[largest].second) largest = i;
  }
  EXPECT_EQ(together, text);
  EXPECT_TRUE(words[largest].first == " GOOD" || words[largest].first == " bad") << words[largest].first;
}

TEST(SurestMistakes, TheSurestComeFirst) {
  const Samples samples = test::samples_of({"answer"}, {{"a"}, {"b"}, {"a"}, {"b"}, {"b"}});
  Answers answers;
  answers.fit(samples, {.column = "answer", .reason = "", .classes = {"a", "b"}});
  Predictions p{.column = "answer", .classes = {"a", "b"}};
  p.probabilities =
      Array::of(std::vector<float>{0.9F, 0.1F, 0.6F, 0.4F, 0.3F, 0.7F, 0.8F, 0.2F, 0.1F, 0.9F}, {5, 2});
  p.labels = Array::of(std::vector<std::int32_t>{0, 0, 1, 0, 1});
  EXPECT_EQ(surest_mistakes(p, answers, samples, 9), (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_EQ(surest_mistakes(p, answers, samples, 1), (std::vector<std::int64_t>{3}));
  EXPECT_EQ(surest_right(p, answers, samples, 9), (std::vector<std::int64_t>{0, 4}));
}

TEST(ExplainTarget, FillsAPageForATable) {
  Trained t = trained_on(test::easy_samples(400), {.targets = {"answer", "value"}}, 5);
  RunReport page;
  for (std::size_t target = 0; target < 2; ++target) {
    const TargetScore score = score_target(t.predictions[target], t.task.answers()[target], t.test);
    TargetReport report{.column = score.column};
    if (target == 0) {
      report.classes = make_class_results(t.task.answers()[0].encode(t.test), t.predictions[0].probabilities,
                                          t.predictions[0].classes);
    } else {
      report.values = score.values;
    }
    explain_target(report, t.task, target, t.predictions[target], t.test,
                   {.groups = {"b", "no such column"}});
    EXPECT_EQ(report.importance.size(), 3U);
    ASSERT_EQ(report.groups.size(), 2U);
    EXPECT_EQ(report.groups[0].column, "b");
    EXPECT_EQ(report.groups[0].groups.size(), 20U);
    EXPECT_GT(report.groups[0].left_out, 0);
    EXPECT_EQ(report.groups[1].column, "c");
    ASSERT_FALSE(report.mistakes.empty());
    EXPECT_LE(report.mistakes.size(), 24U);
    ASSERT_EQ(report.mistakes[0].exhibits.size(), 1U);
    EXPECT_EQ(report.mistakes[0].exhibits[0].cells.size(), 3U);
    EXPECT_EQ(report.mistakes[0].place.substr(0, 5), "line ");
    EXPECT_EQ(report.right.size(), target == 0 ? 4U : 0U);
    EXPECT_EQ(report.mistakes[0].error.has_value(), target == 1);
    page.targets.push_back(std::move(report));
  }
  EXPECT_NE(page.to_html().find("Which columns count?"), std::string::npos);
}

/// Rows whose labels and whose state follow from two numbers; one in ten is far from the others.
Samples rows_with_labels_and_state(std::int64_t n) {
  Generator random(5);
  std::vector<std::string> a, b, shop, labels, state, places;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool odd = i % 10 == 3;
    const double x = random.normal(), y = odd ? 8 + random.normal() : random.normal();
    a.push_back(std::to_string(x));
    b.push_back(std::to_string(y));
    shop.emplace_back(i % 3 == 0 ? "north" : "south");
    labels.push_back(x > 0 ? (y > 0 ? "red|round" : "red") : (y > 0 ? "round" : ""));
    state.emplace_back(odd ? "broken" : "ok");
    places.push_back("line " + std::to_string(i + 2));
  }
  Samples samples{.name = "rows", .places = places};
  const std::pair<const char*, std::vector<std::string>*> columns[] = {
      {"a", &a}, {"b", &b}, {"shop", &shop}, {"labels", &labels}, {"state", &state}};
  for (const auto& [name, values] : columns) samples.columns.push_back({name, TextColumn(*values)});
  return samples;
}

TEST(ExplainTarget, ShowsWrongLabelsAndWhomTheyConcern) {
  Trained t = trained_on(rows_with_labels_and_state(600),
                         {.targets = {"labels"}, .ignored = {"state"}, .target_kind = "labels"}, 4);
  TargetReport report{.column = "labels"};
  report.labels = score_target(t.predictions[0], t.task.answers()[0], t.test).labels;
  explain_target(report, t.task, 0, t.predictions[0], t.test);
  ASSERT_FALSE(report.mistakes.empty());
  double before = 1;
  for (const GalleryItem& item : report.mistakes) {
    EXPECT_NE(item.truth, item.predicted);
    EXPECT_TRUE(item.about == "red" || item.about == "round") << item.about;
    ASSERT_TRUE(item.confidence.has_value());
    EXPECT_LE(*item.confidence, before);
    EXPECT_GE(*item.confidence, 0.5);
    before = *item.confidence;
  }
  ASSERT_EQ(report.groups.size(), 1U);
  EXPECT_EQ(report.groups[0].column, "shop");
  double right = 0;
  for (const auto& group : report.groups[0].groups)
    right += group.score * static_cast<double>(group.examples);
  const double mean = (report.labels->accuracies[0] + report.labels->accuracies[1]) / 2;
  EXPECT_NEAR(right / static_cast<double>(t.test.size()), mean, 1e-9);
}

TEST(ExplainTarget, ShowsTheMostUnusualAndTheMisjudged) {
  Trained t =
      trained_on(rows_with_labels_and_state(600),
                 {.targets = {"state"}, .ignored = {"labels"}, .target_kind = "anomaly", .normal = "ok"}, 8);
  TargetReport report{.column = "state"};
  report.anomalies = score_target(t.predictions[0], t.task.answers()[0], t.test).anomalies;
  explain_target(report, t.task, 0, t.predictions[0], t.test);
  ASSERT_EQ(report.most_unusual.size(), 12U);
  EXPECT_EQ(*report.most_unusual[0].score, std::ranges::max(report.anomalies->scores));
  for (const GalleryItem& item : report.most_unusual) {
    EXPECT_EQ(*item.threshold, report.anomalies->threshold);
    EXPECT_EQ(item.predicted, *item.score > *item.threshold ? "unusual" : "normal");
  }
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < report.anomalies->scores.size(); ++i)
    wrong += (report.anomalies->scores[i] > report.anomalies->threshold) != report.anomalies->unusual[i];
  EXPECT_EQ(report.mistakes.size(), std::min<std::size_t>(wrong, 24));
  for (const GalleryItem& item : report.mistakes) EXPECT_NE(item.truth, item.predicted);
  EXPECT_FALSE(report.importance.empty());
  EXPECT_FALSE(report.groups.empty());
}

TEST(ExplainTarget, WhatNobodyKnowsIsNotJudged) {
  Trained t = trained_on(rows_with_labels_and_state(300),
                         {.ignored = {"labels", "state"}, .target_kind = "anomaly"}, 2);
  TargetReport report;
  report.anomalies = score_target(t.predictions[0], t.task.answers()[0], t.test).anomalies;
  explain_target(report, t.task, 0, t.predictions[0], t.test);
  EXPECT_EQ(report.most_unusual.size(), 12U);
  EXPECT_TRUE(report.most_unusual[0].truth.empty());
  EXPECT_TRUE(report.mistakes.empty());
  EXPECT_TRUE(report.groups.empty());
  EXPECT_TRUE(report.importance.empty());
}

}  // namespace
}  // namespace saem
