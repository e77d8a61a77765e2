// Targets of any number of labels, unusual examples, missing answers, going on from a trained model.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/report/threshold_curves.h"
#include "saem/task/class_order.h"
#include "saem/task/task_score.h"
#include "saem/task/task_training.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {
namespace {

std::string number(double x) { return std::to_string(x); }

/// Two numbers, and a label for each that is above 0.
Samples quadrants(std::int64_t n, std::uint64_t seed = 1) {
  Generator random(seed);
  std::vector<std::string> a, b, labels;
  for (std::int64_t i = 0; i < n; ++i) {
    const double x = random.uniform(-1, 1), y = random.uniform(-1, 1);
    a.push_back(number(x));
    b.push_back(number(y));
    std::string cell = x > 0 ? "right" : "";
    if (y > 0) cell += cell.empty() ? "up" : " | up";
    labels.push_back(cell);
  }
  Samples samples{.name = "quadrants", .target = "where"};
  samples.columns = {{"a", TextColumn(a)}, {"b", TextColumn(b)}, {"where", TextColumn(labels)}};
  return samples;
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(ClassName, OfAValueIsOne) {
  for (const char* one :
       {"1", " 1 ", "1.0", "1.", "1.00", "1.0000", "1.000000000000000000e+00", "10e-1", "+1.0"})
    EXPECT_EQ(detail::class_name(one), "1") << one;
  EXPECT_EQ(detail::class_name("-1.0"), "-1");
  EXPECT_EQ(detail::class_name("-0.0"), "0");
  EXPECT_EQ(detail::class_name("1.2e+01"), "12");
  // No other numbers, and what may mean something else.
  for (const char* text : {"1.5", "1.000", "01", "007", "1e", "e", "1.0.0", "v1.0", "1.0 m", "1e300", "", "-",
                           ".", "inf", "nan"})
    EXPECT_EQ(detail::class_name(text), text);
  EXPECT_EQ(detail::class_name("  two words "), "two words");
}

TEST(ClassName, JoinsWhatIsWrittenInTwoWays) {
  std::vector<std::string> x, y, c;
  for (int i = 0; i < 200; ++i) {
    x.push_back(number(i % 2 + 0.001 * i));
    c.push_back(i % 3 == 0 ? " red" : i % 2 == 0 ? "red" : "blue");
    y.push_back((i % 2 == 0 ? "0" : "1") + std::string(i % 3 == 0 ? ".0" : ".000e+00"));
  }
  Samples samples{.name = "t", .target = "y"};
  samples.columns = {{"x", TextColumn(x)}, {"c", TextColumn(c)}, {"y", TextColumn(y)}};
  const LearningTask task = find_task(samples);
  EXPECT_EQ(task.targets[0].classes, (std::vector<std::string>{"0", "1"}));
  Answers answers;
  answers.fit(samples, task.targets[0]);
  EXPECT_EQ(answers.classes(), task.targets[0].classes);
  EXPECT_EQ(answers.unseen(samples).examples, 0);
  EXPECT_EQ(answers.encode(samples).at(3), 1);
}

TEST(SplitLabels, TrimsAndLeavesOutWhatIsEmpty) {
  using Labels = std::vector<std::string_view>;
  EXPECT_EQ(detail::split_labels("a|b", '|'), (Labels{"a", "b"}));
  EXPECT_EQ(detail::split_labels(" a ; ;b c;", ';'), (Labels{"a", "b c"}));
  EXPECT_EQ(detail::split_labels("", '|'), Labels{});
  EXPECT_EQ(detail::split_labels("a", '|'), (Labels{"a"}));
}

TEST(Labels, AreLearnedEachByItself) {
  const Samples train = quadrants(400), test = quadrants(200, 2);
  const LearningTask task = find_task(train, {.target_kind = "labels"});
  ASSERT_EQ(task.targets[0].kind, TargetKind::labels);
  EXPECT_EQ(task.targets[0].separator, '|');
  EXPECT_EQ(task.targets[0].classes, (std::vector<std::string>{"right", "up"}));
  TaskTrainingResult result = train_task(train, {}, task, {.epochs = 30});
  const Predictions p = result.trained.predict(test)[0];
  EXPECT_EQ(p.probabilities.shape(), (Shape{200, 2}));
  const TargetScore score = score_target(p, result.trained.answers()[0], test);
  EXPECT_GT(score.main(), 0.95);
  EXPECT_EQ(score.main_name(), "micro F1");
  const std::vector<TaskBaseline> simple = task_baselines(result.trained, 0, train, test, 0);
  EXPECT_EQ(simple.size(), 2U);
  EXPECT_LT(simple[0].score, score.main());
}

TEST(Labels, AreKeptInTheFile) {
  const TemporaryFolder folder;
  const Samples samples = quadrants(60);
  TaskTrainingResult result =
      train_task(samples, {}, find_task(samples, {.target_kind = "labels"}), {.epochs = 2});
  result.trained.save(folder.path() / "m");
  TrainedTask again = TrainedTask::load(folder.path() / "m");
  EXPECT_TRUE(
      identical(again.predict(samples)[0].probabilities, result.trained.predict(samples)[0].probabilities));
  EXPECT_TRUE(identical(again.answers()[0].encode(samples), result.trained.answers()[0].encode(samples)));
}

TEST(Labels, OnesThatWereNeverSeenAreNamed) {
  const Samples samples = quadrants(60);
  const LearningTask task = find_task(samples, {.target_kind = "labels"});
  Answers answers;
  answers.fit(samples, task.targets[0]);
  Samples other = quadrants(1);
  other.columns[2].values = TextColumn(std::vector<std::string>{"rigth|up"});
  EXPECT_TRUE(message_of([&] { (void)answers.encode(other); }).find("Is it 'right', written otherwise?") !=
              std::string::npos);
}

/// Points on a line through five dimensions; unusual ones lie anywhere in the same cube.
Samples line(std::int64_t n, std::uint64_t seed) {
  Generator random(seed);
  std::vector<std::vector<std::string>> columns(5);
  std::vector<std::string> kind;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool odd = i % 5 == 0;
    const double at = random.uniform(-1, 1);
    for (std::size_t c = 0; c < 5; ++c)
      columns[c].push_back(number(odd ? random.uniform(-1, 1) : (c % 2 == 0 ? at : -at)));
    kind.emplace_back(odd ? "fault" : "fine");
  }
  Samples samples{.name = "line", .target = "state"};
  for (std::size_t c = 0; c < 5; ++c)
    samples.columns.push_back({"x" + std::to_string(c), TextColumn(columns[c])});
  samples.columns.push_back({"state", TextColumn(kind)});
  return samples;
}

/// Points on a circle; unusual ones lie in its middle.
Samples circle(std::int64_t n, bool with_unusual, std::uint64_t seed = 1) {
  Generator random(seed);
  std::vector<std::string> a, b, kind;
  for (std::int64_t i = 0; i < n; ++i) {
    const bool odd = with_unusual && i % 5 == 0;
    const double angle = random.uniform(0, 6.283), radius = odd ? random.uniform(0, 0.3) : 1;
    a.push_back(number(radius * std::cos(angle)));
    b.push_back(number(radius * std::sin(angle)));
    kind.emplace_back(odd ? "fault" : "fine");
  }
  Samples samples{.name = "circle", .target = "state"};
  samples.columns = {{"a", TextColumn(a)}, {"b", TextColumn(b)}, {"state", TextColumn(kind)}};
  return samples;
}

TEST(Anomaly, IsFoundHavingSeenUsualExamplesAlone) {
  const Samples train = line(800, 1), test = line(400, 2);
  const LearningTask task = find_task(train, {.target_kind = "anomaly"});
  EXPECT_EQ(task.targets[0].normal, "fine");
  TaskTrainingResult result =
      train_task(train, {}, task, {.encoders = {.scale = NumberScale::standard}, .epochs = 60});
  const TargetScore score = score_target(result.trained.predict(test)[0], result.trained.answers()[0], test);
  EXPECT_GT(score.main(), 0.9);
  EXPECT_EQ(score.anomalies.unusual.size(), 400U);
  // All lie in the same cube: how far from the mean says little.
  EXPECT_LT(task_baselines(result.trained, 0, train, test, 0).at(0).score, 0.7);
  int alarms = 0, usual = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    if (score.anomalies.unusual[i]) continue;
    ++usual;
    alarms += score.anomalies.scores[i] > score.anomalies.threshold;
  }
  EXPECT_LT(alarms, usual / 10);
}

