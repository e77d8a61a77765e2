// saem train, predict and evaluate on data that are no pictures in IDX files.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

/// Rows whose answer is yes where a > b; the value is 2 a - b.
std::string easy_table(int rows) {
  std::string text = "a,b,colour,answer,value\n";
  for (int i = 0; i < rows; ++i) {
    const int a = i * 37 % 101, b = i * 53 % 97;
    text += std::to_string(a) + "," + std::to_string(b) + "," + (i % 3 == 0 ? "red" : "blue") + "," +
            (a > b ? "yes" : "no") + "," + std::to_string(2 * a - b) + ".5\n";
  }
  return text;
}

class TaskCommands : public Session {
 protected:
  void SetUp() override { write("easy.csv", easy_table(240)); }
  Outcome learn(std::vector<std::string> more) const {
    std::vector<std::string> words{"train", "easy.csv", "--epochs", "8", "--out", "run"};
    words.insert(words.end(), more.begin(), more.end());
    return saem(words);
  }
};

TEST_F(TaskCommands, TrainSaysWhatItFoundOutAndMeasures) {
  const Outcome o = learn({"--target", "answer", "--ignore", "value"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "data     easy.csv: 240 examples"));
  EXPECT_TRUE(has(o.err, "target   answer (classes), as asked"));
  EXPECT_TRUE(has(o.err, "colour                    category: 2 different values"));
  EXPECT_TRUE(has(o.err, "value                     ignored: as asked"));
  EXPECT_TRUE(has(o.err, "train 192 · test 48, at random, with the same shares of each class"));
  EXPECT_TRUE(has(o.out, "test split of easy.csv: 48 examples"));
  EXPECT_TRUE(has(o.out, "baseline  majority "));
  EXPECT_TRUE(has(o.out, " · nearest neighbour "));
  for (const char* file : {"model.safetensors", "history.csv", "report.html", "report.json", "run.json"})
    EXPECT_TRUE(exists(std::string("run/") + file)) << file;
}

TEST_F(TaskCommands, PredictTakesRawRowsWithOrWithoutAnswers) {
  ASSERT_EQ(learn({"--target", "answer", "--ignore", "value", "--epochs", "40"}).exit_code, 0);
  write("new.csv", "colour,b,a\nred,2,90\ngreen,80,\nblue,90,1\n");
  const Outcome text = saem({"predict", "run", "new.csv", "--top", "1"});
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_TRUE(
      matches(text.out, "line 2  yes +[0-9.]+ %\nline 3  (yes|no) +[0-9.]+ %\nline 4  no +[0-9.]+ %\n"));
  const auto json = saem({"predict", "run", "new.csv", "--json"}).json();
  const auto& first = json.at("files").at(0).at("examples").at(0).at("predictions").at("answer").at(0);
  EXPECT_EQ(first.at("label"), "yes");
  EXPECT_GT(first.at("probability").get<double>(), 0.5);
}

TEST_F(TaskCommands, EvaluateMeasuresOnOtherData) {
  ASSERT_EQ(learn({"--target", "value"}).exit_code, 0);
  const Outcome o = saem({"evaluate", "run", "easy.csv"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.out, "all examples of easy.csv: 240 examples"));
  EXPECT_TRUE(has(o.out, "mean absolute error"));
  EXPECT_TRUE(saem({"evaluate", "run", "easy.csv", "--json"}).json().at("targets").at(0).contains("r2"));
}

TEST_F(TaskCommands, FoldsAndEnsemblesAndSeveralTargets) {
  const Outcome o = learn({"--target", "answer", "--target", "value", "--folds", "3", "--ensemble", "2"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "fold 3 of 3"));
  EXPECT_TRUE(has(o.out, "over 3 folds"));
  EXPECT_TRUE(has(o.out, "'value' of 48 examples"));
}

TEST_F(TaskCommands, WithoutATestPartAllIsLearnedFrom) {
  const Outcome o = learn({"--target", "answer", "--folds", "3", "--test", "0", "--validation", "0"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "train 240 · no test part")) << o.err;
  EXPECT_TRUE(has(o.err, "over 3 folds")) << o.err;
  EXPECT_TRUE(has(o.out, "no test part was kept: nothing was measured")) << o.out;
  EXPECT_FALSE(exists("run/report.html"));
  EXPECT_EQ(nlohmann::json::parse(content("run/run.json")).at("folds").at("answer").size(), 3U);
  EXPECT_EQ(saem({"resume", "run"}).exit_code, 0);
  EXPECT_EQ(saem({"runs", "verify", "run"}).exit_code, 0);
}

