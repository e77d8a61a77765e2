#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

class Train : public Session {};

TEST_F(Train, WritesTheRunAndPrintsTheReport) {
  const Outcome o = train("runs/a");
  for (const char* file : {"model.safetensors", "history.csv", "report.html", "report.json", "run.json"}) {
    EXPECT_TRUE(exists(std::string("runs/a/") + file)) << file;
    EXPECT_TRUE(has(o.out, std::string("runs/a/") + file));
  }
  EXPECT_TRUE(starts(o.out, "test split of corners: 50 examples"));
  EXPECT_TRUE(has(o.out, "              precision    recall  f1-score   support\n\n           0 "));
  EXPECT_TRUE(has(o.out, "baseline  majority 0.2600 · linear "));
  EXPECT_TRUE(has(o.out, "next: " + saem_binary() + " predict runs/a PICTURE · " + saem_binary() +
                             " evaluate runs/a corners · " + saem_binary() + " summary runs/a\n"));
}

TEST_F(Train, SaysWhatItWillDo) {
  const Outcome o = train("runs/a");
  EXPECT_TRUE(has(o.err, "data     corners: 250 pictures, 8×8 pixels, grey, in 4 classes (0, 1, 2, 3)"));
  EXPECT_TRUE(has(o.err, "split    train 200 · test 50"));
  EXPECT_TRUE(has(o.err, "model    cnn, 52,228 parameters"));
  EXPECT_TRUE(has(o.err, "adadelta, learning rate 2 (falling to 0 in the second half)"));
  EXPECT_TRUE(has(o.err, "Epoch 1/2\n"));
  EXPECT_TRUE(has(o.err, "10/10 ━━━━━━━━━━━━━━━━━━━━"));
  EXPECT_TRUE(has(o.err, "val_accuracy: "));
  EXPECT_TRUE(has(o.err, "val_loss: "));
}

TEST_F(Train, IsQuietWhenAsked) { EXPECT_EQ(train("a", {"--quiet"}).err, ""); }

TEST_F(Train, AFileGetsNoControlCharacters) {
  const Outcome o = train("a");
  EXPECT_TRUE(lacks(o.err, "\x1b"));
  EXPECT_TRUE(lacks(o.err, "\r"));
  EXPECT_TRUE(lacks(o.out, "\x1b"));
}

TEST_F(Train, GivesOneJsonObject) {
  const Outcome o = train("a", {"--json", "--seed", "7"});
  const auto json = o.json();
  ASSERT_TRUE(json.is_object()) << o.out;
  EXPECT_EQ(json.at("seed"), 7);
  EXPECT_EQ(json.at("interrupted"), false);
  EXPECT_EQ(json.at("epochs_done"), 2);
  EXPECT_EQ(json.at("steps"), 20);
  EXPECT_GT(json.at("seconds"), 0.0);
  EXPECT_GE(json.at("accuracy"), 0.25);
  EXPECT_GT(json.at("loss"), 0.0);
  const auto majority = json.at("targets").at(0).at("baselines").at(0);
  EXPECT_EQ(majority.at("name"), "majority");
  EXPECT_NEAR(majority.at("score"), 13.0 / 50, 1e-9);
  const auto report = json.at("classification_report");
  EXPECT_EQ(report.at("0").at("support"), 13);
  EXPECT_EQ(report.at("accuracy"), json.at("accuracy"));
  for (const char* key : {"macro avg", "weighted avg"}) EXPECT_TRUE(report.at(key).contains("f1-score"));
  for (const char* key : {"loss", "accuracy", "val_loss", "val_accuracy"})
    EXPECT_EQ(json.at("history").at(key).size(), 2U);
  EXPECT_EQ(json.at("files").at("model"), "a/model.safetensors");
  EXPECT_EQ(nlohmann::json::parse(content("a/report.json")), json);
}