TEST(Anomaly, NeedsNoAnswersAtAll) {
  Samples samples = circle(100, false);
  samples.columns.pop_back();
  samples.target.clear();
  const LearningTask task = find_task(samples, {.target_kind = "anomaly"});
  EXPECT_EQ(task.features.size(), 2U);
  TaskTrainingResult result = train_task(samples, {}, task, {.epochs = 2});
  const TemporaryFolder folder;
  result.trained.save(folder.path() / "m");
  TrainedTask again = TrainedTask::load(folder.path() / "m");
  const Predictions p = again.predict(samples)[0];
  EXPECT_EQ(p.threshold, result.trained.answers()[0].threshold());
  EXPECT_GT(p.threshold, 0);
  const TargetScore score = score_target(p, again.answers()[0], samples);
  EXPECT_TRUE(std::isnan(score.main()));
}

TEST(Anomaly, ANameThatNoExampleHasIsRefused) {
  const std::string said =
      message_of([] { (void)find_task(circle(50, true), {.target_kind = "anomaly", .normal = "fin"}); });
  EXPECT_TRUE(said.find("Did you mean 'fine'?") != std::string::npos) << said;
}

Samples without_every_third(Samples samples, const std::string& column) {
  Samples::Column& c = samples.columns[static_cast<std::size_t>(samples.find(column))];
  std::vector<std::string> texts = std::get<TextColumn>(c.values).to_strings();
  for (std::size_t i = 0; i < texts.size(); i += 3) texts[i] = "";
  c.values = TextColumn(texts);
  return samples;
}

