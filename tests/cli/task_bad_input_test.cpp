// What is wrong with tables at saem train and saem predict, and with what is asked of them.
#include <nlohmann/json.hpp>

#include "saem/runs/folder_lock.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class TaskBadInput : public Session {
 protected:
  void SetUp() override {
    std::string table = "a;b;y\n";
    for (int i = 0; i < 40; ++i)
      table += std::to_string(i * 7 % 11) + ";" + std::to_string(i * i % 13) + ";" +
               (i % 2 == 0 ? "p" : "q") + "\n";
    write("t.csv", table);
  }
  [[nodiscard]] Outcome train_table(const std::vector<std::string>& more) const {
    std::vector<std::string> words{"train", "t.csv", "--epochs", "1", "--verbose", "0", "--out", "r"};
    words.insert(words.end(), more.begin(), more.end());
    return saem(words);
  }
  void expect_usage_error(const std::vector<std::string>& more, const std::string& says) const {
    const Outcome o = train_table(more);
    EXPECT_EQ(o.exit_code, 2) << o.err;
    EXPECT_TRUE(has(o.err, says));
    EXPECT_FALSE(exists("r"));
  }
};

TEST_F(TaskBadInput, WhatCannotBeDoneWithTheDataIsRefused) {
  expect_usage_error({"--group", "y", "--target", "y"}, "--group: 'y' is what is predicted");
  expect_usage_error({"--ignore", "y", "--target", "y"}, "--ignore: 'y' is what is predicted");
  expect_usage_error({"--model", "cnn"}, "cnn is a network for pictures, and there are none");
  expect_usage_error({"--model", "conv1d"}, "conv1d is a network for recordings, and there are none");
  expect_usage_error({"--blocks", "50"}, "at most as many blocks as the 40 examples");
  expect_usage_error({"--normal", "p"}, "is for --task anomaly");
  expect_usage_error({"--separator", "ab"}, "expected one sign of ASCII, tab or space, received 'ab'");
  expect_usage_error({"--target", "b", "--task", "regression", "--loss", "categorical_crossentropy"},
                     "categorical_crossentropy is for classes, and 'b' is a value");
}

TEST_F(TaskBadInput, HowATableIsWrittenIsSaidAndRemembered) {
  const Outcome o = train_table({"--separator", ";", "--header", "no", "--target", "column 3"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "41 examples"));
  EXPECT_TRUE(has(content("r/saem.toml"), "separator = \";\""));
  EXPECT_TRUE(has(content("r/saem.toml"), "header = \"no\""));
  write("new.csv", "1;2;p\n");
  EXPECT_TRUE(has(saem({"predict", "r", "new.csv"}).out, "line 1"));
  EXPECT_TRUE(has(saem({"predict", "r", "new.csv", "--header", "yes"}).err, "there are no examples"));
}

TEST_F(TaskBadInput, PredictAnswersWhatCanBeAnswered) {
  ASSERT_EQ(train_table({}).exit_code, 0);
  write("good.csv", "a,b\n1,2\n");
  write("bad.csv", "a,b\n1,2\n3\n");
  write("empty.csv", "a,b\n");
  EXPECT_EQ(saem({"predict", "r", "bad.csv"}).exit_code, 1);
  EXPECT_TRUE(has(saem({"predict", "r", "empty.csv"}).err, "empty.csv: there are no examples"));
  const Outcome several = saem({"predict", "r", "bad.csv", "good.csv", "--json"});
  EXPECT_EQ(several.exit_code, 1);
  const nlohmann::json files = several.json().at("files");
  EXPECT_TRUE(
      has(files.at(0).at("error").get<std::string>(), "bad.csv, line 3: expected 2 cells, received 1"));
  EXPECT_EQ(files.at(1).at("examples").size(), 1U);
  const Outcome skipping = saem({"predict", "r", "bad.csv", "--on-bad-sample", "skip", "--json"});
  EXPECT_EQ(skipping.exit_code, 0) << skipping.err;
  EXPECT_EQ(skipping.json().at("files").at(0).at("skipped").size(), 1U);
  EXPECT_TRUE(has(skipping.err, "skipped  bad.csv, line 3"));
}

TEST_F(TaskBadInput, AFolderIsForOneTrainingAtATime) {
  std::filesystem::create_directories(folder() / "r");
  {
    const runs::FolderLock another(folder() / "r", runs::FolderLock::Kind::alone, 0);
    const Outcome o = train_table({"--force"});
    EXPECT_EQ(o.exit_code, 1);
    EXPECT_TRUE(has(o.err, "another training is writing into this folder"));
  }
  EXPECT_EQ(train_table({"--force"}).exit_code, 0);
}

TEST_F(TaskBadInput, ARunThatWasKilledIsListedAsThat) {
  ASSERT_EQ(saem({"train", "t.csv", "--epochs", "1", "--out", "runs/r"}).exit_code, 0);
  nlohmann::json record = nlohmann::json::parse(content("runs/r/run.json"));
  record["status"] = "running";
  write("runs/r/run.json", record.dump());
  EXPECT_TRUE(has(saem({"runs", "list"}).out, "killed"));
  const runs::FolderLock training(folder() / "runs/r", runs::FolderLock::Kind::alone, 0);
  EXPECT_TRUE(has(saem({"runs", "list"}).out, "running"));
}

TEST_F(TaskBadInput, AClassThatIsNotLearnedIsTold) {
  std::filesystem::create_directories(folder() / "d");
  write("d/train.csv", content("t.csv"));
  write("d/test.csv", "a;b;y\n1;2;p\n1;3;z\n");
  const Outcome o = saem({"train", "d", "--epochs", "1", "--out", "r"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "warning: a class of 'y' is not in the training part: 'z'"));
}

}  // namespace
}  // namespace saem::test
