#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class TrainInterrupt : public Session {
 protected:
  // More epochs than anybody waits for.
  [[nodiscard]] std::vector<std::string> endless(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{"train",        "corners", "--epochs", "1000000",
                                   "--batch-size", "20",      "--out",    "a"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  bool wait_for_first_epoch(Program& program) const {
    return program.wait_until([&] { return exists("a/model.safetensors"); });
  }
  void expect_good_model() const {
    const Outcome o = saem({"evaluate", "a", "corners", "--json"});
    EXPECT_EQ(o.exit_code, 0) << o.err;
    EXPECT_EQ(o.json().value("examples", 0), 50);
  }
};

TEST_F(TrainInterrupt, CtrlCSavesReportsAndSaysHowToGoOn) {
  Program program(endless(), here());
  ASSERT_TRUE(wait_for_first_epoch(program)) << program.err();
  program.send(SIGINT);
  const Outcome o = program.finish();
  EXPECT_FALSE(o.signalled);
  EXPECT_EQ(o.exit_code, 130) << o.err;
  EXPECT_TRUE(has(o.err, "interrupted after "));
  EXPECT_TRUE(has(o.err, "to go on from there: saem resume a"));
  EXPECT_TRUE(has(o.out, "a/report.html"));
  EXPECT_EQ(nlohmann::json::parse(content("a/run.json")).at("status"), "interrupted");
  EXPECT_EQ(nlohmann::json::parse(content("a/report.json")).at("interrupted"), true);
  EXPECT_TRUE(has(content("a/report.html"), "interrupted"));
  EXPECT_TRUE(has(content("a/history.csv"), "\n0,"));
  expect_good_model();
}

TEST_F(TrainInterrupt, JsonSaysThatItWasInterrupted) {
  Program program(endless({"--json", "--quiet"}), here());
  ASSERT_TRUE(wait_for_first_epoch(program)) << program.err();
  program.send(SIGINT);
  const Outcome o = program.finish();
  EXPECT_EQ(o.exit_code, 130);
  EXPECT_EQ(o.json().value("interrupted", false), true) << o.out;
}

TEST_F(TrainInterrupt, TerminationEndsAsOrderly) {
  Program program(endless(), here());
  ASSERT_TRUE(wait_for_first_epoch(program)) << program.err();
  program.send(SIGTERM);
  EXPECT_EQ(program.finish().exit_code, 143);
  expect_good_model();
}

TEST_F(TrainInterrupt, ASecondSignalStopsAtOnce) {
  Program program(endless(), here());
  ASSERT_TRUE(wait_for_first_epoch(program)) << program.err();
  // Both are waiting when it goes on, so that it cannot finish in between. (Two signals of one kind would
  // become one.)
  program.send(SIGSTOP);
  program.send(SIGINT);
  program.send(SIGTERM);
  program.send(SIGCONT);
  const Outcome o = program.finish();
  EXPECT_FALSE(o.signalled);
  EXPECT_TRUE(o.exit_code == 130 || o.exit_code == 143) << o.exit_code;
  EXPECT_TRUE(has(o.err, "stopped"));
  EXPECT_EQ(o.out, "");
  expect_good_model();  // that of the last epoch
}

TEST_F(TrainInterrupt, AKilledRunLeavesAWholeModel) {
  for (int round = 0; round < 3; ++round) {
    Program program(endless({"--force", "--quiet"}), here());
    const auto history_lines = [&] {
      const std::string text = content("a/history.csv");
      return std::count(text.begin(), text.end(), '\n');
    };
    ASSERT_TRUE(program.wait_until([&] {
      return exists("a/model.safetensors") && history_lines() > 2 + round;
    })) << program.err();
    program.send(SIGKILL);
    EXPECT_TRUE(program.finish().signalled);
    expect_good_model();
  }
}

}  // namespace
}  // namespace saem::test
