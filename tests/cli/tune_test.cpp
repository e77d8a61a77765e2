// saem tune: what is trained, and that nothing is lost or repeated.
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

/// Rows whose answer is yes where a > b.
std::string tune_table() {
  std::string text = "a,b,answer\n";
  for (int i = 0; i < 120; ++i) {
    const int a = i * 37 % 101, b = i * 53 % 97;
    text += std::to_string(a) + "," + std::to_string(b) + "," + (a > b ? "yes" : "no") + "\n";
  }
  return text;
}

class Tune : public Session {
 protected:
  void SetUp() override { write("easy.csv", tune_table()); }
  [[nodiscard]] nlohmann::json state() const { return nlohmann::json::parse(content("t/tune.json")); }
  [[nodiscard]] std::filesystem::file_time_type time_of(const std::string& name) const {
    return std::filesystem::last_write_time(folder() / name);
  }
  /// "configuration: value" of each trial, in the order of the configurations.
  [[nodiscard]] std::set<std::string> values() const {
    std::set<std::string> all;
    const nlohmann::json s = state();
    for (const auto& t : s.at("trials"))
      all.insert(std::to_string(t.at("configuration").get<int>()) + "/" +
                 std::to_string(t.at("epochs").get<int>()) + ": " + t.at("value").dump());
    return all;
  }
};

TEST_F(Tune, RandomSearchTrainsComparesAndMeasuresTheBest) {
  const Outcome o =
      saem({"tune", "easy.csv", "--epochs", "3", "--trials", "4", "--parallel", "2", "--out", "t"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "random search, 4 trials"));
  EXPECT_TRUE(has(o.err, "range    width: 64, 128, 256, 512"));
  EXPECT_TRUE(has(o.out, "trial  val_loss"));
  EXPECT_TRUE(has(o.out, "test split of easy.csv"));
  const nlohmann::json s = state();
  EXPECT_EQ(s.at("status"), "finished");
  EXPECT_EQ(s.at("command"), "saem tune easy.csv --epochs 3 --trials 4 --parallel 2 --out t");
  ASSERT_EQ(s.at("trials").size(), 4U);
  double best = 1e9;
  for (const auto& trial : s.at("trials")) best = std::min(best, trial.at("value").get<double>());
  EXPECT_EQ(s.at("best").at("value").get<double>(), best);
  EXPECT_TRUE(exists("t/best/model.safetensors"));
  EXPECT_TRUE(exists("t/trials/003/run.json"));
  EXPECT_FALSE(exists("t/trials/003.log"));
  // The best one's training is that of the trial.
  const std::string folder = s.at("best").at("configuration").dump();
  EXPECT_EQ(content("t/best/history.csv"), content("t/trials/00" + folder + "/history.csv"));
  // Another search with this seed is the same, whatever runs at the same time.
  const std::set<std::string> before = values();
  ASSERT_EQ(
      saem({"tune", "easy.csv", "--epochs", "3", "--trials", "4", "--parallel", "1", "--out", "t", "--force"})
          .exit_code,
      0);
  EXPECT_EQ(values(), before);
  EXPECT_TRUE(has(saem({"tune", "easy.csv", "--out", "t"}).err, "holds a search already"));
}

TEST_F(Tune, TrialsDoNotTouchTheTestPart) {
  ASSERT_EQ(
      saem({"tune", "easy.csv", "--epochs", "2", "--trials", "2", "--folds", "2", "--out", "t"}).exit_code,
      0);
  for (const std::string trial : {"t/trials/000", "t/trials/001"}) {
    const auto run = nlohmann::json::parse(content(trial + "/run.json"));
    EXPECT_EQ(run.at("status"), "finished");
    EXPECT_FALSE(run.contains("scores"));
    EXPECT_TRUE(run.at("validation").contains("val_loss"));
    EXPECT_FALSE(exists(trial + "/report.json"));
    EXPECT_FALSE(exists(trial + "/report.html"));
  }
  EXPECT_TRUE(nlohmann::json::parse(content("t/best/run.json")).contains("scores"));
  EXPECT_TRUE(exists("t/best/report.html"));
}

TEST_F(Tune, AKilledTrialIsTriedAgain) {
  ASSERT_EQ(saem({"tune", "easy.csv", "--epochs", "2", "--trials", "3", "--out", "t"}).exit_code, 0);
  const std::set<std::string> all = values();
  nlohmann::ordered_json s = nlohmann::ordered_json::parse(content("t/tune.json"));
  s.at("trials").at(1)["status"] = "killed";
  s.at("trials").at(1)["failure"] = "it was killed";
  write("t/tune.json", s.dump());
  const Outcome o = saem({"tune", "--resume", "t"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "2 trials are done already"));
  EXPECT_EQ(values(), all);
}

