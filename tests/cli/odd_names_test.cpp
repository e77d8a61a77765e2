// Data that bring terminal commands, line ends and bytes that are no text in their names and cells; and data
// whose test part is not what the training part is.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class OddNames : public Session {
 protected:
  void SetUp() override {}
  void expect_no_commands(const Outcome& o) const {
    for (const std::string& text : {o.out, o.err}) {
      for (const char* bad : {"\x1B", "\x07", "\x7F", "\r", "\u009B"}) EXPECT_TRUE(lacks(text, bad)) << text;
    }
  }
};

TEST_F(OddNames, NothingOfThemReachesATerminal) {
  std::string table = "a,\"b\x1B[31m\nred\",\"c\tx\x7F\",\"y\x1B]0;title\x07\"\n";
  for (int i = 0; i < 60; ++i)
    table += std::to_string(i * 7 % 11) + ".5," + std::to_string(i * i % 13) + ".5," +
             (i % 3 == 0 ? "\x1B[2J" : "k\u009B1m") + "," + (i % 2 == 0 ? "\"p\x1B[1m\nq\"" : "<script>&") +
             "\n";
  write("t.csv", table);
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"data", "info", "t.csv"},
           {"data", "info", "t.csv", "--json"},
           {"train", "t.csv", "--epochs", "2", "--verbose", "0", "--out", "r"},
           {"train", "t.csv", "--target", "\x1B[31m"},
           {"evaluate", "r", "t.csv"},
           {"predict", "r", "t.csv"},
           {"predict", "r", "t.csv", "--json"},
           {"runs", "show", "r"},
           {"summary", "r"}}) {
    const Outcome o = saem(words);
    expect_no_commands(o);
    const bool asks_for_no_column = words.size() == 4 && words[3] == "\x1B[31m";
    EXPECT_EQ(o.exit_code == 0, !asks_for_no_column) << words[0] << o.err;
  }
  const nlohmann::json info = saem({"data", "info", "t.csv", "--json"}).json();
  EXPECT_EQ(info.at("columns").at(2).at("name"), "c\tx\x7F") << "JSON says what it is";
  const auto report = nlohmann::json::parse(content("r/report.json"));
  EXPECT_EQ(report.at("targets").at(0).at("target"), "y\x1B]0;title\x07");
  const std::string page = content("r/report.html");
  EXPECT_TRUE(lacks(page, "\x1B"));
  EXPECT_TRUE(lacks(page, "<script>&"));
  EXPECT_TRUE(has(saem({"data", "info", "t.csv"}).out, "b\\u001B[31m\\nred"));
}

TEST_F(OddNames, AnEvaluationSaysWhatTheModelHasSeen) {
  std::string table = "a,b,y\n", others = "a,b,y\n";
  for (int i = 0; i < 100; ++i) {
    const std::string rest = "," + std::to_string(i * i % 13) + "," + (i % 2 == 0 ? "p" : "q") + "\n";
    table += std::to_string(i) + ".5" + rest;
    others += std::to_string(i) + ".25" + rest;
  }
  write("t.csv", table);
  write("others.csv", others);
  ASSERT_EQ(saem({"train", "t.csv", "--epochs", "1", "--out", "r"}).exit_code, 0);
  const Outcome same = saem({"evaluate", "r", "t.csv"});
  EXPECT_TRUE(
      has(same.err, "note: 80 of 100 examples are the same as examples that the model has learned from"));
  EXPECT_EQ(saem({"evaluate", "r", "t.csv", "--json"}).json().at("learned_from"), 80);
  EXPECT_TRUE(lacks(saem({"evaluate", "r", "others.csv"}).err, "learned from"));
  std::filesystem::remove(folder() / "r/training.rows");
  EXPECT_TRUE(lacks(saem({"evaluate", "r", "t.csv"}).err, "learned from")) << "it cannot be known";

  write("new.csv", "a,b,y\n1.25,3,p\n2.25,4,fresh\n");
  const Outcome unseen = saem({"evaluate", "r", "new.csv"});
  EXPECT_EQ(unseen.exit_code, 0) << unseen.err;
  EXPECT_TRUE(has(unseen.err,
                  "the model has never seen a class of 'y': 'fresh'; an example with it counts as errors"))
      << unseen.err;
  const nlohmann::json json = saem({"evaluate", "r", "new.csv", "--json"}).json();
  EXPECT_EQ(json.at("targets").at(0).at("unseen_classes").at("examples"), 1);
  EXPECT_LE(json.at("accuracy").get<double>(), 0.5);
}