TEST_F(TaskCommands, ClassNamesWithCharactersOfHtmlStayText) {
  std::string text = "x,y\n";
  for (int i = 0; i < 60; ++i)
    text += std::to_string(i * 7 % 61) + (i < 30 ? ",<u>&x\n" : ",\"\"\"q\"\"\"\n");
  write("names.csv", text);
  ASSERT_EQ(saem({"train", "names.csv", "--epochs", "2", "--out", "names"}).exit_code, 0);
  EXPECT_TRUE(lacks(content("names/report.html"), "<u>"));
}

/// Six people, each walking and then running, a row for each of 100 steps.
std::string motion_table(bool with_answers) {
  std::string text = with_answers ? "person,time,activity,x,y\n" : "person,time,x,y\n";
  for (int person = 0; person < 6; ++person) {
    for (int t = 0; t < 100; ++t) {
      const bool runs = t >= 50;
      const int x = (runs ? t * 37 : t * 7) % 20 + person, y = runs ? 40 + t % 3 : t % 5;
      text += std::to_string(person) + "," + std::to_string(t) + ",";
      if (with_answers) text += runs ? "run," : "walk,";
      text += std::to_string(x) + "," + std::to_string(y) + "\n";
    }
  }
  return text;
}

TEST_F(TaskCommands, WindowsAreCutAgainOfWhatIsPredictedFrom) {
  write("motion.csv", motion_table(true));
  const Outcome o = saem({"train", "motion.csv", "--window", "25", "--epochs", "30", "--out", "motion"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "recordings: one for each 'person', in the order of 'time'"));
  write("new.csv", motion_table(false));
  const Outcome p = saem({"predict", "motion", "new.csv", "--json", "--top", "1"});
  ASSERT_EQ(p.exit_code, 0) << p.err;
  const auto examples = p.json().at("files").at(0).at("examples");
  ASSERT_EQ(examples.size(), 24U);
  EXPECT_EQ(examples.at(0).at("predictions").begin()->at(0).at("label"), "walk");
  EXPECT_EQ(examples.at(3).at("predictions").begin()->at(0).at("label"), "run");
  EXPECT_EQ(saem({"evaluate", "motion", "motion.csv"}).exit_code, 0);
}

TEST_F(TaskCommands, LabelsAndAnomaliesAndMissingAnswers) {
  std::string text = "a,b,where,state\n";
  for (int i = 0; i < 300; ++i) {
    const int a = i * 37 % 101, b = i * 53 % 97;
    text += std::to_string(a) + "," + std::to_string(b) + "," + (a > 50 ? "right" : "") +
            (a > 50 && b > 50 ? "|" : "") + (b > 50 ? "up" : "") + "," +
            (i % 7 == 0 ? ""
             : a > 90   ? "odd"
                        : "fine") +
            "\n";
  }
  write("many.csv", text);
  const Outcome labels = saem({"train", "many.csv", "--target", "where", "--ignore", "state", "--task",
                               "multi-label", "--epochs", "20", "--out", "labels"});
  ASSERT_EQ(labels.exit_code, 0) << labels.err;
  EXPECT_TRUE(has(labels.out, "micro F1 "));
  EXPECT_TRUE(has(labels.out, "baseline  majority "));
  const Outcome some =
      saem({"train", "many.csv", "--target", "state", "--ignore", "where", "--epochs", "3", "--out", "some"});
  ASSERT_EQ(some.exit_code, 0) << some.err;
  EXPECT_TRUE(has(some.out, "examples without an answer were not measured with"));
  const Outcome odd = saem({"train", "many.csv", "--target", "state", "--ignore", "where", "--task",
                            "anomaly", "--normal", "fine", "--epochs", "5", "--out", "odd"});
  ASSERT_EQ(odd.exit_code, 0) << odd.err;
  EXPECT_TRUE(has(odd.out, "are called unusual"));
  EXPECT_TRUE(has(odd.out, "area under ROC"));
  const auto answer =
      saem({"predict", "odd", "many.csv", "--json"}).json().at("files").at(0).at("examples").at(0);
  EXPECT_TRUE(answer.at("predictions").at("state").contains("unusual"));
  for (const char* run : {"labels", "some", "odd"}) {
    EXPECT_EQ(saem({"evaluate", run, "many.csv"}).exit_code, 0) << run;
    EXPECT_EQ(saem({"runs", "verify", run}).exit_code, 0) << run;
    EXPECT_TRUE(has(content(std::string(run) + "/report.html"), "</html>"));
  }
}

