#include "saem/core/available_memory.h"

#include <gtest/gtest.h>

#include "tests/data/support/temporary_folder.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

// A system made of files: /proc and /sys/fs/cgroup as Linux has them.
class MadeUpSystem : public testing::Test {
 protected:
  void SetUp() override { write("proc/meminfo", "MemTotal:  64 kB\nMemAvailable:    8000000 kB\n"); }
  void write(const std::string& file, const std::string& content) const {
    fs::create_directories((folder_.path() / file).parent_path());
    folder_.write(file, content);
  }
  [[nodiscard]] AvailableMemory available() const { return available_memory(folder_.path()); }

 private:
  TemporaryFolder folder_;
};

TEST_F(MadeUpSystem, WithoutLimitsTheMachineCounts) {
  EXPECT_EQ(available().bytes, 8'192'000'000U);
  EXPECT_EQ(available().limit, "this machine");
}

TEST_F(MadeUpSystem, AControlGroupOfVersion2Counts) {
  write("proc/self/cgroup", "0::/user.slice/run\n");
  write("sys/fs/cgroup/user.slice/run/memory.max", "1000000\n");
  write("sys/fs/cgroup/user.slice/run/memory.current", "700000\n");
  EXPECT_EQ(available().bytes, 300'000U);
  EXPECT_EQ(available().limit, "the control group");
  // Pages of files are given back when memory is needed.
  write("sys/fs/cgroup/user.slice/run/memory.stat", "anon 5\ninactive_file 200000\n");
  EXPECT_EQ(available().bytes, 500'000U);
}

TEST_F(MadeUpSystem, TheLimitOfAGroupAboveCounts) {
  write("proc/self/cgroup", "0::/user.slice/run\n");
  write("sys/fs/cgroup/user.slice/run/memory.max", "max\n");
  write("sys/fs/cgroup/user.slice/run/memory.current", "10\n");
  write("sys/fs/cgroup/user.slice/memory.max", "5000\n");
  write("sys/fs/cgroup/user.slice/memory.current", "6000\n");
  EXPECT_EQ(available().bytes, 0U);
}

TEST_F(MadeUpSystem, AControlGroupOfVersion1Counts) {
  write("proc/self/cgroup", "7:cpu,cpuacct:/a\n4:memory:/box\n");
  write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2000000\n");
  write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "500000\n");
  EXPECT_EQ(available().bytes, 1'500'000U);
}

// Inside a container the group's path is that of the machine outside, and the group's own files are at the
// root.
TEST_F(MadeUpSystem, InAContainerTheRootOfTheGroupsCounts) {
  write("proc/self/cgroup", "4:memory:/docker/0123456789\n");
  write("sys/fs/cgroup/memory/memory.limit_in_bytes", "900000\n");
  write("sys/fs/cgroup/memory/memory.usage_in_bytes", "100000\n");
  EXPECT_EQ(available().bytes, 800'000U);
}

TEST_F(MadeUpSystem, ASystemThatSaysNothingHasNoLimit) {
  write("proc/meminfo", "\n");
  EXPECT_GT(available().bytes, std::uint64_t{1} << 60);
}

TEST(AvailableMemory, IsSomethingHere) {
  EXPECT_GT(available_memory().bytes, 0U);
  EXPECT_NE(available_memory().limit, "");
}

}  // namespace
}  // namespace saem::test
