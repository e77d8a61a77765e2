#include "saem/data/tables/file_columns.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/read_samples.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using test::has_text;
using test::message_of;

class FileColumns : public testing::Test {
 protected:
  FileColumns() {
    fs::create_directories(folder_.path() / "images");
    for (const char* name : {"images/a.png", "images/b.PNG", "c.wav"}) folder_.write(name, "x");
    std::filesystem::create_directories(folder_.path() / "empty");
  }
  Samples read(const std::string& table, const ReadSamplesOptions& options = {}) {
    const ReaderResult result = read_samples(folder_.write("t.csv", table), options);
    skipped_ = result.skipped;
    return result.samples;
  }
  static const FileColumn* files(const Samples& samples, int column = 0) {
    return std::get_if<FileColumn>(&samples.columns[static_cast<std::size_t>(column)].values);
  }
  test::TemporaryFolder folder_;
  std::vector<std::string> skipped_;
};

TEST_F(FileColumns, AreFoundInAFolderBesideTheTable) {
  const Samples samples = read("file,size,label\n a.png ,1,x\nb.PNG,2,y\n");
  ASSERT_NE(files(samples), nullptr);
  EXPECT_EQ(files(samples)->kind, FileColumn::Kind::picture);
  EXPECT_EQ(files(samples)->files[1], folder_.path() / "images/b.PNG");
  EXPECT_EQ(files(samples, 1), nullptr);
  EXPECT_TRUE(has_text(samples.notes.back(), "'file' names pictures: read from"));
}

TEST_F(FileColumns, MayBeSeenFromTheTableOrFromAnywhere) {
  EXPECT_NE(files(read("file,label\nimages/a.png,x\nimages/b.PNG,y\n")), nullptr);
  const std::string sound = (folder_.path() / "c.wav").string();
  const Samples samples = read("label,file\nx," + sound + "\ny," + sound + "\n");
  ASSERT_NE(files(samples, 1), nullptr);
  EXPECT_EQ(files(samples, 1)->kind, FileColumn::Kind::sound);
  EXPECT_EQ(files(samples, 1)->files[0], sound);
}

TEST_F(FileColumns, OfWhichNoFileIsThereStayTexts) {
  const Samples samples = read("file,label\nq.png,x\nr.png,y\n");
  EXPECT_EQ(files(samples), nullptr);
  EXPECT_TRUE(has_text(samples.notes.back(), "none of the first ones is there"));
  EXPECT_EQ(files(read("file,label\na.png,x\nb.mp3,y\n")), nullptr) << "not all are pictures";
  EXPECT_EQ(
      files(read("file,label\na.png,x\n", {.may_name_files = [](const std::string&) { return false; }})),
      nullptr);
}

TEST_F(FileColumns, AMissingFileIsToldWithItsLineOrLeftOut) {
  const std::string table = "file,label\na.png,x\n../q.png,y\nb.PNG,z\n";
  const std::string message = message_of<FileError>([&] { (void)read(table); });
  EXPECT_TRUE(has_text(message, "t.csv, line 3, column 'file': there is no file '../q.png'"));
  EXPECT_TRUE(has_text(message, "--on-bad-sample=skip"));
  const Samples samples = read(table, {.on_bad_sample = OnBadSample::skip});
  EXPECT_EQ(samples.size(), 2);
  EXPECT_EQ(samples.places[1], "line 4");
  ASSERT_EQ(skipped_.size(), 1U);
  EXPECT_TRUE(has_text(skipped_[0], "line 3"));
}

}  // namespace
}  // namespace saem
