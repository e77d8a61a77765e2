#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

/// Words behind "train corners", and what the message has to say.
struct WrongUse {
  std::vector<std::string> words;
  std::vector<std::string> says;
};

class WrongArguments : public Session, public testing::WithParamInterface<WrongUse> {};

TEST_P(WrongArguments, IsWrongUsageAndMakesNothing) {
  std::vector<std::string> words{"train", "corners"};
  words.insert(words.end(), GetParam().words.begin(), GetParam().words.end());
  const Outcome o = saem(words);
  EXPECT_EQ(o.exit_code, 2) << o.err;
  for (const std::string& text : GetParam().says) EXPECT_TRUE(has(o.err, text));
  EXPECT_EQ(o.out, "");
  EXPECT_FALSE(exists("runs"));
}

INSTANTIATE_TEST_SUITE_P(
    Train, WrongArguments,
    testing::Values(
        WrongUse{{"--epcohs", "3"}, {"--epcohs: there is no such option", "Did you mean '--epochs'?"}},
        WrongUse{{"--epcohs=3"}, {"--epcohs: there is no such option", "Did you mean '--epochs'?"}},
        WrongUse{
            {"--precision", "bf61"},
            {"--precision: expected float32, bf16, bf16-emulated, received 'bf61'", "Did you mean 'bf16'?"}},
        WrongUse{{"--precision", "bf16-emulated", "--debug"}, {"--debug: computes in float32"}},
        WrongUse{{"--memory-budget", "200"},
                 {"--memory-budget: expected an amount of memory, received '200'", "200MB"}},
        WrongUse{{"--memory-budget", "MB"}, {"expected an amount of memory, received 'MB'"}},
        WrongUse{{"--memory-budget", "0MB"}, {"expected an amount of memory, received '0MB'"}},
        WrongUse{{"--memory-budget", "-1GB"}, {"expected an amount of memory, received '-1GB'"}},
        WrongUse{{"--memory-budget", "1GBs"}, {"expected an amount of memory, received '1GBs'"}},
        WrongUse{{"--memory-budget", "nanGB"}, {"expected an amount of memory, received 'nanGB'"}},
        WrongUse{{"--memory-budget", "99999999999TB"}, {"expected an amount of memory"}},
        WrongUse{{"epoch=3"}, {"epoch: there is no such option", "Did you mean '--epochs'?"}},
        WrongUse{{"-x"}, {"-x: there is no such option", "saem help train"}},
        WrongUse{{"more"}, {"'more': one word too many"}},
        WrongUse{{"--epochs", "0"}, {"--epochs: expected a whole number from 1 to", "received '0'"}},
        WrongUse{{"--epochs", "-3"}, {"--epochs: expected", "received '-3'"}},
        WrongUse{{"--epochs", "2.5"}, {"--epochs: expected a whole number", "received '2.5'"}},
        WrongUse{{"--epochs", "99999999999999999999"}, {"--epochs: expected a whole number"}},
        WrongUse{{"--epochs"}, {"--epochs"}},
        WrongUse{{"--out", "--quiet"}, {"--out: expected DIR, received the option '--quiet'"}},
        WrongUse{{"--target", "--quiet"}, {"--target: expected COLUMN, received the option '--quiet'"}},
        WrongUse{{"--batch-size", "0"},
                 {"--batch-size: expected a whole number of at least 1, received '0'"}},
        WrongUse{{"--batch-size", "201"},
                 {"--batch-size: a batch of 201 is larger than the training data, 200 examples",
                  "Use --batch-size 200 or less"}},
        WrongUse{{"--learning-rate", "fast"},
                 {"--learning-rate: expected a number above 0, received 'fast'"}},
        WrongUse{{"--learning-rate", "nan"}, {"--learning-rate: expected a number above 0, received 'nan'"}},
        WrongUse{{"--learning-rate", "inf"}, {"--learning-rate: expected"}},
        WrongUse{{"--learning-rate", "-1"}, {"--learning-rate: expected"}},
        WrongUse{{"--learning-rate", "1e99"}, {"--learning-rate: expected"}},
        WrongUse{{"--seed", "-1"}, {"--seed: expected a whole number of at least 0"}},
        WrongUse{{"--threads", "0"}, {"--threads: expected a whole number from 1 to 1024"}},
        WrongUse{{"--verbose", "3"}, {"--verbose: expected a whole number from 0 to 2"}},
        WrongUse{{"--optimizer", "adan"},
                 {"--optimizer: expected adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, "
                  "lion, muon, nadam, rmsprop, schedule_free_adamw, sgd, received 'adan'",
                  "Did you mean 'adam'?"}},
        WrongUse{
            {"--model", "cmn"},
            {"--model: expected auto, cnn, mlp, linear, conv1d, received 'cmn'", "Did you mean 'cnn'?"}}));

class Arguments : public Session {};

TEST_F(Arguments, DataIsNeeded) {
  const Outcome o = saem({"train"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, "train: DATA: is missing"));
}

TEST_F(Arguments, SuggestsTheNearestDataset) {
  const Outcome o = saem({"train", "fashion-mnits"});
  EXPECT_EQ(o.exit_code, 2);
  EXPECT_TRUE(has(o.err, "Did you mean 'fashion-mnist'?"));
  EXPECT_FALSE(exists("runs"));
}

TEST_F(Arguments, KeysAndValuesWorkLikeLongOptions) {
  const Outcome o = saem({"train", "corners", "epochs=1", "batch_size=50", "model=mlp", "optimizer=sgd",
                          "learning-rate=0.5", "seed=3", "out=a", "--json", "--quiet"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  const auto settings = o.json().at("settings");
  EXPECT_EQ(settings.at("epochs"), 1);
  EXPECT_EQ(settings.at("batch_size"), 50);
  EXPECT_EQ(settings.at("model"), "mlp");
  EXPECT_EQ(settings.at("optimizer"), "sgd");
  EXPECT_EQ(settings.at("learning_rate"), 0.5);
  EXPECT_EQ(settings.at("seed"), 3);
  EXPECT_TRUE(exists("a/model.safetensors"));
}

TEST_F(Arguments, TheLastOfTwoCounts) {
  const Outcome o = saem({"train", "corners", "--epochs", "9", "--epochs", "1", "--batch-size=50",
                          "--model=mlp", "--json", "--quiet"});
  ASSERT_EQ(o.exit_code, 0) << o.err;
  EXPECT_EQ(o.json().at("settings").at("epochs"), 1);
}

TEST_F(Arguments, AFolderWithAnEqualsSignIsAFolder) {
  write_small_data(folder() / "a=b");
  const Outcome o =
      saem({"train", "a=b", "--epochs", "1", "--batch-size", "50", "--model", "mlp", "--quiet"});
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(exists("runs/a=b-mlp-1/model.safetensors"));
}

}  // namespace
}  // namespace saem::test