TEST_F(TaskCommands, ARunGoesOnFromAnother) {
  ASSERT_EQ(learn({"--target", "answer"}).exit_code, 0);
  const Outcome o =
      saem({"train", "easy.csv", "--target", "answer", "--from", "run", "--epochs", "2", "--out", "next"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "from     run"));
  EXPECT_TRUE(has(saem({"train", "easy.csv", "--target", "value", "--from", "run"}).err,
                  "predicts answer, which is not what is learned now"));
}

TEST_F(TaskCommands, TheTaskFileOfARunDoesTheSameAgain) {
  ASSERT_EQ(learn({"--target", "answer", "--seed", "4"}).exit_code, 0);
  const Outcome o = saem({"train", "run/saem.toml", "--out", "again"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(content("again/model.safetensors") == content("run/model.safetensors"));
}

TEST_F(TaskCommands, MistakesAreNamed) {
  const auto refuses = [&](const std::vector<std::string>& more, const std::string& part, int code) {
    const Outcome o = learn(more);
    EXPECT_EQ(o.exit_code, code) << o.err;
    EXPECT_TRUE(has(o.err, part));
  };
  refuses({"--target", "anwser"}, "there is no column 'anwser'", 1);
  refuses({"--target", "anwser"}, "Did you mean 'answer'?", 1);
  refuses({"--augment", "flip"}, "is for no column that is learned from", 1);
  refuses({"--augment", "flpi"}, "Did you mean 'flip'?", 2);
  refuses({"--model", "conv1d", "--loss", "categorical_hinge", "--schedule", "cosine", "--epochs", "0"},
          "expected a whole number from 1", 2);
  refuses({"--kind", "a"}, "expected COLUMN=KIND, received 'a'", 2);
  refuses({"--kind", "a=words"}, "there is no kind 'words'", 1);
  refuses({"--time-budget", "10"}, "expected a duration, received '10'", 2);
  refuses({"--target", "answer", "--task", "regression"}, "expected numbers, but 240 of 240 values are none",
          1);
  refuses({"--group", "colour", "--time", "a"}, "not by two of them", 1);
  EXPECT_FALSE(exists("run"));
  write("short.csv", easy_table(60));
  ASSERT_EQ(saem({"train", "short.csv", "--epochs", "1", "--out", "short"}).exit_code, 0);
  EXPECT_TRUE(has(saem({"resume", "short"}).err, "short is finished: there is nothing left to train"));
  write("ragged.csv", "a,b\n1,2\n3\n");
  const Outcome ragged = saem({"train", "ragged.csv"});
  EXPECT_EQ(ragged.exit_code, 1);
  EXPECT_TRUE(has(ragged.err, "ragged.csv, line 3"));
  write("empty.csv", "");
  EXPECT_EQ(saem({"train", "empty.csv"}).exit_code, 1);
}

TEST_F(TaskCommands, ARunOnATableIsRepeatedWithTheSameBits) {
  ASSERT_EQ(learn({"--target", "answer", "--ensemble", "2", "--class-weight", "balanced", "--kind",
                   "colour=category"})
                .exit_code,
            0);
  const Outcome o = saem({"runs", "verify", "run"});
  EXPECT_EQ(o.exit_code, 0) << o.err << o.out;
  EXPECT_TRUE(has(o.out, "the same model and the same history, bit for bit"));
}

TEST_F(TaskCommands, AKilledRunOnATableEndsWithTheSameBits) {
  const std::vector<std::string> words{
      "train",      "easy.csv", "--target",           "answer", "--epochs", "10",
      "--ensemble", "2",        "--checkpoint-steps", "1"};
  const auto with = [&](const std::string& out) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--out", out});
    return all;
  };
  ASSERT_EQ(saem(with("whole")).exit_code, 0);
  Program program(with("cut"), here());
  ASSERT_TRUE(program.wait_until([&] { return exists("cut/checkpoint.safetensors"); })) << program.err();
  program.send(SIGKILL);
  if (!program.finish().signalled) GTEST_SKIP() << "it was too fast to be killed";
  const Outcome o = saem({"resume", "cut"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(content("cut/model.safetensors") == content("whole/model.safetensors"));
}

}  // namespace
}  // namespace saem::test
