// saem resume: after kill -9 at any instant, Ctrl-C, and on folders that it cannot resume.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"

namespace saem::test {
namespace {

class Resume : public Session {
 protected:
  [[nodiscard]] static std::vector<std::string> words(const std::string& folder,
                                                      const std::string& epochs = "6") {
    return {"train",   "corners", "--epochs",           epochs, "--batch-size", "20",
            "--model", "mlp",     "--checkpoint-steps", "1",    "--quiet",      "--out",
            folder};
  }
  [[nodiscard]] std::string status(const std::string& folder) const {
    return nlohmann::json::parse(content(folder + "/run.json")).at("status");
  }
};

// The child is killed after a random time, which may lie inside a write; then the run is resumed, and killed
// again, until one attempt comes to the end.
TEST_F(Resume, KilledAtRandomInstantsItEndsWithTheSameBits) {
  const auto start = std::chrono::steady_clock::now();
  ASSERT_EQ(saem(words("whole")).exit_code, 0);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::mt19937 generator(1);
  std::uniform_real_distribution<double> wait(0.1 * seconds, 1.0 * seconds);
  constexpr int wanted_kills = 100;  // fewer under sanitizers: CMakePresets.json
  const char* const setting = std::getenv("SAEM_KILLS");
  const int kills = setting != nullptr ? std::atoi(setting) : wanted_kills;
  int killed = 0, runs = 0;
  while (killed < kills) {
    const std::string folder = "run" + std::to_string(runs++);
    for (bool is_first = true;; is_first = false) {
      const bool can_resume = !is_first && exists(folder + "/run.json");
      std::vector<std::string> command = words(folder);
      if (can_resume) {
        command = {"resume", folder, "--quiet"};
      } else if (!is_first) {
        command.push_back("--force");
      }
      Program program(command, here());
      std::this_thread::sleep_for(std::chrono::duration<double>(wait(generator)));
      program.send(SIGKILL);
      const Outcome o = program.finish();
      if (!o.signalled) {
        ASSERT_EQ(o.exit_code, 0) << o.err;
        break;
      }
      ++killed;
      if (exists(folder + "/run.json")) {
        EXPECT_NE(status(folder), "");
      }
    }
    EXPECT_EQ(status(folder), "finished");
    EXPECT_EQ(content(folder + "/model.safetensors"), content("whole/model.safetensors")) << folder;
    EXPECT_EQ(content(folder + "/history.csv"), content("whole/history.csv")) << folder;
  }
}

TEST_F(Resume, AfterCtrlCItGoesOnFromThatStep) {
  Program program(words("a", "100000"), here());
  ASSERT_TRUE(program.wait_until([&] { return exists("a/checkpoint.safetensors"); })) << program.err();
  program.send(SIGINT);
  EXPECT_EQ(program.finish().exit_code, 130);
  const auto before = nlohmann::json::parse(content("a/run.json"));
  EXPECT_EQ(before.at("status"), "interrupted");
  Program again({"resume", "a", "--quiet"}, here());
  ASSERT_TRUE(again.wait_until([&] {
    return nlohmann::json::parse(content("a/run.json")).value("steps", 0) > before.at("steps").get<int>();
  })) << again.err();
  again.send(SIGINT);
  EXPECT_EQ(again.finish().exit_code, 130);
}

TEST_F(Resume, AFinishedRunIsLeftAsItIs) {
  ASSERT_EQ(saem(words("a", "1")).exit_code, 0);
  const std::string model = content("a/model.safetensors");
  const Outcome o = saem({"resume", "a"});
  EXPECT_EQ(o.exit_code, 0);
  EXPECT_TRUE(has(o.err, "a is finished: there is nothing left to train"));
  EXPECT_EQ(content("a/model.safetensors"), model);
}

TEST_F(Resume, SaysWhatItCannotResume) {
  Outcome o = saem({"resume", "nothing"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "nothing: is not the folder of a run: there is no run.json in it"));
  ASSERT_EQ(saem(words("a", "1")).exit_code, 0);
  write("a/run.json", "{\"status\": \"running\"}");
  o = saem({"resume", "a"});
  EXPECT_EQ(o.exit_code, 1);
  EXPECT_TRUE(has(o.err, "is not the record of a run that this saem can read"));
}

}  // namespace
}  // namespace saem::test
