// saem train and predict on layouts that people have: exports, archives, pictures from a pipe, folds.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class TaskLayouts : public Session {
 protected:
  void SetUp() override {}
  [[nodiscard]] Outcome train_shortly(std::vector<std::string> more) const {
    std::vector<std::string> words{"train"};
    words.insert(words.end(), more.begin(), more.end());
    for (const char* word : {"--epochs", "8", "--json", "--quiet", "--out", "r"}) words.emplace_back(word);
    return saem(words);
  }
};

TEST_F(TaskLayouts, ThousandsOfATableWithCommasAreThousands) {
  std::string table = "pay,place\n";
  for (int i = 0; i < 60; ++i)
    table += "\"" + std::to_string(20 + i) + ",500\"," + (i < 30 ? "low" : "high") + "\n";
  write("pay.csv", table);
  const Outcome info = saem({"data", "info", "pay.csv"});
  EXPECT_TRUE(has(info.out, "20500 to 79500")) << info.out;
  EXPECT_TRUE(has(info.out, "is read as 20500; if it means a thousandth of that"));
  ASSERT_EQ(train_shortly({"pay.csv", "--target", "pay"}).exit_code, 0);
  write("new.csv", "place\nlow\n");
  const double pay =
      saem({"predict", "r", "new.csv", "--json"}).json()["files"][0]["examples"][0]["predictions"]["pay"];
  EXPECT_GT(pay, 10'000);
}

TEST_F(TaskLayouts, AsManyClassesAsFoldsAreNoFoldsOfOneClass) {
  std::string table = "a,b,y\n";
  for (int i = 0; i < 100; ++i)
    table += std::to_string(i % 5) + "." + std::to_string(i) + "," + std::to_string(i % 7) + ",c" +
             std::to_string(i % 5) + "\n";
  write("five.csv", table);
  const Outcome o = train_shortly({"five.csv", "--folds", "5"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  const nlohmann::json report = o.json();
  for (const double accuracy : report["targets"][0]["folds"]) EXPECT_GT(accuracy, 0);
}

TEST_F(TaskLayouts, EmptyColumnsBehindTheLastAreNoTarget) {
  std::string table = "a,b,,\n";
  for (int i = 0; i < 40; ++i) table += std::to_string(i * 7 % 11) + "," + (i % 2 == 0 ? "p" : "q") + ",,\n";
  write("exported.csv", table);
  const Outcome o = train_shortly({"exported.csv"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json()["targets"][0]["target"], "b");
}

TEST_F(TaskLayouts, APictureMayComeFromAPipe) {
  for (int i = 0; i < 10; ++i) {
    for (const int label : {0, 1}) {
      const std::string name = std::string("photos/") + (label == 0 ? "no/" : "yes/");
      std::filesystem::create_directories(folder() / name);
      write(name + std::to_string(i) + ".pgm", small_picture(label));
    }
  }
  ASSERT_EQ(train_shortly({"photos"}).exit_code, 0);
  const Outcome file = saem({"predict", "r", "photos/yes/3.pgm", "--json"});
  const Outcome pipe = test::saem({"predict", "r", "-", "--json"},
                                  {.folder = folder(), .input = folder() / "photos/yes/3.pgm"});
  ASSERT_EQ(pipe.exit_code, 0) << pipe.err;
  const auto answer = pipe.json()["files"][0]["examples"][0];
  EXPECT_EQ(answer["example"], "standard input");
  EXPECT_EQ(answer["predictions"], file.json()["files"][0]["examples"][0]["predictions"]);
  const Outcome inverted = saem({"predict", "r", "photos/yes/3.pgm", "--invert"});
  EXPECT_EQ(inverted.exit_code, 2);
  EXPECT_TRUE(has(inverted.err, "--invert: is for pictures of IDX files"));
  const Outcome one = saem({"train", "photos/yes/3.pgm"});
  EXPECT_TRUE(has(one.err, "no answers to learn"));
}

TEST_F(TaskLayouts, ATableMayNamePictures) {
  std::filesystem::create_directories(folder() / "photos");
  std::string table = "file,note,label\n";
  for (int i = 0; i < 40; ++i) {
    const std::string name = std::to_string(i) + ".pgm";
    write("photos/" + name, small_picture(i % 2));
    table += name + "," + name + (i % 2 == 0 ? ",no\n" : ",yes\n");
  }
  write("t.csv", table);
  const Outcome o = train_shortly({"t.csv", "--ignore", "note"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  const auto answer_of = [&](const std::string& data) {
    const Outcome p = saem({"predict", "r", data, "--json"});
    EXPECT_EQ(p.exit_code, 0) << p.err;
    return p.json()["files"][0]["examples"][0]["predictions"];
  };
  write("new.csv", "file,note\n1.pgm,lost.pgm\n");  // what was ignored need not be there
  EXPECT_EQ(answer_of("new.csv"), answer_of("photos/1.pgm"));
  ASSERT_EQ(saem({"train", "r/saem.toml", "--out", "again", "--quiet"}).exit_code, 0);
  EXPECT_TRUE(content("again/model.safetensors") == content("r/model.safetensors"));
  write("lost.csv", "file,note\nlost.pgm,1.pgm\n");
  EXPECT_TRUE(has(saem({"predict", "r", "lost.csv"}).err, "no files of such names beside the table"));
}

TEST_F(TaskLayouts, GroupsOnBothSidesOfDataThatComeDividedAreTold) {
  std::filesystem::create_directories(folder() / "d");
  std::string table = "who,x,y\n";
  for (int i = 0; i < 40; ++i)
    table += "p" + std::to_string(i % 4) + "," + std::to_string(i * 7 % 11) + "," + (i % 3 == 0 ? "u" : "v") +
             "\n";
  write("d/train.csv", table);
  write("d/test.csv", "who,x,y\np1,3,u\np9,4,v\n");
  const Outcome o = saem({"train", "d", "--group", "who", "--epochs", "1", "--out", "r"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "1 of 2 values of 'who' in the test part is in the training part too"));
}

TEST_F(TaskLayouts, WhatIsNoTableIsNamed) {
  write("book.xlsx", std::string("PK\x03\x04\x14\0\x06\0\x08\0", 10));
  const Outcome o = saem({"train", "book.xlsx"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "received a workbook of sheets"));
}

}  // namespace
}  // namespace saem::test
