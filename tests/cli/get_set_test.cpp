#include "saem/cli/get_set.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <cstdlib>

#include "saem/cli/sha256.h"
#include "saem/cli/unpack.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"
#include "saem/interop/zip.h"
#include "tests/cli/support/http_server.h"
#include "tests/cli/support/text.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::test {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<std::pair<std::string, std::string>>;

fs::path make_zip(const fs::path& path, const Files& files) {
  AtomicFile file(path);
  detail::ZipWriter writer(file);
  for (const auto& [name, content] : files) {
    const auto bytes = std::as_bytes(std::span(content));
    writer.add(name, std::span(&bytes, 1), true);
  }
  writer.finish();
  file.commit();
  return path;
}

/// A tar archive of plain files (POSIX ustar).
std::string make_tar(const Files& files) {
  std::string tar;
  for (const auto& [name, content] : files) {
    std::string head(512, '\0');
    head.replace(0, name.size(), name);
    const std::string size = fmt::format("{:011o}", content.size());
    head.replace(100, 7, "0000644")
        .replace(124, 11, size)
        .replace(156, 1, "0")
        .replace(257, 8, std::string("ustar\00000", 8));
    head.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    head.replace(148, 8, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
    tar += head + content + std::string((512 - content.size() % 512) % 512, '\0');
  }
  return tar + std::string(1024, '\0');
}

class UnpackTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directory(to()); }
  [[nodiscard]] fs::path to() const { return folder_.path() / "to"; }
  [[nodiscard]] fs::path zip(const Files& files) const { return make_zip(folder_.path() / "a.zip", files); }
  [[nodiscard]] std::string refusal(const fs::path& archive, const cli::UnpackOptions& options = {}) const {
    return message_of<FileError>([&] { (void)cli::unpack(archive, to(), options); });
  }
  TemporaryFolder folder_;
};

TEST_F(UnpackTest, ZipAndTarGzGiveTheSame) {
  const Files files{{"b/2.txt", "two"}, {"a.txt", "one"}};
  const std::string list = cli::unpack(zip(files), to());
  EXPECT_EQ(list, cli::sha256_of("one") + "  a.txt\n" + cli::sha256_of("two") + "  b/2.txt\n");
  EXPECT_EQ(content_of(to() / "b/2.txt"), "two");
  fs::remove_all(to());
  fs::create_directory(to());
  EXPECT_EQ(cli::unpack(folder_.write("a.tgz", gzip(make_tar(files))), to()), list);
  EXPECT_EQ(content_of(to() / "a.txt"), "one");
  EXPECT_EQ(std::distance(fs::directory_iterator(to()), fs::directory_iterator()),
            2);  // the tar itself is gone
}

TEST_F(UnpackTest, AGzipFileBecomesItsContent) {
  EXPECT_EQ(cli::unpack(folder_.write("x.csv.gz", gzip("a,b\n")), to()),
            cli::sha256_of("a,b\n") + "  x.csv\n");
  EXPECT_EQ(content_of(to() / "x.csv"), "a,b\n");
}

TEST_F(UnpackTest, OnlyAFolderOfTheArchiveIsTaken) {
  (void)cli::unpack(zip({{"set-1/data/a", "1"}, {"set-1/README", "r"}}), to(), {.inside = "set-1/data/"});
  EXPECT_EQ(content_of(to() / "a"), "1");
  EXPECT_FALSE(fs::exists(to() / "README"));
  EXPECT_TRUE(has(refusal(zip({{"other/a", "1"}}), {.inside = "set-1/"}), "has no file in 'set-1/'"));
}

TEST_F(UnpackTest, NamesThatLeadOutAreRefused) {
  for (const char* name : {"../evil", "/tmp/evil", "a/../../evil", "a\\..\\evil", "C:evil", ".."}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(has(refusal(zip({{name, "x"}})), "which may lie outside of the folder"));
    EXPECT_TRUE(has(refusal(folder_.write("e.tgz", gzip(make_tar({{name, "x"}})))), "which may lie outside"));
  }
  EXPECT_FALSE(fs::exists(folder_.path() / "evil"));
}

