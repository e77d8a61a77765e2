#include "saem/data/damaged_files.h"

#include <gtest/gtest.h>

#include "saem/data/pictures/picture_folder.h"
#include "saem/data/read_samples.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;

class DamagedFiles : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"cat", "dog"}) {
      std::filesystem::create_directories(folder_.path() / name);
      for (const char* number : {"1", "2"})
        folder_.write(std::string(name) + "/" + number + ".png", picture());
    }
  }
  [[nodiscard]] static std::string picture() { return test::make_png(2, 2, {"\x01\x02", "\x03\x04"}); }
  [[nodiscard]] ReaderResult read() const { return picture_folder(folder_.path(), {OnBadSample::skip}); }

  test::TemporaryFolder folder_;
};

TEST_F(DamagedFiles, ThatOnlyDecodingShowsAreLeftOutAndListed) {
  const std::string damaged = picture().substr(0, picture().size() - 20);
  folder_.write("cat/3.png", damaged);
  ReaderResult result = read();
  EXPECT_EQ(result.samples.size(), 5) << "its beginning is that of a picture";
  leave_out_damaged_files(result);
  EXPECT_EQ(result.samples.size(), 4);
  EXPECT_EQ(result.samples.places,
            (std::vector<std::string>{"cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"}));
  ASSERT_EQ(result.skipped.size(), 1U);
  EXPECT_TRUE(has_text(result.skipped[0], "cat/3.png: damaged picture"));
}

TEST_F(DamagedFiles, GoodOnesStay) {
  ReaderResult result = read();
  leave_out_damaged_files(result);
  EXPECT_EQ(result.samples.size(), 4);
  EXPECT_TRUE(result.skipped.empty());
}

TEST_F(DamagedFiles, AreRefusedIfNothingIsLeft) {
  for (const char* name : {"cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"})
    folder_.write(name, picture().substr(0, 40));
  ReaderResult result = read();
  EXPECT_TRUE(
      has_text(message_of<FileError>([&] { leave_out_damaged_files(result); }), "no file can be read"));
}

TEST_F(DamagedFiles, ToPredictPicturesNeedNoClassFolders) {
  const std::filesystem::path flat = folder_.path() / "dog";
  const ReaderResult result = read_samples(flat, {.answers_needed = false});
  EXPECT_EQ(result.samples.size(), 2);
  EXPECT_EQ(result.samples.columns.size(), 1U);
  EXPECT_EQ(result.samples.columns[0].name, "picture");
  EXPECT_TRUE(result.samples.target.empty());
  EXPECT_TRUE(has_text(message_of<FileError>([&] { (void)read_samples(flat); }), "FOLDER/CLASS/file"));
}

}  // namespace
}  // namespace saem
