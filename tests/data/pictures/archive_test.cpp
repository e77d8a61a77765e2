#include "saem/data/pictures/archive.h"

#include <gtest/gtest.h>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/pictures/tar.h"
#include "saem/interop/zip.h"
#include "tests/data/pictures/make_archives.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using namespace test;
using Names = std::vector<std::string>;

Names names_of(const std::filesystem::path& path) { return Archive(path).names(); }

TEST(Tar, ReadsMembersOfAllFormats) {
  const TemporaryFolder folder;
  const std::string long_name = std::string(150, 'd') + "/long.txt";
  const std::string tar =
      tar_member("a.txt", "hello") + tar_member("folder/", "", '5') +
      tar_member("b.txt", std::string(513, 'b'), '0', "some/prefix") +
      tar_member("././@LongLink", long_name + '\0', 'L') + tar_member("cut", "gnu") +
      tar_member("PaxHeader", "30 mtime=1350244992.023960108\n19 path=pax/name.t\n", 'x') +
      tar_member("other", "pax") + tar_member("link", "", '2') + tar_member("empty", "") +
      std::string(1024, '\0');
  const auto path = folder.write("a.tar", tar);
  const Archive archive(path);
  EXPECT_EQ(archive.names(), (Names{"a.txt", "some/prefix/b.txt", long_name, "pax/name.t", "empty"}));
  EXPECT_EQ(archive.read("a.txt"), "hello");
  EXPECT_EQ(archive.read("some/prefix/b.txt"), std::string(513, 'b'));
  EXPECT_EQ(archive.read(long_name), "gnu");
  EXPECT_EQ(archive.read("pax/name.t"), "pax");
  EXPECT_EQ(archive.read("empty"), "");
  EXPECT_EQ(archive.read("a.txt", 2), "he");
  EXPECT_NE(message_of<FileError>([&] { (void)archive.read("no"); }).find("the archive has no file 'no'"),
            std::string::npos);
}

TEST(Tar, EveryCutIsFound) {
  const TemporaryFolder folder;
  const std::string tar = tar_member("a", "hello") + tar_member("b", "x") + std::string(1024, '\0');
  for (std::size_t size = 300; size < tar.size() - 512; size += 13) {
    const auto path = folder.write("a.tar", tar.substr(0, size));
    EXPECT_NE(message_of<FileError>([&] { (void)Archive(path); }).find("the archive is cut short"),
              std::string::npos)
        << size;
  }
}

TEST(Tar, DamageIsPlaced) {
  const TemporaryFolder folder;
  std::string tar = tar_member("a", "hello") + tar_member("b", "x") + std::string(1024, '\0');
  const auto refusal = [&](const std::string& content) {
    const auto path = folder.write("a.tar", content);
    return message_of<FileError>([&] { (void)Archive(path); });
  };
  for (std::size_t byte = 1024; byte < 1536; byte += 5) {
    if (byte >= 1024 + 154 && byte < 1024 + 156) continue;  // behind the checksum nothing is looked at
    std::string damaged = tar;
    damaged[byte] = static_cast<char>(damaged[byte] ^ 2);
    const std::string message = refusal(damaged);
    EXPECT_NE(message.find("byte 1024: "), std::string::npos) << byte << message;
  }
  EXPECT_NE(refusal(tar_member("s", "", 'S') + std::string(1024, '\0')).find("a sparse file"),
            std::string::npos);
  EXPECT_NE(
      refusal(tar_member("p", "7 path=x\n", 'x') + std::string(1024, '\0')).find("pax header is damaged"),
      std::string::npos);
}

TEST(ArchiveFile, ReadsZipWithoutItsFolders) {
  const TemporaryFolder folder;
  const auto path = write_zip(folder.path() / "a.zip", {{"dir/", ""}, {"dir/a.txt", std::string(1000, 'z')}});
  EXPECT_EQ(names_of(path), (Names{"dir/a.txt"}));
  EXPECT_EQ(Archive(path).read("dir/a.txt"), std::string(1000, 'z'));
  EXPECT_EQ(read_member(path.string() + ":dir/a.txt", 3), "zzz");
}

TEST(ArchiveFile, ReadMemberTakesFilesToo) {
  const TemporaryFolder folder;
  const auto plain = folder.write("with:colon.txt", "plain");
  EXPECT_EQ(read_member(plain), "plain");
  EXPECT_EQ(read_member(plain, 2), "pl");
  EXPECT_THROW((void)read_member(folder.path() / "missing.tar:a"), FileError);
  const auto text = folder.write("text", "hello");
  EXPECT_NE(message_of<FileError>([&] {
              (void)read_member(text.string() + ":a");
            }).find("expected a tar or ZIP archive but this is text"),
            std::string::npos);
  EXPECT_FALSE(is_archive(text));
  EXPECT_FALSE(is_archive(folder.path()));
}

TEST(ArchiveFile, SeesThatAnArchiveWasReplaced) {
  const TemporaryFolder folder;
  const auto path = folder.write("a.tar", tar_member("a", "one") + std::string(1024, '\0'));
  EXPECT_EQ(read_member(path.string() + ":a"), "one");
  folder.write("a.tar", tar_member("a", "other") + tar_member("b", "") + std::string(1024, '\0'));
  EXPECT_EQ(read_member(path.string() + ":a"), "other");
}

TEST(ArchiveFile, ReadsRealOnes) {
  const auto cifar = real_data("cifar10-jpeg-subset") / "cifar10_jpeg_subset.tar";
  const auto omniglot = real_data("omniglot") / "images_background_small1.zip";
  if (is_missing(cifar) || is_missing(omniglot)) GTEST_SKIP() << "the archives are not there";
  EXPECT_EQ(names_of(cifar).size(), 24000U);
  EXPECT_EQ(names_of(omniglot).size(), 2720U);
  EXPECT_EQ(read_member(cifar.string() + ":cifar10/test/airplane/0000.jpg").size(), 888U);
}

}  // namespace
}  // namespace saem
