// Which algorithms a run used, and how to use them again.
#include <nlohmann/json.hpp>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class Algorithms : public Session {
 protected:
  // Pictures that are large enough for a choice.
  void SetUp() override { write_small_data(folder() / "corners", {.train = 40, .test = 10, .size = 16}); }

  Outcome run(const std::string& out, const std::string& setting = "") const {
    RunOptions options = here();
    options.environment = {"XDG_CACHE_HOME=" + (folder() / "cache").string(), "SAEM_ALGORITHMS=" + setting};
    return test::saem({"train", "corners", "--epochs", "1", "--batch-size", "20", "--force", "--out", out},
                      options);
  }
  [[nodiscard]] nlohmann::json choices(const std::string& out) const {
    return nlohmann::json::parse(content(out + "/run.json")).at("algorithms");
  }
};

TEST_F(Algorithms, AreInTheRecordAndInTheCache) {
  ASSERT_EQ(run("a").exit_code, 0);
  const nlohmann::json a = choices("a");
  ASSERT_EQ(a.size(), 1U);
  EXPECT_TRUE(has(a.begin().key(), "oneDNN"));
  EXPECT_GE(a.begin()->size(), 3U) << "a convolution and its gradients";
  EXPECT_EQ(nlohmann::json::parse(content("cache/saem/algorithms.json")), a);
  ASSERT_EQ(run("b").exit_code, 0);
  EXPECT_EQ(choices("b"), a);
  EXPECT_TRUE(content("a/model.safetensors") == content("b/model.safetensors"));
}

TEST_F(Algorithms, OfARecordAreUsedAgain) {
  ASSERT_EQ(run("a", "direct").exit_code, 0);
  nlohmann::json a = choices("a");
  for (const auto& choice : *a.begin()) EXPECT_EQ(choice, "direct");
  EXPECT_FALSE(exists("cache/saem/algorithms.json")) << "what is forced is not timed";
  const std::string model = content("a/model.safetensors");

  // As if the cache knew better.
  for (auto& choice : *a.begin()) choice = "winograd";
  std::filesystem::create_directories(folder() / "cache/saem");
  write("cache/saem/algorithms.json", a.dump());
  ASSERT_EQ(run("b", "a/run.json").exit_code, 0);
  EXPECT_EQ(choices("b"), choices("a"));
  EXPECT_TRUE(content("b/model.safetensors") == model);
  // Into the folder of that very record.
  ASSERT_EQ(run("a", "a/run.json").exit_code, 0);
  EXPECT_EQ(choices("a"), choices("b"));
  EXPECT_TRUE(content("a/model.safetensors") == model);
}

TEST_F(Algorithms, OfAMissingRecordAreAnErrorBeforeAnythingIsDone) {
  const Outcome o = run("a", "nothing/run.json");
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "nothing/run.json: cannot be read: No such file"));
  EXPECT_FALSE(exists("a"));
}

}  // namespace
}  // namespace saem::test
