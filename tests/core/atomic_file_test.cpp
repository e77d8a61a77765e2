#include "saem/core/atomic_file.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "saem/core/error.h"
#include "tests/core/support/temporary_folder.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using test::in_child_process;
using test::TemporaryFolder;
using test::thrown_message;
using Names = std::vector<std::string>;

// A number that no process has: above the largest that Linux gives out.
const std::string dead = "999999999";

void make_file(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

mode_t mode_of(const fs::path& path) { return static_cast<mode_t>(fs::status(path).permissions()); }

TEST(AtomicFile, AppearsOnCommitOnly) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "model");
  file.write("hello, ");
  EXPECT_FALSE(fs::exists(folder / "model"));
  const std::vector<std::byte> bytes = {std::byte{'y'}, std::byte{'o'}, std::byte{'u'}, std::byte{0}};
  file.write(bytes);
  file.commit();
  EXPECT_EQ(read_file(folder / "model"), std::string("hello, you\0", 11));
  EXPECT_EQ(folder.names(), Names{"model"});
}

TEST(AtomicFile, AbandonedLeavesTheFormerFileAndNothingElse) {
  const TemporaryFolder folder;
  write_file(folder / "model", "old");
  EXPECT_THROW(
      {
        AtomicFile file(folder / "model");
        file.write("new, but something goes wr");
        EXPECT_EQ(folder.names().size(), 2U);
        throw ValueError("elsewhere");
      },
      ValueError);
  EXPECT_EQ(read_file(folder / "model"), "old");
  EXPECT_EQ(folder.names(), Names{"model"});
}

TEST(AtomicFile, ReplacesAndEmptyAndLargeContents) {
  const TemporaryFolder folder;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{3'000'000}, std::size_t{5}}) {
    const std::string text(size, 'x');
    write_file(folder / "file", text);
    EXPECT_EQ(read_file(folder / "file"), text);
  }
}

TEST(AtomicFile, CannotBeUsedAfterCommit) {
  const TemporaryFolder folder;
  AtomicFile file(folder / "f");
  file.commit();
  EXPECT_THROW(file.write("more"), FileError);
  EXPECT_THROW(file.commit(), FileError);
  EXPECT_EQ(read_file(folder / "f"), "");
}

TEST(AtomicFile, RelativeNameWithoutFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(in_child_process([&] {
              fs::current_path(folder.path());
              write_file("plain", "x");
              return 0;
            }),
            0);
  EXPECT_EQ(folder.names(), Names{"plain"});
}

TEST(AtomicFile, MissingFolderIsNamed) {
  const TemporaryFolder folder;
  const fs::path path = folder / "none" / "model";
  EXPECT_EQ(
      thrown_message<FileError>([&] { AtomicFile{path}; }),
      path.string() +
          ": cannot be written: No such file or directory.\nCreate the folder first, or check its name.");
}

TEST(AtomicFile, FoldersAndDevicesAreRefusedAtOnce) {
  const TemporaryFolder folder;
  EXPECT_EQ(thrown_message<FileError>([&] { AtomicFile{folder.path()}; }),
            folder.path().string() + ": cannot be written: it names a folder.\nGive the name of a file.");
  EXPECT_THROW(AtomicFile{folder.path() / ""}, FileError);
  EXPECT_THROW(AtomicFile{""}, FileError);
  // A rename would put a plain file in the place of the device, for everybody on the machine.
  EXPECT_EQ(thrown_message<FileError>([] { AtomicFile{"/dev/full"}; }),
            "/dev/full: cannot be written: it is not a plain file.\nGive the name of a file.");
}

TEST(AtomicFile, NameThatIsTooLong) {
  const TemporaryFolder folder;
  EXPECT_NE(
      thrown_message<FileError>([&] { AtomicFile{folder / std::string(250, 'n')}; }).find("shorter name"),
      std::string::npos);
}

TEST(AtomicFile, LinkIsFollowed) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "sub");
  make_file(folder / "sub" / "target", "old");
  fs::create_symlink("sub/target", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "sub" / "target"), "new");
  fs::create_symlink("loop", folder / "loop");
  EXPECT_THROW(write_file(folder / "loop", "x"), FileError);
}

TEST(AtomicFile, PermissionsComeFromTheFormerFileOrTheMask) {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(027);
  write_file(folder / "new", "x");
  make_file(folder / "private", "x");
  fs::permissions(folder / "private", fs::perms(0600));
  write_file(folder / "private", "y");
  ::umask(mask);
  EXPECT_EQ(mode_of(folder / "new"), 0640U);
  EXPECT_EQ(mode_of(folder / "private"), 0600U);
}

// Runs `body` without the rights of root, which no permission stops.
int as_ordinary_user(const std::function<int()>& body) {
  return in_child_process([&] {
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) return 254;
    return body();
  });
}

TEST(AtomicFile, UnwritableFolder) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(
      as_ordinary_user([&] {
        const std::string message = thrown_message<FileError>([&] { AtomicFile{folder / "model"}; });
        return message ==
                       (folder / "model").string() +
                           ": cannot be written: Permission denied.\nChoose a folder that you may write to, "
                           "or change its permissions."
                   ? 0
                   : 1;
      }),
      0);
  fs::permissions(folder.path(), fs::perms(0755));
  EXPECT_TRUE(folder.names().empty());
}