TEST_F(Train, LearnsWhatCanBeLearned) {
  const Outcome o = saem({"train", "corners", "--epochs", "8", "--batch-size", "20", "--model", "mlp",
                          "--optimizer", "adam", "--json", "--quiet"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_GT(o.json().at("accuracy"), 0.95);
}

TEST_F(Train, RecordsHowToGetTheSameAgain) {
  train("a", {"--seed", "5", "--optimizer", "adam"});
  const auto run = nlohmann::json::parse(content("a/run.json"));
  EXPECT_EQ(run.at("status"), "finished");
  EXPECT_EQ(run.at("command"),
            "saem train corners --epochs 2 --batch-size 20 --out a --seed 5 --optimizer adam");
  EXPECT_EQ(run.at("settings").at("seed"), 5);
  EXPECT_NEAR(run.at("settings").at("learning_rate"), 0.001, 1e-9);
  EXPECT_EQ(run.at("data").at("fnv1a").get<std::string>().size(), 16U);
  EXPECT_GE(run.at("machine").at("threads"), 1);
  EXPECT_NE(run.at("machine").at("processor").get<std::string>(), "");
  EXPECT_NE(run.at("saem").at("version").get<std::string>(), "");
  EXPECT_TRUE(has(run.at("saem").at("libraries").dump(), "libc.so"));
}

TEST_F(Train, TheSameSeedGivesTheSameModel) {
  train("a", {"--seed", "5"});
  train("b", {"--seed", "5"});
  train("c", {"--seed", "6"});
  EXPECT_EQ(content("a/history.csv"), content("b/history.csv"));
  EXPECT_NE(content("a/history.csv"), content("c/history.csv"));
  EXPECT_TRUE(content("a/model.safetensors") == content("b/model.safetensors"));
}

TEST_F(Train, HistoryHasALinePerEpoch) {
  train("a");
  std::istringstream lines(content("a/history.csv"));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "epoch,accuracy,loss,val_accuracy,val_loss");
  int epochs = 0;
  while (std::getline(lines, line)) ++epochs;
  EXPECT_EQ(epochs, 2);
}

TEST_F(Train, TheReportShowsMistakesAndMachine) {
  saem({"train", "corners", "--epochs", "1", "--batch-size", "200", "--out", "a", "--optimizer", "sgd",
        "--learning-rate", "1e-6"});
  const std::string page = content("a/report.html");
  EXPECT_TRUE(has(page, "<title>corners: cnn</title>"));
  EXPECT_TRUE(has(page, "saem train corners --epochs 1"));
  EXPECT_TRUE(has(page, "data:image/png;base64,"));
  EXPECT_TRUE(has(page, "learning rate 1e-06"));
}

TEST_F(Train, NumbersTheRunFolders) {
  for (int i = 1; i <= 2; ++i) {
    ASSERT_EQ(saem({"train", "corners/", "--epochs", "1", "--batch-size", "50", "--model", "mlp", "--quiet"})
                  .exit_code,
              0);
    EXPECT_TRUE(exists("runs/corners-mlp-" + std::to_string(i) + "/model.safetensors"));
  }
}

TEST_F(Train, NeverReplacesARunUnasked) {
  train("a");
  const std::string before = content("a/model.safetensors");
  const Outcome refused = saem({"train", "corners", "--epochs", "1", "--batch-size", "20", "--out", "a"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(has(refused.err, "saem: a: holds a run already: model.safetensors would be lost"));
  EXPECT_TRUE(has(refused.err, "--force"));
  EXPECT_TRUE(content("a/model.safetensors") == before);
  train("a", {"--force", "--seed", "9"});
  EXPECT_FALSE(content("a/model.safetensors") == before);
}

TEST_F(Train, AnEmptyFolderIsFine) {
  std::filesystem::create_directory(folder() / "a");
  train("a/");
  EXPECT_TRUE(exists("a/model.safetensors"));
}

TEST_F(Train, DebugGivesTheSameKindOfRun) {
  const Outcome o = saem({"train", "corners", "--epochs", "1", "--batch-size", "100", "--model", "mlp",
                          "--debug", "--json", "--quiet"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json().at("settings").at("debug"), true);
}

}  // namespace
}  // namespace saem::test