TEST_F(OddNames, ABadCellOfTheTestPartIsADamagedExample) {
  std::string train = "a,b,y\n";
  for (int i = 0; i < 60; ++i)
    train += std::to_string(i) + ".5," + std::to_string(i * i % 13) + "," + (i % 2 == 0 ? "p" : "q") + "\n";
  std::filesystem::create_directories(folder() / "d");
  write("d/train.csv", train);
  write("d/test.csv", "a,b,y\n1.5,2,p\noops,3,q\n2.5,4,q\n");
  const Outcome refused = saem({"train", "d", "--epochs", "1", "--out", "r"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(has(refused.err, "test.csv, line 3: 'a': expected a number, received 'oops'")) << refused.err;
  EXPECT_TRUE(has(refused.err, "--on-bad-sample skip"));
  EXPECT_FALSE(exists("r"));
  const Outcome told = saem({"data", "info", "d"});
  EXPECT_EQ(told.exit_code, 1);
  EXPECT_TRUE(has(told.out, "test.csv, line 3: 'a': expected a number, received 'oops'"));
  const Outcome skipped = saem({"train", "d", "--epochs", "1", "--out", "r", "--on-bad-sample", "skip"});
  EXPECT_EQ(skipped.exit_code, 0) << skipped.err;
  EXPECT_TRUE(has(skipped.err, "skipped  d, test.csv, line 3"));
  EXPECT_TRUE(has(skipped.err, "a                         number"));
  EXPECT_EQ(nlohmann::json::parse(content("r/report.json")).at("skipped").size(), 1U);

  write("new.csv", "a,b\n1.5,2\nworse,3\n");
  EXPECT_TRUE(has(saem({"predict", "r", "new.csv"}).err,
                  "new.csv, line 3: 'a': expected a number, received 'worse'"));
  const Outcome some = saem({"predict", "r", "new.csv", "--on-bad-sample", "skip"});
  EXPECT_EQ(some.exit_code, 0) << some.err;
  EXPECT_TRUE(has(some.err, "skipped  new.csv, line 3"));
  EXPECT_TRUE(lacks(some.out, "line 3"));
}

TEST_F(OddNames, ATrainFolderBesideAnEmptyTestFolderIsTheTrainingPart) {
  for (const char* name : {"d/train/dark", "d/train/light", "d/test"})
    std::filesystem::create_directories(folder() / name);
  for (int i = 0; i < 16; ++i) {
    const std::string number = std::to_string(i) + ".pgm";
    write("d/train/dark/" + number, "P5\n8 8\n255\n" + std::string(64, static_cast<char>(10 + i)));
    write("d/train/light/" + number, "P5\n8 8\n255\n" + std::string(64, static_cast<char>(100 + i)));
  }
  const Outcome o = saem({"train", "d", "--epochs", "1", "--out", "r"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "left out 1 folder (test) without class folders in it"));
  EXPECT_TRUE(has(o.out, "light"));
  const Outcome again = saem({"evaluate", "r", "d"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_TRUE(has(again.out, "all examples of d: 32 examples"));
  EXPECT_TRUE(has(again.err, "of 32 examples are the same as examples that the model has learned from"));
}

}  // namespace
}  // namespace saem::test
