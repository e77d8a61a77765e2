#include "saem/data/idx.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::gzip;
using test::make_idx;
using test::message_of;
using test::TemporaryFolder;
using namespace std::string_literals;

class Idx : public testing::Test {
 protected:
  Array read(const std::string& content) const { return read_idx(folder_.write("data.idx", content)); }

  /// The message of the FileError, which has to begin with the path.
  std::string refusal(const std::string& content) const {
    const auto path = folder_.write("data.idx", content);
    const std::string message = message_of<FileError>([&] { (void)read_idx(path); });
    EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
    return message;
  }

  TemporaryFolder folder_;
};

const std::string pictures = make_idx(0x08, {2, 2, 3}, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\xff");

TEST_F(Idx, ReadsEveryElementType) {
  EXPECT_TRUE(identical(read(make_idx(0x08, {3}, "\x00\x7f\xff"s)),
                        Array::of(std::vector<std::uint8_t>{0, 127, 255})));
  EXPECT_TRUE(identical(read(make_idx(0x09, {3}, "\x00\x7f\xff"s)),
                        Array::of(std::vector<std::int32_t>{0, 127, -1})));
  EXPECT_TRUE(identical(read(make_idx(0x0B, {2}, "\x01\x02\xff\xfe"s)),
                        Array::of(std::vector<std::int32_t>{258, -2})));
  EXPECT_TRUE(identical(read(make_idx(0x0C, {2}, "\x01\x02\x03\x04\xff\xff\xff\xfe"s)),
                        Array::of(std::vector<std::int32_t>{0x01020304, -2})));
  EXPECT_TRUE(identical(read(make_idx(0x0D, {2}, "\x3f\x80\x00\x00\xc0\x20\x00\x00"s)),
                        Array::of(std::vector<float>{1.0F, -2.5F})));
  EXPECT_TRUE(identical(read(make_idx(0x0E, {1}, "\xc0\x04\x00\x00\x00\x00\x00\x00"s)),
                        Array::of(std::vector<double>{-2.5})));
}

TEST_F(Idx, ReadsEveryRankAndEmptySets) {
  for (std::size_t rank = 1; rank <= 8; ++rank) {
    const Array array = read(make_idx(0x08, std::vector<std::uint32_t>(rank, 1), "\x2a"));
    EXPECT_EQ(array.shape().rank(), static_cast<int>(rank));
    EXPECT_EQ(array.item(), 42.0);
  }
  EXPECT_EQ(read(make_idx(0x08, {0, 28, 28}, "")).shape(), (Shape{0, 28, 28}));
}

TEST_F(Idx, GzipIsToldByContentNotByName) {
  const Array plain = read(pictures);
  EXPECT_EQ(plain.shape(), (Shape{2, 2, 3}));
  EXPECT_EQ(plain.at(11), 255.0);
  EXPECT_TRUE(identical(read(gzip(pictures)), plain));
  EXPECT_TRUE(identical(read_idx(folder_.write("plain.gz", pictures)), plain));
  EXPECT_TRUE(identical(read(gzip(pictures.substr(0, 9)) + gzip(pictures.substr(9))), plain))
      << "an archive of two members";
}

TEST_F(Idx, EveryCutIsFound) {
  for (const std::string& file : {pictures, gzip(pictures)}) {
    for (std::size_t size = 0; size < file.size(); ++size) (void)refusal(file.substr(0, size));
  }
}

TEST_F(Idx, BytesBehindTheEndAreFound) {
  EXPECT_NE(refusal(pictures + 'x').find("goes on behind the 12 bytes"), std::string::npos);
  EXPECT_NE(refusal(gzip(pictures + 'x')).find("goes on behind the 12 bytes"), std::string::npos);
  EXPECT_NE(refusal(gzip(pictures) + "xy").find("damaged gzip archive"), std::string::npos);
}

// A few bits of an archive carry nothing (the time in its header, the padding of its last byte). All others
// are caught.
TEST_F(Idx, NoFlippedBitOfAnArchiveChangesTheContent) {
  const Array intact = read(pictures);
  std::string file = gzip(pictures);
  std::size_t noticed = 0;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
    try {
      EXPECT_TRUE(identical(read(file), intact)) << "bit " << bit;
    } catch (const FileError&) {
      ++noticed;
    }
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
  }
  EXPECT_GT(noticed, 8 * (file.size() - 10));  // 10 bytes of header, of which most are noticed too
}

TEST_F(Idx, DamagedHeadersAreRefused) {
  EXPECT_NE(refusal(make_idx(0x0A, {1}, "x")).find("unknown element type 0x0a"), std::string::npos);
  EXPECT_NE(refusal(make_idx(0x08, {}, "x")).find("has 0 dimensions, expected 1 to 8"), std::string::npos);
  EXPECT_NE(refusal(make_idx(0x08, std::vector<std::uint32_t>(9, 1), "x")).find("has 9 dimensions"),
            std::string::npos);
}

TEST_F(Idx, SizesThatTheFileCannotHoldAreRefusedBeforeMemoryIsTaken) {
  const std::string huge = make_idx(0x0E, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "12345678");
  EXPECT_NE(refusal(huge).find("4294967295 × 4294967295 × 4294967295 elements, more than the file can hold"),
            std::string::npos);
  EXPECT_NE(refusal(gzip(huge)).find("more than the file can hold"), std::string::npos);
  EXPECT_NE(
      refusal(make_idx(0x08, {1000, 28, 28}, std::string(100, 'x'))).find("more than the file can hold"),
      std::string::npos);
}

TEST_F(Idx, ABombIsUnpackedOnlyAsFarAsItsHeaderSays) {
  const std::string bomb = gzip(make_idx(0x08, {4}, std::string(std::size_t{64} << 20, '\0')));
  EXPECT_LT(bomb.size(), 100'000U);
  EXPECT_NE(refusal(bomb).find("goes on behind the 4 bytes"), std::string::npos);
}

TEST_F(Idx, MislabelledFilesAreNamedForWhatTheyAre) {
  EXPECT_NE(refusal(test::make_png(1, 1, {"x"})).find("not an IDX file: this is a PNG picture"),
            std::string::npos);
  EXPECT_NE(
      refusal(gzip(test::make_png(1, 1, {"x"}))).find("the content of this gzip archive is a PNG picture"),
      std::string::npos);
  EXPECT_NE(refusal("\xff\xd8\xff\xe0....").find("a JPEG picture"), std::string::npos);
  EXPECT_NE(refusal("PK\x03\x04........").find("a ZIP archive"), std::string::npos);
  EXPECT_NE(refusal("<!DOCTYPE html><html>404</html>").find("a web page"), std::string::npos);
  EXPECT_NE(refusal("label,pixel0\n5,0\n").find("this is text"), std::string::npos);
  EXPECT_NE(refusal("").find("this is an empty file"), std::string::npos);
  EXPECT_NE(refusal("\x80\x03\x05\x91").find("no format that saem knows"), std::string::npos);
}

TEST_F(Idx, MissingFilesAndFoldersAreNamed) {
  const auto none = folder_.path() / "none.idx";
  EXPECT_NE(message_of<FileError>([&] { (void)read_idx(none); }).find("No such file"), std::string::npos);
  EXPECT_NE(message_of<FileError>([&] { (void)read_idx(folder_.path()); }).find("this is a folder"),
            std::string::npos);
}

}  // namespace
}  // namespace saem
