// The same bits for any number of threads, and under --deterministic whatever the cache of timings says.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class Deterministic : public Session {
 protected:
  // Pictures that are large enough for a choice of algorithms.
  void SetUp() override { write_small_data(folder() / "corners", {.train = 60, .test = 20, .size = 16}); }

  void run(const std::string& out, const std::string& threads, std::vector<std::string> more = {},
           const std::string& cache = "cache") const {
    RunOptions options = here();
    options.environment = {"XDG_CACHE_HOME=" + (folder() / cache).string()};
    std::vector<std::string> words{"train",   "corners", "--epochs", "2",           "--batch-size",
                                   "20",      "--out",   out,        "--threads",   threads,
                                   "--quiet", "--seed",  "3",        "--optimizer", "adam"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome o = test::saem(words, options);
    ASSERT_EQ(o.exit_code, 0) << o.err;
  }
  void expect_same(const std::string& a, const std::string& b) const {
    EXPECT_TRUE(content(a + "/model.safetensors") == content(b + "/model.safetensors")) << a << ", " << b;
    EXPECT_EQ(content(a + "/history.csv"), content(b + "/history.csv"));
  }
};

TEST_F(Deterministic, OneTwoAndFourThreadsGiveTheSameBits) {
  for (const std::string model : {"cnn", "mlp"}) {
    for (const std::string threads : {"1", "2", "4"})
      run(model + threads, threads, {"--deterministic", "--model", model});
    expect_same(model + "1", model + "2");
    expect_same(model + "1", model + "4");
  }
}

TEST_F(Deterministic, AlsoWithTheOptionsOfLearning) {
  const std::vector<std::string> options{"--deterministic",
                                         "--label-smoothing",
                                         "0.1",
                                         "--class-weight",
                                         "balanced",
                                         "--ema",
                                         "0.9",
                                         "--accumulate",
                                         "2",
                                         "--global-clipnorm",
                                         "1",
                                         "--weight-decay",
                                         "0.01",
                                         "--warmup-epochs",
                                         "0.5",
                                         "--precision",
                                         "bf16-emulated"};
  for (const std::string threads : {"1", "2", "4"}) run("a" + threads, threads, options);
  expect_same("a1", "a2");
  expect_same("a1", "a4");
}

TEST_F(Deterministic, TheCacheDoesNotCount) {
  run("a", "2", {"--deterministic"}, "none");
  EXPECT_FALSE(exists("none/saem/algorithms.json")) << "nothing is timed";
  run("timed", "2");
  auto cache = nlohmann::json::parse(content("cache/saem/algorithms.json"));
  for (auto& choice : *cache.begin()) choice = "winograd";
  write("cache/saem/algorithms.json", cache.dump());
  run("b", "2", {"--deterministic"});
  expect_same("a", "b");
  const auto record = nlohmann::json::parse(content("b/run.json"));
  EXPECT_EQ(record.at("settings").at("deterministic"), true);
  for (const auto& choice : *record.at("algorithms").begin()) EXPECT_EQ(choice, "direct");
}

TEST_F(Deterministic, TheRecordSaysWhatDecidesTheBits) {
  run("a", "2");
  const auto record = nlohmann::json::parse(content("a/run.json"));
  EXPECT_EQ(record.at("settings").at("seed"), 3);
  EXPECT_EQ(record.at("settings").at("deterministic"), false);
  EXPECT_NE(record.at("saem").at("version"), "");
  EXPECT_TRUE(record.at("saem").at("commit").is_string());
  EXPECT_NE(record.at("saem").at("build"), "");
  EXPECT_NE(record.at("saem").at("compiler"), "");
  EXPECT_TRUE(record.at("saem").at("libraries").is_array());
  EXPECT_TRUE(record.at("machine").at("features").is_array());
  EXPECT_EQ(record.at("machine").at("threads"), 2);
  EXPECT_EQ(record.at("data").at("fnv1a").get<std::string>().size(), 16U);
  EXPECT_EQ(record.at("files").at("model").get<std::string>().size(), 16U);
}

}  // namespace
}  // namespace saem::test
