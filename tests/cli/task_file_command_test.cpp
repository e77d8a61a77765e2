// saem train with a task file, and with the one that a run has written.
#include <gtest/gtest.h>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

/// Rows whose answer is yes where a > b.
std::string small_table() {
  std::string text = "a,b,answer\n";
  for (int i = 0; i < 60; ++i) {
    const int a = i * 37 % 101, b = i * 53 % 97;
    text += std::to_string(a) + "," + std::to_string(b) + "," + (a > b ? "yes" : "no") + "\n";
  }
  return text;
}

class TaskFileCommand : public Session {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder() / "data");
    write("data/easy.csv", small_table());
    write("data/saem.toml",
          "[data]\npath = \"easy.csv\"\n[inputs]\nb = \"ignored\"\n[outputs]\nanswer = \"classes\"\n"
          "[training]\nepochs = 2\n");
  }
};

TEST_F(TaskFileCommand, TrainTakesAFileOrItsFolder) {
  const Outcome file = saem({"train", "data/saem.toml", "--out", "a"});
  ASSERT_EQ(file.exit_code, 0) << file.err;
  EXPECT_TRUE(has(file.err, "ignored: as asked"));
  ASSERT_EQ(saem({"train", "data", "--out", "b"}).exit_code, 0);
  ASSERT_EQ(
      saem({"train", "data/easy.csv", "--ignore", "b", "--target", "answer", "--epochs", "2", "--out", "c"})
          .exit_code,
      0);
  EXPECT_EQ(content("a/model.safetensors"), content("b/model.safetensors"));
  EXPECT_EQ(content("a/model.safetensors"), content("c/model.safetensors"));
  ASSERT_EQ(saem({"train", "data", "--out", "d", "epochs=3"}).exit_code, 0);
  EXPECT_NE(content("a/model.safetensors"), content("d/model.safetensors"));
}

TEST_F(TaskFileCommand, WhatARunWritesGivesTheSameBits) {
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{},
        {"--validation", "0.2", "--width", "16", "--dropout", "0.1", "--scale", "standard"},
        {"--optimizer", "sgd", "--momentum", "0.5", "--schedule", "cosine", "--ensemble", "2", "--seed",
         "3"}}) {
    std::vector<std::string> words{"train", "data/easy.csv", "--epochs", "2", "--out", "a/b/run", "--force"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome first = saem(words);
    ASSERT_EQ(first.exit_code, 0) << first.err;
    EXPECT_TRUE(has(content("a/b/run/saem.toml"), "path = \"../../../data/easy.csv\""));
    const Outcome again = saem({"train", "a/b/run", "--out", "again", "--force"});
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(content("again/model.safetensors"), content("a/b/run/model.safetensors"));
    EXPECT_EQ(content("again/history.csv"), content("a/b/run/history.csv"));
  }
}

TEST_F(TaskFileCommand, WrongFilesAreWrongUse) {
  write("wrong.toml", "[training]\nepochs = 0\n");
  const Outcome wrong = saem({"train", "wrong.toml"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_TRUE(has(wrong.err, "saem: wrong.toml, line 2, column 1: epochs: expected a whole number"));
  write("damaged.toml", "[training\n");
  EXPECT_EQ(saem({"train", "damaged.toml"}).exit_code, 1);
  EXPECT_TRUE(has(saem({"train", "none.toml"}).err, "there is no such task file"));
  write("nowhere.toml", "[data]\npath = \"no.csv\"\n");
  EXPECT_NE(saem({"train", "nowhere.toml"}).exit_code, 0);
  write("kind.toml", "[data]\npath = \"data/easy.csv\"\n[outputs]\nanswer = \"value\"\n");
  EXPECT_TRUE(has(saem({"train", "kind.toml"}).err, "expected numbers, but 60 of 60 values are none"));
}

}  // namespace
}  // namespace saem::test
