#include <gtest/gtest.h>

#include <string>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "tests/core/support/temporary_folder.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using test::thrown_message;

std::string message_for(const fs::path& path, std::size_t limit = 1000) {
  return thrown_message<FileError>([&] { static_cast<void>(read_file(path, limit)); });
}

TEST(ReadFile, ReadsEveryByte) {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 300'000; ++i) text += static_cast<char>(i % 256);
  write_file(folder / "bytes", text);
  EXPECT_EQ(read_file(folder / "bytes"), text);
}

TEST(ReadFile, SizeClaimedAsZeroIsNotBelieved) {
  EXPECT_NE(read_file("/proc/self/status").find("Name:"), std::string::npos);
}

TEST(ReadFile, LimitIsInclusive) {
  const TemporaryFolder folder;
  write_file(folder / "f", std::string(1000, 'x'));
  EXPECT_EQ(read_file(folder / "f", 1000).size(), 1000U);
  EXPECT_EQ(message_for(folder / "f", 999),
            (folder / "f").string() +
                ": cannot be read: it is larger than 999 bytes.\n"
                "This is more than such a file ever needs. Check that it is the right one.");
  EXPECT_NE(message_for("/dev/zero").find("expected a file, received a device"), std::string::npos)
      << "endless, and no size to ask for";
}

TEST(ReadFile, MissingFileSuggestsItsNeighbour) {
  const TemporaryFolder folder;
  write_file(folder / "model.safetensors", "x");
  const std::string problem = ": cannot be read: No such file or directory.\n";
  EXPECT_EQ(message_for(folder / "model.safetensor"), (folder / "model.safetensor").string() + problem +
                                                          "Did you mean " +
                                                          (folder / "model.safetensors").string() + "?");
  EXPECT_EQ(message_for(folder / "weights"), (folder / "weights").string() + problem + "Check the name.");
  EXPECT_EQ(message_for(folder / "none" / "model"), (folder / "none" / "model").string() + problem +
                                                        "There is no folder " + (folder / "none").string() +
                                                        " either; check the name.");
}

TEST(ReadFile, RelativePathIsShownInFull) {
  EXPECT_EQ(message_for("surely/not/here").find((fs::current_path() / "surely/not/here").string()), 0U);
}

TEST(ReadFile, FolderIsRefused) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_for(folder.path()), folder.path().string() +
                                            ": cannot be read: expected a file, received a folder.\n"
                                            "Name the file inside it.");
}

TEST(ReadFile, DeviceIsRefused) {
  EXPECT_EQ(message_for("/dev/zero"),
            "/dev/zero: cannot be read: expected a file, received a device.\n"
            "A device may never end: copy what it gives into a file, and name that.");
}

}  // namespace
}  // namespace saem
