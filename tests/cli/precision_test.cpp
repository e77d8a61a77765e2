// --precision of all commands that have it.
#include <nlohmann/json.hpp>

#include "saem/core/simd.h"
#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class PrecisionOption : public Session {
 protected:
  [[nodiscard]] RunOptions without_instructions() const {
    RunOptions options = here();
    options.environment = {"SAEM_SIMD=avx2"};
    return options;
  }
  /// A model whose file says "bf16", also where that cannot be had.
  void train_low() const {
    train("a", {"--precision", has_bfloat16() ? "bf16" : "bf16-emulated", "--model", "mlp"});
    if (has_bfloat16()) return;
    GTEST_SKIP() << "no model for bf16 can be trained here";
  }
};

TEST_F(PrecisionOption, IsInWhatTrainingWrites) {
  const Outcome o = train("a", {"--precision", "bf16-emulated", "--json", "--model", "mlp"});
  EXPECT_TRUE(has(o.err, "· bf16-emulated · seed 0"));
  EXPECT_EQ(o.json().at("settings").at("precision"), "bf16-emulated");
  EXPECT_EQ(nlohmann::json::parse(content("a/run.json")).at("settings").at("precision"), "bf16-emulated");
  EXPECT_TRUE(has(content("a/report.html"), "bf16-emulated"));
  EXPECT_TRUE(has(saem({"summary", "a"}).out, "precision      bf16-emulated\n"));
  EXPECT_EQ(saem({"summary", "a", "--json"}).json().at("precision"), "bf16-emulated");
}

TEST_F(PrecisionOption, OfAModelIsKept) {
  train("a", {"--precision", "bf16-emulated", "--model", "mlp"});
  const auto report = nlohmann::json::parse(content("a/report.json"));
  const auto same = saem({"evaluate", "a", "corners", "--json", "--batch-size", "20"}).json();
  EXPECT_EQ(same.at("precision"), "bf16-emulated");
  EXPECT_NEAR(same.at("loss"), report.at("loss"), 1e-6);  // batches of another size
  const auto exact = saem({"evaluate", "a", "corners", "--json", "--precision", "float32"}).json();
  EXPECT_EQ(exact.at("precision"), "float32");
  EXPECT_NE(exact.at("loss"), report.at("loss"));
  EXPECT_NEAR(exact.at("loss"), report.at("loss"), 0.02);

  write("0.pgm", small_picture(0));
  const auto probability = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"predict", "a", "0.pgm", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome o = saem(words);
    EXPECT_EQ(o.exit_code, 0) << o.err << o.out;
    return o.json().at("pictures").at(0).at("predictions").at(0).at("probability").get<double>();
  };
  EXPECT_NE(probability({}), probability({"--precision", "float32"}));
  EXPECT_EQ(probability({}), probability({"--precision", "bf16-emulated"}));
}

TEST_F(PrecisionOption, IsThatOfTheProfile) {
  train("a");
  for (const std::string step : {"--train", "--quiet"}) {
    const Outcome o = saem({"profile", "a", "--batch-size", "4", "--precision", "bf16-emulated", step});
    EXPECT_EQ(o.exit_code, 0) << o.err;
    EXPECT_TRUE(has(o.out, " of 4 examples, bf16-emulated, "));
    EXPECT_TRUE(has(o.out, "cast"));
  }
  EXPECT_TRUE(has(saem({"profile", "a", "--batch-size", "1"}).out, "prediction of 1 example, float32, "));
}

TEST_F(PrecisionOption, IsRefusedWithoutInstructions) {
  const Outcome o = test::saem({"train", "corners", "--precision", "bf16"}, without_instructions());
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(starts(o.err, "saem: precision bf16: this processor has no bfloat16 instructions"));
  EXPECT_TRUE(has(o.err, "Use float32, which is faster here, or \"bf16-emulated\""));
  EXPECT_FALSE(exists("runs"));
  train("a", {"--model", "mlp"});
  EXPECT_EQ(test::saem({"evaluate", "a", "corners", "--precision", "bf16"}, without_instructions()).exit_code,
            1);
}

TEST_F(PrecisionOption, AModelFromAnotherMachineComputesInFloat32) {
  train_low();
  if (IsSkipped()) return;
  const Outcome o = test::saem({"evaluate", "a", "corners", "--json"}, without_instructions());
  EXPECT_EQ(o.exit_code, 0) << o.err;
  EXPECT_TRUE(
      has(o.err, "note: the model was trained in bf16, for which this processor has no instructions"));
  EXPECT_EQ(o.json().at("precision"), "float32");
}

TEST_F(PrecisionOption, TheBudgetOfMemoryIsKept) {
  const std::vector<std::string> words{"train", "corners", "--epochs", "1", "--batch-size", "50"};
  const auto run = [&](const std::string& out, const std::string& budget) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--out", out, "--memory-budget", budget});
    return saem(all);
  };
  const Outcome refused = run("a", "1kB");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_TRUE(has(refused.err, "saem: memory_budget: intermediate values take "));
  EXPECT_TRUE(has(refused.err, " at least, the budget is 1.0 kB"));
  EXPECT_EQ(nlohmann::json::parse(content("a/run.json")).at("status"), "failed");

  const Outcome kept = run("b", "0.01 GiB");
  EXPECT_EQ(kept.exit_code, 0) << kept.err;
  EXPECT_TRUE(has(kept.err, "budget   10.7 MB for the intermediate values of a step"));
  EXPECT_EQ(nlohmann::json::parse(content("b/run.json")).at("settings").at("memory_budget"), "10737418B");
}

}  // namespace
}  // namespace saem::test
