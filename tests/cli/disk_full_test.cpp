// A disk that is full in the middle of a checkpoint: a small one is mounted, in a namespace of its own where
// the system allows that.
#include <sys/wait.h>

#include <cstdlib>

#include "tests/cli/support/session.h"
#include "tests/cli/support/text.h"
#include "tests/support/this_build.h"

namespace saem::test {
namespace {

class DiskFull : public Session {
 protected:
  [[nodiscard]] int shell(const std::string& script) const {
    write("script.sh", script);
    const std::string command =
        "cd '" + folder().string() + "' && unshare --map-root-user --mount sh script.sh >script.out 2>&1";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(DiskFull, InsideACheckpointTheLastOneLoadsAndTheRunEndsWithTheSameBits) {
  constexpr int not_permitted = 77;
  if (shell("mkdir probe && mount -t tmpfs saem-test probe || exit 77") != 0)
    GTEST_SKIP() << "mounting a small disk is not permitted here";
  const std::string settings = " --epochs 3 --batch-size 20 --model mlp --checkpoint-steps 1 --quiet --out ";
  ASSERT_EQ(saem({"train", "corners", "--epochs", "3", "--batch-size", "20", "--model", "mlp",
                  "--checkpoint-steps", "1", "--quiet", "--out", "whole"})
                .exit_code,
            0);
  // Room for a checkpoint, and for half of the next one beside it.
  const auto one = std::filesystem::file_size(folder() / "whole/checkpoint.safetensors");
  ASSERT_GT(one, 200'000U);
  const int status =
      shell("mkdir disk && mount -t tmpfs -o size=" + std::to_string(one + one / 2) +
            " saem-test disk || exit 77\n" + saem_binary() + " train corners" + settings + "disk/a\n" +
            "echo status $?\n"
            "ls -A disk/a > left\n"
            "mount -o remount,size=64m disk || exit 77\n"
            "cp disk/a/checkpoint.safetensors cut.safetensors || exit 1\n" +
            saem_binary() + " resume disk/a --quiet || exit 1\n" +
            "ls -A disk/a > at_end\n"
            "cp -r disk/a resumed\n");
  const std::string said = content("script.out");
  if (status == not_permitted) GTEST_SKIP() << "mounting a small disk is not permitted here";
  ASSERT_EQ(status, 0) << said;
  EXPECT_TRUE(has(said, "disk/a/checkpoint.safetensors: cannot be written: No space left on device")) << said;
  EXPECT_TRUE(has(said, "status 1")) << said;
  EXPECT_TRUE(has(content("left"), "checkpoint.safetensors.previous"));
  EXPECT_FALSE(has(content("left"), ".tmp"));
  EXPECT_FALSE(has(content("at_end"), ".tmp"));
  EXPECT_EQ(content("resumed/model.safetensors"), content("whole/model.safetensors"));
  EXPECT_EQ(content("resumed/history.csv"), content("whole/history.csv"));
}

}  // namespace
}  // namespace saem::test
