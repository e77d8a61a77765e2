// The options of learning: each changes the result, is recorded and shown; those that exclude each other are
// refused.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

struct LearningOption {
  std::vector<std::string> words;
  std::string setting;  ///< its name in the record
  nlohmann::json value;
  std::string shown;  ///< in the lines before the training
};

class LearningOptions : public Session, public testing::WithParamInterface<LearningOption> {};

TEST_P(LearningOptions, ChangeTheModelAndAreRecorded) {
  const auto run = [&](const std::string& out, std::vector<std::string> more) {
    std::vector<std::string> words{"train", "corners", "--epochs", "2",   "--batch-size", "20",
                                   "--out", out,       "--model",  "mlp", "--optimizer",  "sgd"};
    words.insert(words.end(), more.begin(), more.end());
    return saem(words);
  };
  ASSERT_EQ(run("plain", {}).exit_code, 0);
  const Outcome o = run("a", GetParam().words);
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, GetParam().shown));
  const auto record = nlohmann::json::parse(content("a/run.json"));
  EXPECT_EQ(record.at("settings").at(GetParam().setting), GetParam().value);
  EXPECT_FALSE(content("a/model.safetensors") == content("plain/model.safetensors"));
  EXPECT_EQ(saem({"runs", "verify", "a", "--quiet"}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Each, LearningOptions,
    testing::Values(
        LearningOption{{"--momentum", "0.5"}, "momentum", 0.5, "momentum 0.5"},
        LearningOption{{"--momentum", "0.5", "--nesterov"}, "nesterov", true, "nesterov"},
        LearningOption{{"--weight-decay", "0.01"}, "weight_decay", 0.01, "weight decay 0.01"},
        LearningOption{{"--clipnorm", "0.01"}, "clipnorm", 0.01, "clipnorm 0.01"},
        LearningOption{{"--clipvalue", "0.001"}, "clipvalue", 0.001, "clipvalue 0.001"},
        LearningOption{{"--global-clipnorm", "0.01"}, "global_clipnorm", 0.01, "global clipnorm 0.01"},
        LearningOption{{"--ema", "0.9"}, "ema", 0.9, "average of the weights 0.9"},
        LearningOption{{"--accumulate", "2"}, "accumulate", 2, "2 batches per step"},
        LearningOption{{"--schedule", "constant"}, "schedule", "constant", "(constant)"},
        LearningOption{{"--schedule", "cosine"}, "schedule", "cosine", "(falling to 0 by half a cosine)"},
        LearningOption{{"--schedule", "cosine-restarts"}, "schedule", "cosine-restarts", "(cosine-restarts)"},
        LearningOption{{"--schedule", "exponential"}, "schedule", "exponential", "(exponential)"},
        LearningOption{{"--schedule", "linear"}, "schedule", "linear", "(linear)"},
        LearningOption{{"--schedule", "one-cycle"}, "schedule", "one-cycle", "(one-cycle)"},
        LearningOption{{"--schedule", "polynomial"}, "schedule", "polynomial", "(polynomial)"},
        LearningOption{{"--schedule", "step"}, "schedule", "step", "(step)"},
        LearningOption{{"--warmup-epochs", "0.5"}, "warmup_epochs", 0.5, "warm-up epochs 0.5"},
        LearningOption{{"--label-smoothing", "0.1"}, "label_smoothing", 0.1, "labels smoothed by 0.1"},
        LearningOption{{"--loss", "categorical_focal_crossentropy"},
                       "loss",
                       "categorical_focal_crossentropy",
                       "categorical focal crossentropy"},
        LearningOption{{"--loss", "mean_squared_error"}, "loss", "mean_squared_error", "mean squared error"},
        LearningOption{{"--loss", "categorical_hinge"}, "loss", "categorical_hinge", "categorical hinge"}));

class LearningOptionsTogether : public Session {};

TEST_F(LearningOptionsTogether, BalancedClassesCountAlike) {
  write_small_data(folder() / "corners", {.train = 202, .test = 50, .classes = 4});  // 51, 51, 50, 50
  train("a");
  train("b", {"--class-weight", "balanced"});
  EXPECT_FALSE(content("a/model.safetensors") == content("b/model.safetensors"));
}

TEST_F(LearningOptionsTogether, ARunWithOptionsIsResumedWithThem) {
  const std::vector<std::string> options{
      "--ema",      "0.9",    "--accumulate",       "2",     "--label-smoothing", "0.1",
      "--schedule", "cosine", "--optimizer",        "adamw", "--weight-decay",    "0.02",
      "--model",    "mlp",    "--checkpoint-steps", "1"};
  train("whole", options);
  std::vector<std::string> words{"train", "corners", "--epochs", "2", "--batch-size", "20", "--out", "a"};
  words.insert(words.end(), options.begin(), options.end());
  Program program(words, here());
  ASSERT_TRUE(program.wait_until([&] { return exists("a/checkpoint.safetensors"); })) << program.err();
  program.send(SIGKILL);
  if (!program.finish().signalled) GTEST_SKIP() << "it was too fast to be killed";
  ASSERT_EQ(saem({"resume", "a"}).exit_code, 0);
  EXPECT_TRUE(content("a/model.safetensors") == content("whole/model.safetensors"));
  EXPECT_EQ(content("a/history.csv"), content("whole/history.csv"));
}

TEST_F(LearningOptionsTogether, PatienceStopsByValidationDataAndKeepsTheBestWeights) {
  const std::vector<std::string> words{
      "train",      "corners", "--epochs",    "60",       "--batch-size",    "20",   "--out",        "a",
      "--model",    "mlp",     "--optimizer", "adam",     "--learning-rate", "0.05", "--validation", "0.2",
      "--patience", "2",       "--schedule",  "constant", "--json"};
  const Outcome o = saem(words);
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(has(o.err, "split    train 160 · validation 40 · test 50, as the data are divided"));
  EXPECT_TRUE(has(o.err, "patience 2 epochs without a better validation loss"));
  EXPECT_LT(o.json().at("epochs_done"), 60);
  const auto record = nlohmann::json::parse(content("a/run.json"));
  EXPECT_EQ(record.at("status"), "finished");
  EXPECT_EQ(record.at("data").at("validation"), 40);
  EXPECT_EQ(record.at("settings").at("patience"), 2);
  EXPECT_EQ(saem({"runs", "verify", "a", "--quiet"}).exit_code, 0);
}

struct WrongTogether {
  std::vector<std::string> words;
  std::string says;
};
class ExclusiveOptions : public Session, public testing::WithParamInterface<WrongTogether> {};

TEST_P(ExclusiveOptions, AreRefused) {
  std::vector<std::string> words{"train", "corners"};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  const Outcome o = saem(words);
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, GetParam().says));
  EXPECT_FALSE(exists("runs"));
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, ExclusiveOptions,
    testing::Values(
        WrongTogether{{"--clipnorm", "1", "--clipvalue", "1"}, "--clipnorm: expected one way of clipping"},
        WrongTogether{{"--clipvalue", "1", "--global-clipnorm", "1"},
                      "--clipvalue: expected one way of clipping"},
        WrongTogether{{"--momentum", "0.9"},
                      "--momentum: expected with sgd, rmsprop or muon, received with adadelta"},
        WrongTogether{{"--optimizer", "sgd", "--nesterov"}, "--nesterov: looks ahead along the momentum"},
        WrongTogether{{"--optimizer", "rmsprop", "--momentum", "0.9", "--nesterov"},
                      "--nesterov: expected with sgd"},
        WrongTogether{{"--loss", "mean_squared_error", "--label-smoothing", "0.1"},
                      "--label-smoothing: is for"},
        WrongTogether{{"--schedule", "one-cycle", "--warmup-epochs", "1"},
                      "--warmup-epochs: one-cycle begins"},
        WrongTogether{{"--epochs", "2", "--warmup-epochs", "2"},
                      "--warmup-epochs: expected fewer than the 2"},
        WrongTogether{{"--patience", "2"},
                      "--patience: chooses by the validation loss, but there is no validation data"},
        WrongTogether{{"--validation", "1"}, "--validation: expected a number of at least 0 and below 1"},
        WrongTogether{{"--test-changes", "4"}, "--test-changes: needs changes to make"},
        WrongTogether{{"--find-learning-rate", "--learning-rate", "1"},
                      "--find-learning-rate: looks for a rate"},
        WrongTogether{{"--model", "auto", "--schedule", "cosine"},
                      "--schedule: moves the learning rate over"},
        WrongTogether{{"--ema", "1"}, "--ema: expected a number of at least 0 and below 1, received '1'"},
        WrongTogether{{"--accumulate", "0"}, "--accumulate: expected a whole number from 1"},
        WrongTogether{{"--loss", "mse"}, "--loss: expected categorical_crossentropy"},
        WrongTogether{{"--class-weight", "balancd"}, "Did you mean 'balanced'?"}));

}  // namespace
}  // namespace saem::test