TEST_F(Tune, HyperbandTrainsTheBestLonger) {
  const Outcome o =
      saem({"tune", "easy.csv", "--method", "hyperband", "--epochs", "3", "--out", "t", "--json"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json().at("trials").size(), 3U + 1U + 2U);
  EXPECT_TRUE(o.json().at("test").contains("targets"));
  EXPECT_TRUE(exists("t/trials/000-1/run.json"));
  EXPECT_TRUE(exists("t/trials/004-3/run.json"));
}

TEST_F(Tune, AfterKillTheSearchGoesOnAndRepeatsNothing) {
  write("saem.toml",
        "[data]\npath = \"easy.csv\"\n[training]\nepochs = 20\n[tune]\ntrials = 6\nparallel = 2\n"
        "learning_rate = {low = 1e-4, high = 1e-2, scale = \"log\"}\nwidth = [16, 32]\n");
  ASSERT_EQ(saem({"tune", "saem.toml", "--out", "t"}).exit_code, 0);
  const std::set<std::string> all = values();
  ASSERT_EQ(all.size(), 6U);
  const auto done = [&] { return exists("t/tune.json") ? state().at("trials").size() : 0; };
  {
    Program program({"tune", "saem.toml", "--out", "t", "--force"}, here());
    ASSERT_TRUE(program.wait_until([&] {
      return exists("t/tune.json") && state().at("status") == "running" && done() >= 2 && done() < 6;
    }));
    program.send(SIGKILL);
    program.finish();
  }
  const std::size_t before = done();
  ASSERT_GE(before, 2U);
  ASSERT_LT(before, 6U);
  const std::string first = state().at("trials").at(0).at("folder");
  const auto written = time_of("t/" + first + "/run.json");
  const Outcome o = saem({"tune", "--resume", "t"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, std::to_string(before) + " trials are done already"));
  EXPECT_EQ(time_of("t/" + first + "/run.json"), written);
  EXPECT_EQ(values(), all);
  EXPECT_EQ(state().at("status"), "finished");
  // Once more there is nothing to do.
  const auto model = time_of("t/best/model.safetensors");
  ASSERT_EQ(saem({"tune", "--resume", "t"}).exit_code, 0);
  EXPECT_EQ(time_of("t/best/model.safetensors"), model);
  // More trials are more of the same.
  ASSERT_EQ(saem({"tune", "--resume", "t", "--trials", "7"}).exit_code, 0);
  EXPECT_EQ(values().size(), 7U);
  for (const std::string& value : all) EXPECT_TRUE(values().contains(value));
}

TEST_F(Tune, CtrlCEndsTheTrialsToo) {
  Program program({"tune", "easy.csv", "--epochs", "100000", "--patience", "100000", "--trials", "4",
                   "--parallel", "2", "--out", "t"},
                  here());
  ASSERT_TRUE(program.wait_until([&] { return exists("t/trials/000/history.csv"); }));
  program.send(SIGINT);
  const Outcome o = program.finish();
  EXPECT_EQ(o.exit_code, 130) << o.err;
  EXPECT_TRUE(has(o.err, "tune --resume t"));
  EXPECT_EQ(state().at("status"), "interrupted");
  EXPECT_TRUE(state().at("trials").empty()) << "a trial that was not done does not count";
}

TEST_F(Tune, ATrialThatFailsIsListedAndStopsNothing) {
  write("saem.toml",
        "[data]\npath = \"easy.csv\"\n[training]\nepochs = 2\n[tune]\ntrials = 3\nbatch_size = [8, 16, "
        "100000]\n");
  const Outcome o = saem({"tune", "saem.toml", "--out", "t"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.out, "failed: "));
  EXPECT_TRUE(has(o.out, "a batch of 100,000 is larger than the training data"));
  int failed = 0;
  const nlohmann::json s = state();
  for (const auto& trial : s.at("trials")) failed += trial.at("status") == "failed";
  EXPECT_EQ(failed, 1);
  write("all.toml", "[data]\npath = \"easy.csv\"\n[tune]\nbatch_size = [99999, 100000]\n");
  const Outcome all = saem({"tune", "all.toml", "--out", "u"});
  EXPECT_EQ(all.exit_code, 1);
  EXPECT_TRUE(has(all.err, "every trial failed"));
}

TEST_F(Tune, TimeIsKept) {
  const Outcome o =
      saem({"tune", "easy.csv", "--epochs", "2", "--trials", "10000", "--tune-time", "1s", "--out", "t"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_GE(state().at("trials").size(), 1U);
  EXPECT_LT(state().at("trials").size(), 10000U);
}

TEST_F(Tune, MistakesAreNamed) {
  const auto refuses = [&](std::vector<std::string> words, const std::string& part, int code) {
    words.insert(words.begin(), "tune");
    const Outcome o = saem(words);
    EXPECT_EQ(o.exit_code, code) << o.err;
    EXPECT_TRUE(has(o.err, part));
  };
  refuses({"easy.csv", "--metric", "accuracy"}, "Choose by val_accuracy.", 2);
  refuses({"easy.csv", "--validation", "0"}, "there are none", 2);
  refuses({"easy.csv", "--method", "hyperband", "--trials", "3"}, "Hyperband says itself", 2);
  refuses({"-"}, "the standard input can be read once", 2);
  refuses({"none.csv", "--trials", "1"}, "none.csv", 2);
  refuses({"easy.csv", "--target", "anwser"}, "Did you mean 'answer'?", 1);
  refuses({"--resume", "easy.csv"}, "there is no tune.json", 1);
  refuses({"easy.csv", "--trials", "1", "--epochs", "1", "--metric", "val_auc", "--out", "m"},
          "there is no 'val_auc' among what trials measure", 2);
  write("saem.toml", "[data]\npath = \"easy.csv\"\n[tune]\nepochs = [1, 2]\nmethod = \"hyperband\"\n");
  refuses({"saem.toml"}, "they cannot be searched too", 2);
  write("saem.toml", "[data]\npath = \"easy.csv\"\n[tune]\ntrials = \"3\"\n");
  refuses({"saem.toml"}, "line 4, column 1: trials: expected a whole number, received a text", 2);
  write("saem.toml", "[data]\npath = \"easy.csv\"\n[tune]\nmethod = \"rnadom\"\n");
  refuses({"saem.toml"}, "Did you mean 'random'?", 2);
  std::filesystem::create_directory(folder() / "d");
  write("d/tune.json", "{\"status\": 3}");
  refuses({"--resume", "d"}, "is not what saem tune writes", 1);
  EXPECT_FALSE(exists("runs")) << "nothing is made where nothing begins";
}

}  // namespace
}  // namespace saem::test