TEST(AtomicFile, WriteProtectedFileIsNotReplaced) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0777));
  make_file(folder / "keep", "mine");
  fs::permissions(folder / "keep", fs::perms(0444));
  EXPECT_EQ(as_ordinary_user([&] {
              const std::string message =
                  thrown_message<FileError>([&] { write_file(folder / "keep", "x"); });
              return message.find("write-protected") != std::string::npos ? 0 : 1;
            }),
            0);
  EXPECT_EQ(read_file(folder / "keep"), "mine");
}

// Whatever stops the writing midway: the former file stays, nothing else does, and nothing can be committed.
int expect_failure_midway(const fs::path& folder, const std::string& reason) {
  write_file(folder / "model", "old");
  AtomicFile file(folder / "model");
  const std::string text(1 << 20, 'x');
  const std::string message = thrown_message<FileError>([&] { file.write(text); });
  if (message.find((folder / "model").string() + ": cannot be written: " + reason) != 0) return 1;
  if (thrown_message<FileError>([&] { file.commit(); }).find("earlier write failed") == std::string::npos)
    return 2;
  if (read_file(folder / "model") != "old") return 3;
  if (std::distance(fs::directory_iterator(folder), fs::directory_iterator()) != 1) return 4;
  write_file(folder / "model", "a small one fits");
  return read_file(folder / "model") == "a small one fits" ? 0 : 5;
}

TEST(AtomicFile, FileSizeLimitReachedMidway) {
  const TemporaryFolder folder;
  EXPECT_EQ(in_child_process([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{100'000, 100'000};
              if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 254;
              return expect_failure_midway(folder.path(),
                                           "File too large.\nChoose a folder on a disk that takes");
            }),
            0);
}

// Gives this process a view of the file system of its own, in which it may mount. Root may have one; others
// where user namespaces are open to them.
bool enter_private_mounts() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWNS) != 0) {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/setgroups") << "deny";  // the kernel wants this before a group is mapped
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  return ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

TEST(AtomicFile, DiskFullMidway) {
  const TemporaryFolder folder;
  constexpr int not_permitted = 253;
  const int result = in_child_process([&] {
    if (!enter_private_mounts()) return not_permitted;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=256k") != 0) return not_permitted;
    return expect_failure_midway(folder.path(), "No space left on device.\nFree some space there");
  });
  if (result == not_permitted) GTEST_SKIP() << "mounting a small disk is not permitted here";
  EXPECT_EQ(result, 0);
}

TEST(AtomicFile, KilledMidwayLeavesTheFormerFileAndTheNextOneClearsUp) {
  const TemporaryFolder folder;
  write_file(folder / "model", "old");
  EXPECT_EQ(in_child_process([&] {
              AtomicFile file(folder / "model");
              file.write("half of the new o");
              ::kill(::getpid(), SIGKILL);
              return 0;
            }),
            -1);
  EXPECT_EQ(read_file(folder / "model"), "old");
  EXPECT_EQ(folder.names().size(), 2U);
  write_file(folder / "model", "new");
  EXPECT_EQ(read_file(folder / "model"), "new");
  EXPECT_EQ(folder.names(), Names{"model"});
}

TEST(AtomicFile, ClearsUpOnlyStaleTemporariesOfItsOwnTarget) {
  const TemporaryFolder folder;
  make_file(folder / (".model." + dead + "-0.tmp"), "stale");
  // In a container a killed process and this one can have had the same number.
  make_file(folder / (".model." + std::to_string(::getpid()) + "-77777.tmp"), "stale");
  const std::string parent_lives = ".model." + std::to_string(::getppid()) + "-0.tmp";
  const Names kept = {".model." + dead + "-.tmp",
                      ".model." + dead + "-0.tmp~",
                      ".model." + dead + "-0x.tmp",
                      ".model." + dead + ".tmp",
                      ".model.-5-0.tmp",
                      parent_lives,
                      ".model.tmp",
                      ".model.x-0.tmp",
                      ".other." + dead + "-0.tmp",
                      "model." + dead + "-0.tmp"};
  for (const std::string& name : kept) make_file(folder / name, "not ours");
  const AtomicFile file(folder / "model");
  Names left = folder.names();
  std::erase_if(left, [&](const std::string& name) {  // the new temporary
    return name.starts_with(".model." + std::to_string(::getpid()) + "-") && !name.ends_with("-77777.tmp");
  });
  Names expected = kept;
  std::ranges::sort(expected);
  EXPECT_EQ(left, expected);
}

TEST(AtomicFile, TwoAtOnceDoNotDisturbEachOther) {
  const TemporaryFolder folder;
  AtomicFile first(folder / "model");
  first.write("first");
  AtomicFile second(folder / "model");
  second.write("second");
  second.commit();
  EXPECT_EQ(read_file(folder / "model"), "second");
  first.commit();
  EXPECT_EQ(read_file(folder / "model"), "first");
}

TEST(AtomicFile, ReadersSeeWholeFilesOnlyWhileManyThreadsWrite) {
  const TemporaryFolder folder;
  const auto content = [](char letter) { return std::string(20'000, letter); };
  write_file(folder / "model", content('a'));
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c'}) {
    writers.emplace_back([&, letter] {
      for (int round = 0; round < 20; ++round) write_file(folder / "model", content(letter));
    });
  }
  for (int round = 0; round < 200; ++round) {
    const std::string text = read_file(folder / "model");
    ASSERT_EQ(text, content(text.at(0)));
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(folder.names(), Names{"model"});
}

}  // namespace
}  // namespace saem