TEST(MissingAnswers, AreNotLearnedFromAndNotMeasuredWith) {
  const Samples train = without_every_third(circle(300, true), "state");
  const Samples test = without_every_third(circle(150, true, 2), "state");
  TaskTrainingResult result = train_task(train, {}, find_task(train), {.epochs = 20});
  const TargetScore score = score_target(result.trained.predict(test)[0], result.trained.answers()[0], test);
  EXPECT_EQ(score.without_answer, 50);
  EXPECT_EQ(score.correct.size(), 100U);
  EXPECT_GT(score.main(), 0.9);
  EXPECT_EQ(task_baselines(result.trained, 0, train, test, 0).size(), 3U);
}

TEST(MissingAnswers, OfOneTargetLeaveTheOther) {
  Samples samples = without_every_third(quadrants(90), "b");
  std::vector<std::string> state;
  for (std::int64_t i = 0; i < 90; ++i) state.emplace_back(i % 2 == 0 ? "x" : "y");
  samples.columns[2] = {"state", TextColumn(state)};
  samples.target.clear();
  const LearningTask task = find_task(samples, {.targets = {"b", "state"}});
  Inputs inputs;
  inputs.fit(samples, task.features);
  std::vector<Answers> answers(2);
  answers[0].fit(samples, task.targets[0]);
  answers[1].fit(samples, task.targets[1]);
  const TaskSource source(samples, inputs, answers);
  const Examples all = *source.arrays();
  const Array weights = all.sample_weight.values()[0];
  EXPECT_EQ(weights.at(0), 0);
  EXPECT_EQ(weights.at(1), 1);
  EXPECT_EQ(all.sample_weight.values()[1].size(), 0);
  EXPECT_NO_THROW((void)train_task(samples, {}, task, {.epochs = 1}));
}

