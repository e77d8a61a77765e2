#include "saem/data/other_content.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/read_samples.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem::detail {
namespace {

using namespace std::string_literals;
using test::has_text;
using test::message_of;

TEST(OtherContent, IsSureOfWhatIsNoText) {
  EXPECT_EQ(other_content("PK\x03\x04\x14\0\0\0"s), "a ZIP archive");
  EXPECT_EQ(other_content("<!DOCTYPE html><html>"), "a web page");
  EXPECT_EQ(other_content("II*\0\x08\0"s), "a TIFF picture");
  EXPECT_EQ(other_content("PK\x03\x04 cut short"), "a ZIP archive");
}

TEST(OtherContent, LettersAloneBeginTables) {
  EXPECT_EQ(other_content("BMI;age\n22,5;31\n"), "");
  EXPECT_EQ(other_content("P5,P6\n1,2\n"), "");
  EXPECT_EQ(other_content("ID3,x\n1,2\n"), "");
  EXPECT_EQ(other_content("\xff\xfe"
                          "a\0;\0"s),
            "")
      << "UTF-16";
  EXPECT_EQ(other_content(""), "");
}

class OtherFiles : public testing::Test {
 protected:
  std::string refusal(const std::string& name, const std::string& content) const {
    folder_.write(name, content);
    return message_of<FileError>([&] { (void)read_samples(folder_.path() / name); });
  }
  test::TemporaryFolder folder_;
};

TEST_F(OtherFiles, AreNamedWithAdvice) {
  const std::string zip = "PK\x03\x04\x14\0\0\0\x08\0"s;
  EXPECT_TRUE(has_text(refusal("book.xlsx", zip), "received a workbook of sheets"));
  EXPECT_TRUE(has_text(refusal("book.xlsx", zip), "Save the sheet as CSV"));
  EXPECT_TRUE(has_text(refusal("data.bin", zip), "received a ZIP archive"));
  EXPECT_TRUE(has_text(refusal("clip.mp3", "ID3\x03\0\0"s), "ffmpeg"));
  EXPECT_TRUE(has_text(refusal("data.csv", "<html><body>404</body></html>"), "received a web page"));
  const std::string tar = std::string(257, '\0') + "ustar" + std::string(250, '\0');
  EXPECT_TRUE(has_text(refusal("photos.tar.gz", test::gzip(tar)), "received a tar archive"));
  EXPECT_TRUE(has_text(refusal("photos.tgz", test::gzip(tar)), "Unpack it, and name what is in it"));
}

TEST_F(OtherFiles, PicturesAndSoundsAreReadWhateverTheirNames) {
  folder_.write("photo.jfif", test::make_jpeg(2, 2, 1, {0, 0, 0, 0}));
  const Samples samples = read_samples(folder_.path() / "photo.jfif").samples;
  EXPECT_EQ(std::get<FileColumn>(samples.columns[0].values).kind, FileColumn::Kind::picture);
}

}  // namespace
}  // namespace saem::detail
