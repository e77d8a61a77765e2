// Several processes at once, some of which are killed: nothing is lost, and nothing is wrong.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "saem/core/atomic_file.h"
#include "saem/runs/list_runs.h"
#include "saem/runs/run_index.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/runs/support/run_folders.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;

/// A process that does `body`, and ends with 0 if that threw nothing.
pid_t start(const std::function<void()>& body) {
  const pid_t process = fork();
  if (process != 0) return process;
  try {
    body();
    _exit(0);
  } catch (const std::exception& error) {
    std::fputs(error.what(), stderr);
    _exit(1);
  }
}

int end_of(pid_t process) {
  int status = 0;
  EXPECT_EQ(waitpid(process, &status, 0), process);
  return status;
}

class RunProcesses : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(runs()); }
  [[nodiscard]] fs::path runs() const { return folder_.path() / "runs"; }
  [[nodiscard]] std::size_t in_index() const { return runs::RunIndex(runs()).entries().size(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(RunProcesses, ThatWriteAtOnceLoseNothing) {
  constexpr int processes = 4, each = 6;
  std::vector<pid_t> started;
  for (int p = 0; p < processes; ++p) {
    started.push_back(start([&] {
      for (int i = 0; i < each; ++i) {
        const fs::path run = runs() / (std::to_string(p) + "-" + std::to_string(i));
        write_run(run, {.status = "running"});
        if (!runs::note_run(run).empty()) throw std::runtime_error("not noted");
        write_run(run, {.accuracy = i / 100.0});
        if (!runs::note_run(run).empty()) throw std::runtime_error("not noted");
        if (i % 4 == p) static_cast<void>(runs::list_runs(runs()));
      }
    }));
  }
  for (const pid_t process : started) EXPECT_EQ(end_of(process), 0);
  EXPECT_EQ(in_index(), static_cast<std::size_t>(processes * each));  // each by the process that wrote it
  const runs::RunList list = runs::list_runs(runs());
  ASSERT_EQ(list.runs.size(), static_cast<std::size_t>(processes * each));
  for (const runs::RunSummary& run : list.runs) {
    EXPECT_EQ(run.status, "finished");
    EXPECT_EQ(run.value("test_accuracy"), std::stoi(run.name.substr(2)) / 100.0) << run.name;
  }
}

TEST_F(RunProcesses, ThatAreKilledLeaveAnIndexThatIsRight) {
  for (int i = 0; i < 8; ++i) write_run(runs() / std::to_string(i));
  for (int round = 0; round < 20; ++round) {
    const pid_t process = start([&] {
      for (int i = 0;; ++i) {
        const fs::path run = runs() / std::to_string(i % 8);
        write_run(run, {.accuracy = i % 100 / 100.0});
        static_cast<void>(runs::note_run(run));
        if (i % 4 == 0) static_cast<void>(runs::rebuild_index(runs()));
      }
    });
    usleep(static_cast<useconds_t>(2000 + 1700 * round));
    kill(process, SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(end_of(process)));
    const runs::RunList list = runs::list_runs(runs());
    EXPECT_EQ(list.remark, "");  // not damaged
    ASSERT_EQ(list.runs.size(), 8U);
    for (const runs::RunSummary& run : list.runs)
      EXPECT_TRUE(run == runs::read_run(runs() / run.name).summary);
    EXPECT_EQ(in_index(), 8U);
  }
}

TEST_F(RunProcesses, ThatMeetADamagedIndexAllGetAlong) {
  for (int i = 0; i < 5; ++i) write_run(runs() / std::to_string(i));
  for (int round = 0; round < 5; ++round) {
    write_file(runs::RunIndex::file_in(runs()), std::string(5000, static_cast<char>('a' + round)));
    std::vector<pid_t> started;
    for (int p = 0; p < 4; ++p)
      started.push_back(start([&] {
        if (runs::list_runs(runs()).runs.size() != 5) throw std::runtime_error("some are missing");
      }));
    for (const pid_t process : started) EXPECT_EQ(end_of(process), 0);
    EXPECT_EQ(runs::list_runs(runs()).runs.size(), 5U);
    EXPECT_EQ(in_index(), 5U);
  }
}

TEST_F(RunProcesses, WithoutTheRightToWriteListAllTheSame) {
  write_run(runs() / "a");
  constexpr fs::perms readable = fs::perms{0555};
  fs::permissions(runs().parent_path(), readable);
  fs::permissions(runs(), readable);
  const pid_t process = start([&] {
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0 && setuid(nobody) != 0) throw std::runtime_error("still root");
    if (runs::list_runs(runs()).runs.size() != 1) throw std::runtime_error("some are missing");
    if (runs::note_run(runs() / "a").empty()) throw std::runtime_error("written where nobody may");
  });
  EXPECT_EQ(end_of(process), 0);
  EXPECT_FALSE(fs::exists(runs::RunIndex::file_in(runs())));
  for (const fs::path& path : {runs().parent_path(), runs()}) fs::permissions(path, fs::perms::owner_all);
}

}  // namespace
}  // namespace saem::test
