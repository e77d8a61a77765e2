// A run's files, whole, older, and in every state of disrepair.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <random>

#include "saem/runs/model_card.h"
#include "saem/runs/run_details.h"
#include "saem/runs/run_metrics.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/runs/support/run_folders.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;
using runs::read_run;
using runs::RunDetails;

class ReadRun : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return folder_.path() / "a"; }
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories(path());
    std::ofstream(path() / name, std::ios::binary) << content;
  }
  [[nodiscard]] std::string problem() const { return read_run(path()).summary.problem; }

 private:
  TemporaryFolder folder_;
};

TEST_F(ReadRun, TakesScoresFromAllFiles) {
  write_run(path());
  const RunDetails run = read_run(path());
  EXPECT_EQ(run.summary.problem, "");
  EXPECT_EQ(run.summary.name, "a");
  EXPECT_EQ(run.summary.status, "finished");
  EXPECT_EQ(run.summary.started, "2026-05-01T12:00:00Z");
  EXPECT_EQ(run.summary.measure, "accuracy");
  EXPECT_EQ(run.summary.epochs, 3);
  const runs::Scores expected{
      {"accuracy", 0.7},       {"loss", 0.5},      {"val_accuracy", 0.8},    {"val_loss", 0.4},
      {"test_accuracy", 0.9},  {"test_loss", 0.3}, {"test_macro_f1", 0.835}, {"baseline_accuracy", 0.8},
      {"folds_accuracy", 0.85}};
  ASSERT_EQ(run.summary.scores.size(), expected.size());
  for (const auto& [name, value] : expected)
    EXPECT_NEAR(run.summary.value(name).value_or(-1), value, 1e-12) << name;
  EXPECT_EQ(run.kept_row, 1U);
  EXPECT_FALSE(run.watched_test_part());
  ASSERT_EQ(run.targets.size(), 1U);
  EXPECT_EQ(run.targets[0].classes.size(), 2U);
  EXPECT_EQ(run.setting("seed"), "7");
}

TEST_F(ReadRun, WithoutAValidationPartTheLastEpochIsKept) {
  write_run(path(), {.validation = 0});
  const RunDetails run = read_run(path());
  EXPECT_EQ(run.kept_row, 2U);
  EXPECT_EQ(run.summary.value("val_accuracy"), 0.7);
  EXPECT_TRUE(run.watched_test_part());
}

TEST_F(ReadRun, WhatTheRecordSaysOfTheKeptEpochCounts) {
  write_run(path());
  write(
      "run.json",
      R"({"status": "finished", "kind": "task", "data": {"validation": 20}, "validation": {"val_loss": 0.25}})");
  EXPECT_EQ(read_run(path()).summary.value("val_loss"), 0.25);
}

TEST_F(ReadRun, AnOlderRunLacksKeysAndIsRead) {
  write_older_run(path());
  const RunDetails run = read_run(path());
  EXPECT_EQ(run.summary.problem, "");
  EXPECT_EQ(run.summary.value("test_accuracy"), 0.75);
  EXPECT_EQ(run.summary.value("baseline_accuracy"), 0.5);
  EXPECT_EQ(run.summary.started.size(), std::string("2026-05-01T12:00:00Z").size());  // of the file
  EXPECT_TRUE(run.watched_test_part());
}

TEST_F(ReadRun, WithoutAReportTheRecordsScoreCounts) {
  write_older_run(path());
  fs::remove(path() / "report.json");
  EXPECT_EQ(read_run(path()).summary.value("test_accuracy"), 0.75);
  write_run(path());
  fs::remove(path() / "report.json");
  EXPECT_EQ(read_run(path()).summary.value("test_score"), 0.9);
  EXPECT_EQ(problem(), "");
}

TEST_F(ReadRun, SeveralTargetsHaveTheirNamesInTheirScores) {
  write_run(path());
  write(
      "report.json",
      R"({"targets": [{"target": "height", "kind": "value", "r2": 0.5, "baselines": [{"name": "mean", "score": -0.1}]},
                                       {"target": "kind", "kind": "classes", "accuracy": 0.25}]})");
  const runs::RunSummary run = read_run(path()).summary;
  EXPECT_EQ(run.measure, "height_r2");
  EXPECT_EQ(run.value("test_height_r2"), 0.5);
  EXPECT_EQ(run.value("test_kind_accuracy"), 0.25);
  EXPECT_EQ(run.value("baseline_height_r2"), -0.1);
}