TEST_F(UnpackTest, TooMuchIsRefused) {
  const fs::path archive = zip({{"a", std::string(100'000, 'x')}, {"b", "2"}});
  EXPECT_TRUE(has(refusal(archive, {.most_bytes = 50'000}), "unpacks to more than 50.0 kB"));
  EXPECT_TRUE(has(refusal(archive, {.most_files = 1}), "more than 1 files"));
  EXPECT_TRUE(has(refusal(folder_.write("a.gz", gzip(std::string(100'000, 'x'))), {.most_bytes = 50'000}),
                  "unpacks to more than"));
}

TEST_F(UnpackTest, OtherFilesAndDamageAreRefused) {
  EXPECT_TRUE(has(refusal(folder_.write("a.zip", "no archive")), "expected a tar or ZIP archive"));
  const std::string good = content_of(zip({{"a", std::string(5000, 'x')}}));
  EXPECT_NE(refusal(folder_.write("cut.zip", good.substr(0, good.size() / 2))), "(nothing was thrown)");
  const std::string packed = gzip(make_tar({{"a", "x"}}));
  EXPECT_NE(refusal(folder_.write("cut.tgz", packed.substr(0, packed.size() - 9))), "(nothing was thrown)");
  (void)cli::unpack(zip({{"twice", "1"}}), to());
  EXPECT_TRUE(has(refusal(zip({{"twice", "2"}})), "has the file 'twice' twice"));
}

/// Downloads into a cache of its own.
class GetSetTest : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XDG_CACHE_HOME", (folder_.path() / "cache").c_str(), 1);
    ::unsetenv("SAEM_DATA");
  }
  void TearDown() override { ::unsetenv("XDG_CACHE_HOME"); }
  [[nodiscard]] static PublicSet set_of(std::span<const PublicFile> files) {
    return {.name = "test-set",
            .about = "a",
            .task = "t",
            .licence = "l",
            .rights = Rights::open,
            .page = "p",
            .files = files};
  }
  [[nodiscard]] fs::path in_cache(const std::string& name) const {
    return folder_.path() / "cache/saem/data/test-set" / name;
  }
  TemporaryFolder folder_;
};

TEST_F(GetSetTest, FilesAreCheckedAndTheSetIsMarkedAsWhole) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, "content of " + r.path); });
  const std::string address = server.address("/a.csv"), hash = cli::sha256_of("content of /a.csv");
  const PublicFile file{.address = address, .name = "a.csv", .size = 17, .sha256 = hash};
  const PublicSet set = set_of({&file, 1});
  EXPECT_FALSE(find_public_data(set));
  std::vector<std::string> said;
  const cli::GotSet got = cli::get_set(set, {.say = [&](const std::string& line) { said.push_back(line); }});
  EXPECT_EQ(got.sha256, std::vector<std::string>{hash});
  EXPECT_EQ(content_of(in_cache("a.csv")), "content of /a.csv");
  EXPECT_EQ(find_public_data(set), in_cache("").parent_path());
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0], "a.csv  SHA-256 " + hash + ", as it should be");
  (void)cli::get_set(set, {});
  EXPECT_EQ(server.requests(), 1);  // what is there and right is not downloaded again
}

TEST_F(GetSetTest, AWrongFileLeavesNoSetBehind) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, "changed"); });
  const std::string address = server.address("/a"), hash = cli::sha256_of("right");
  const PublicFile file{.address = address, .name = "a", .sha256 = hash};
  const PublicSet set = set_of({&file, 1});
  EXPECT_TRUE(has(message_of<FileError>([&] { (void)cli::get_set(set, {}); }), hash));
  EXPECT_FALSE(find_public_data(set));
}

TEST_F(GetSetTest, WithoutAHashItHasToBeAskedFor) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, "x"); });
  const std::string address = server.address("/a");
  const PublicFile file{.address = address, .name = "a"};
  const PublicSet set = set_of({&file, 1});
  EXPECT_TRUE(has(message_of<cli::UsageError>([&] { (void)cli::get_set(set, {}); }), "--unverified"));
  EXPECT_EQ(server.requests(), 0);
  EXPECT_EQ(cli::get_set(set, {.unverified = true}).sha256[0], cli::sha256_of("x"));
}

TEST_F(GetSetTest, ChangedFilesAreTakenIfAskedFor) {
  const HttpServer server([](const HttpRequest& r) { return http_file(r, "changed"); });
  const std::string address = server.address("/a"), hash = cli::sha256_of("right");
  const PublicFile file{.address = address, .name = "a", .size = 5, .sha256 = hash};
  std::string said;
  const cli::GotSet got = cli::get_set(
      set_of({&file, 1}), {.unverified = true, .say = [&](const std::string& line) { said = line; }});
  EXPECT_EQ(got.sha256[0], cli::sha256_of("changed"));
  EXPECT_TRUE(has(said, "not the one that is known"));
}

TEST_F(GetSetTest, AnArchivesContentMayHaveTheHash) {
  const std::string archive = content_of(
      make_zip(folder_.path() / "a.zip", {{"top/1.wav", "one"}, {"top/x/2.wav", "two"}, {"README", "r"}}));
  const HttpServer server([&](const HttpRequest& r) { return http_file(r, archive); });
  const std::string list = cli::sha256_of("one") + "  1.wav\n" + cli::sha256_of("two") + "  x/2.wav\n";
  const std::string address = server.address("/a"), right = cli::sha256_of(list), wrong = cli::sha256_of("");
  PublicFile file{
      .address = address, .name = "a.zip", .unpack = true, .inside = "top/", .content_sha256 = right};
  (void)cli::get_set(set_of({&file, 1}), {});
  EXPECT_EQ(content_of(in_cache("x/2.wav")), "two");
  EXPECT_FALSE(fs::exists(in_cache("a.zip")));
  file.content_sha256 = wrong;
  const std::string message = message_of<FileError>([&] { (void)cli::get_set(set_of({&file, 1}), {}); });
  EXPECT_TRUE(has(message, "expected content of the SHA-256 " + wrong + ", received " + right));
  EXPECT_FALSE(find_public_data(set_of({&file, 1})));
  (void)cli::get_set(set_of({&file, 1}), {.unverified = true});
  EXPECT_EQ(content_of(in_cache("x/2.wav")), "two");
}

TEST_F(GetSetTest, AnArchiveThatLeadsOutIsRemoved) {
  const std::string archive =
      content_of(make_zip(folder_.path() / "a.zip", {{"fine", "1"}, {"../evil", "2"}}));
  const HttpServer server([&](const HttpRequest& r) { return http_file(r, archive); });
  const std::string address = server.address("/a"), hash = cli::sha256_of(archive);
  const PublicFile file{.address = address, .name = "a.zip", .sha256 = hash, .unpack = true};
  EXPECT_TRUE(has(message_of<FileError>([&] {
                    (void)cli::get_set(set_of({&file, 1}), {});
                  }),
                  "may lie outside"));
  EXPECT_FALSE(fs::exists(in_cache("fine")) || fs::exists(in_cache("../evil")) ||
               fs::exists(in_cache("a.zip")));
}

}  // namespace
}  // namespace saem::test
