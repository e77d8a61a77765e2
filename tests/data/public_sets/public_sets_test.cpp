#include "saem/data/public_sets/public_sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "saem/core/error.h"
#include "saem/data/read_samples.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using test::has_text;
using test::message_of;

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

TEST(PublicSets, AreDescribedInFull) {
  std::set<std::string_view> names;
  for (const PublicSet& set : public_sets()) {
    SCOPED_TRACE(set.name);
    EXPECT_TRUE(names.insert(set.name).second);
    EXPECT_EQ(set.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string_view::npos);
    for (const std::string_view text : {set.about, set.task, set.licence, set.page})
      EXPECT_FALSE(text.empty());
    ASSERT_FALSE(set.files.empty());
    EXPECT_TRUE(set.is_verified());
    EXPECT_GT(set.data_size(), 0U);
    std::set<std::string_view> files;
    for (const PublicFile& file : set.files) {
      EXPECT_TRUE(file.address.starts_with("https://")) << file.address;
      EXPECT_TRUE(files.insert(file.name).second);
      EXPECT_TRUE(file.sha256.empty() || is_sha256(file.sha256));
      EXPECT_TRUE(file.content_sha256.empty() || (is_sha256(file.content_sha256) && file.unpack));
      EXPECT_TRUE(file.inside.empty() || file.inside.ends_with('/'));
      // What comes from GitHub names a commit, so that it stays what it is.
      const bool is_of_branch = file.address.find("/master/") != std::string_view::npos ||
                                file.address.find("/main/") != std::string_view::npos;
      EXPECT_FALSE(is_of_branch && file.address.starts_with("https://raw.githubusercontent.com/"));
    }
  }
  EXPECT_GE(names.size(), 20U);
}

TEST(PublicSets, AreFoundByName) {
  EXPECT_EQ(public_set("california_housing").name, "california-housing");
  EXPECT_EQ(find_public_set("california"), nullptr);
  EXPECT_TRUE(
      has_text(message_of<ValueError>([] { (void)public_set("titanik"); }), "Did you mean 'titanic'?"));
}

TEST(PublicSets, SizeIsKnownOnlyIfThatOfAllFilesIs) {
  EXPECT_EQ(public_set("titanic").size(), 61'904U + 28'932U);
  EXPECT_EQ(public_set("eeg-eye-state").size(), 0U);
  EXPECT_TRUE(public_set("fsdd").is_verified());
  EXPECT_TRUE(public_set("eeg-eye-state").is_verified());
  EXPECT_EQ(public_set("titanic").data_size(), 61'904U + 28'932U);
  EXPECT_EQ(public_set("eeg-eye-state").data_size(), 1'696'426U);
}

/// With folders of its own to look in.
class PublicData : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"SAEM_DATA", "XDG_CACHE_HOME", "HOME"}) {
      const char* value = std::getenv(name);
      before_.emplace_back(name, value == nullptr ? "" : value);
    }
    fs::create_directories(folder_.path() / "a/b");
    fs::current_path(folder_.path() / "a/b");  // where no ../shared/data is
    ::setenv("SAEM_DATA", (folder_.path() / "own").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (folder_.path() / "cache").c_str(), 1);
  }
  void TearDown() override {
    fs::current_path(work_);
    for (const auto& [name, value] : before_)
      value.empty() ? ::unsetenv(name.c_str()) : ::setenv(name.c_str(), value.c_str(), 1);
  }
  void write(const fs::path& file, const std::string& content) const {
    fs::create_directories((folder_.path() / file).parent_path());
    folder_.write(file, content);
  }
  test::TemporaryFolder folder_;

 private:
  fs::path work_ = fs::current_path();
  std::vector<std::pair<std::string, std::string>> before_;
};

TEST_F(PublicData, OfAPersonsOwnFolderComeFirst) {
  const PublicSet& set = public_set("california-housing");
  write("own/california-housing/housing.csv", "a,b\n1,2\n");
  EXPECT_EQ(find_public_data(set), folder_.path() / "own/california-housing/housing.csv");
}

TEST_F(PublicData, OfADownloadCountOnceItIsWhole) {
  const PublicSet& set = public_set("iris");
  const fs::path whole = download_folder(set);
  EXPECT_EQ(whole, folder_.path() / "cache/saem/data/iris");
  write("cache/saem/data/iris/bezdekIris.data", "5.1,3.5,1.4,0.2,Iris-setosa\n");
  EXPECT_FALSE(find_public_data(set));
  write("cache/saem/data/iris/.saem-data.json", "{}");
  EXPECT_EQ(find_public_data(set), whole / "bezdekIris.data");
}

TEST_F(PublicData, ThatAreMissingSayHowToGetThem) {
  const PublicSet& set = public_set("orl-faces");
  const std::string message = message_of<FileError>([&] { (void)public_data(set); });
  EXPECT_TRUE(has_text(message, "saem data get orl-faces"));
  EXPECT_TRUE(has_text(message, (folder_.path() / "cache/saem/data/orl-faces").string()));
}

TEST_F(PublicData, AreReadByName) {
  write("own/titanic/train.csv", "Name,Survived,Age\nA,0,3\nB,1,4\n");
  EXPECT_TRUE(is_sample_data("titanic"));
  EXPECT_FALSE(is_sample_data("no-such-set"));
  EXPECT_FALSE(is_sample_data("mnist"));
  const Samples samples = read_samples("titanic").samples;
  EXPECT_EQ(samples.name, "titanic");
  EXPECT_EQ(samples.target, "Survived");
  EXPECT_TRUE(has_text(message_of<FileError>([] { (void)read_samples("no-such-set"); }), "saem data list"));
}

TEST_F(PublicData, WithoutAnyHomeThereAreNoDownloads) {
  ::unsetenv("XDG_CACHE_HOME");
  ::unsetenv("HOME");
  EXPECT_TRUE(
      has_text(message_of<FileError>([] { (void)download_folder(public_set("iris")); }), "XDG_CACHE_HOME"));
}

}  // namespace
}  // namespace saem