TEST_F(ReadRun, DamageIsNamed) {
  fs::create_directories(path());
  EXPECT_EQ(problem(), "run.json is missing");
  EXPECT_EQ(read_run(path()).summary.status, "damaged");
  write("run.json", "");
  EXPECT_EQ(problem(), "run.json is no JSON: cut off, or damaged");
  write("run.json", "{\"status\": \"finis");
  EXPECT_EQ(problem(), "run.json is no JSON: cut off, or damaged");
  write("run.json", "[1, 2]");
  EXPECT_EQ(problem(), "run.json is not a JSON object");
  write("run.json", std::string(100'000, '['));
  EXPECT_EQ(problem(), "run.json is no JSON: cut off, or damaged");
  write("run.json", R"({"status": "finished"})");
  EXPECT_EQ(problem(), "");
  write("report.json", "{}{}");
  EXPECT_EQ(problem(), "report.json is no JSON: cut off, or damaged");
  EXPECT_EQ(read_run(path()).summary.status, "finished");
  write("history.csv", "epoch,loss\n0,0.5\n1,0.");
  EXPECT_EQ(problem(), "report.json is no JSON: cut off, or damaged");  // 0. is a number
  write("history.csv", "epoch,loss\n0,0.5\n1,x\n");
  EXPECT_EQ(problem(), "report.json is no JSON: cut off, or damaged; history.csv is damaged in line 3");
  EXPECT_EQ(read_run(path()).history.rows.size(), 1U);
  write("history.csv", "epoch,loss\n0,0.5,7\n");
  EXPECT_TRUE(problem().ends_with("history.csv is damaged in line 2"));
  write("history.csv", "\xFF\xFE");
  EXPECT_TRUE(problem().ends_with("history.csv does not begin with \"epoch\""));
}

TEST_F(ReadRun, FieldsOfOtherTypesAreAsIfTheyWereNotThere) {
  write("run.json",
        R"({"status": 5, "started": [1], "command": {}, "settings": [], "data": "x", "scores": {"a": "b"},
                        "seconds": "long", "epochs_done": 1e300, "validation": 3, "machine": {"threads": -1e300}})");
  write("report.json",
        R"({"targets": [5, {"kind": 7, "accuracy": "high", "baselines": {"x": 1}, "folds": ["a"],
                           "classification_report": [1], "by_blocks": null}], "columns": 5, "skipped": {"a": 1}})");
  write("history.csv", "epoch,loss\n0,NA\n");
  const RunDetails run = read_run(path());
  EXPECT_EQ(run.summary.problem, "");
  EXPECT_EQ(run.summary.status, "5");
  EXPECT_EQ(run.summary.epochs, 1);
  EXPECT_TRUE(run.summary.scores.empty());
}

TEST_F(ReadRun, APipeOrAFolderInPlaceOfAFileIsNotWaitedFor) {
  fs::create_directories(path());
  ASSERT_EQ(mkfifo((path() / "run.json").c_str(), 0600), 0);
  fs::create_directories(path() / "history.csv");
  EXPECT_EQ(problem(), "run.json is not a file; history.csv is not a file");
}

TEST_F(ReadRun, AnyDamageGivesARunAndACard) {
  write_run(path());
  std::mt19937 random(5);
  const char* names[] = {"run.json", "report.json", "history.csv"};
  for (int i = 0; i < 150; ++i) {
    const std::string name = names[i % 3], whole = content_of(path() / name);
    std::string damaged = whole;
    if (i % 2 == 0) damaged.resize(random() % whole.size());
    for (int k = 0; k < 3 && !damaged.empty(); ++k)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    write(name, damaged);
    const RunDetails run = read_run(path());
    EXPECT_EQ(run.summary.name, "a");
    EXPECT_FALSE(runs::model_card(run).empty());
    write(name, whole);
  }
}

TEST(RunName, IsOfTheFolderHoweverItIsWritten) {
  EXPECT_EQ(runs::run_name("runs/a"), "a");
  EXPECT_EQ(runs::run_name("runs/a/"), "a");
  EXPECT_EQ(runs::run_name("."), fs::current_path().filename().string());
}

TEST(RunMetrics, DirectionsAreThoseOfTheMetrics) {
  for (const char* larger :
       {"accuracy", "val_accuracy", "test_r2", "test_macro_f1", "test_weight_r2", "baseline_accuracy",
        "val_auc", "mean_io_u", "test_score", "val_species_accuracy", "precision_at_recall"})
    EXPECT_EQ(runs::direction_of(larger), "max") << larger;
  for (const char* smaller : {"loss", "val_loss", "test_mean_absolute_error", "test_root_mean_squared_error",
                              "seconds", "val_mse", "test_species_loss"})
    EXPECT_EQ(runs::direction_of(smaller), "min") << smaller;
  for (const char* unknown : {"", "epochs", "val_", "confusion_matrix", "temperature", "val_false_positives"})
    EXPECT_EQ(runs::direction_of(unknown), "") << unknown;
}

TEST(RunMetrics, TheBestComeFirstAndThoseWithoutLast) {
  std::vector<runs::RunSummary> all(3);
  all[0].name = "without";
  all[1].scores = {{"loss", 0.5}};
  all[1].name = "half";
  all[2].scores = {{"loss", 0.25}};
  all[2].name = "quarter";
  runs::sort_by(all, "loss", "min");
  EXPECT_EQ(all[0].name + all[1].name + all[2].name, "quarterhalfwithout");
  runs::sort_by(all, "loss", "max");
  EXPECT_EQ(all[0].name + all[1].name + all[2].name, "halfquarterwithout");
}

}  // namespace
}  // namespace saem::test