TEST(GoingOn, KeepsPreprocessingAndWeights) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "first").string();
  const Samples samples = circle(200, true), more = circle(200, true, 7);
  const LearningTask task = find_task(samples);
  TaskTrainingResult first = train_task(samples, {}, task, {.epochs = 10});
  first.trained.save(file);
  // A rate of almost nothing: what comes out is what went in.
  TaskTrainingResult same = train_task(more, {}, task, {.epochs = 1, .learning_rate = 1e-12, .start = file});
  const Array a = first.trained.predict(more)[0].probabilities,
              b = same.trained.predict(more)[0].probabilities;
  for (std::int64_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a.at(i), b.at(i), 1e-5);
  EXPECT_EQ(first.trained.inputs().to_json(), same.trained.inputs().to_json());
  const std::string said = message_of([&] {
    (void)train_task(quadrants(50), {}, find_task(quadrants(50), {.target_kind = "labels"}),
                     {.epochs = 1, .start = file});
  });
  EXPECT_TRUE(said.find("predicts state, which is not what is learned now") != std::string::npos) << said;
}

Samples recordings(std::int64_t n) {
  Generator random(3);
  SeriesColumn series{.values = {}, .channels = {"x"}};
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < n; ++i) {
    Array one({32, 1});
    for (std::size_t t = 0; t < 32; ++t)
      one.mutable_data<float>()[t] = static_cast<float>(
          std::sin(static_cast<double>(t) * (i % 2 == 0 ? 0.3 : 0.9)) + 0.1 * random.normal());
    series.values.push_back(one);
    names.emplace_back(i % 2 == 0 ? "slow" : "fast");
  }
  Samples samples{.name = "waves", .target = "speed"};
  samples.columns = {{"wave", series}, {"speed", TextColumn(names)}};
  return samples;
}

TEST(TestChanges, AreAveragedAndKeptInTheFile) {
  const TemporaryFolder folder;
  const Samples samples = recordings(40);
  TaskTrainingResult result =
      train_task(samples, {}, find_task(samples),
                 {.augmentation = {{"jitter", 0.5}, {"window"}}, .epochs = 3, .test_changes = 4});
  EXPECT_EQ(result.trained.test_changes(), 4);
  result.trained.save(folder.path() / "m");
  TrainedTask again = TrainedTask::load(folder.path() / "m");
  const Array averaged = again.predict(samples)[0].probabilities;
  EXPECT_TRUE(identical(averaged, result.trained.predict(samples)[0].probabilities));
  again.set_test_changes({}, 0);
  EXPECT_FALSE(identical(averaged, again.predict(samples)[0].probabilities));
  for (std::int64_t i = 0; i < 40; ++i) EXPECT_NEAR(averaged.at(2 * i) + averaged.at(2 * i + 1), 1, 1e-5);
  EXPECT_THROW((void)train_task(samples, {}, find_task(samples), {.epochs = 1, .test_changes = 4}),
               ValueError);
}

TEST(LearningRate, IsLookedForBeforeTheTraining) {
  const Samples samples = circle(400, true);
  const TaskTrainingOptions plain{.epochs = 3};
  TaskTrainingOptions asked = plain;
  asked.find_learning_rate = true;
  TaskTraining a(samples, {}, find_task(samples), plain);
  const Samples none;
  TaskTraining b(samples, none, find_task(samples), asked);
  EXPECT_TRUE(a.tried_rates().rates.empty());
  EXPECT_GT(b.tried_rates().rates.size(), 10U);
  EXPECT_NEAR(b.learning_rate(), b.tried_rates().suggestion, 1e-6);
  EXPECT_GT(b.learning_rate(), 1e-5);
  EXPECT_LT(b.learning_rate(), 1.0);
}

}  // namespace
}  // namespace saem::test
