#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/data/image.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using namespace test;
using namespace std::string_literals;
using Bytes = std::vector<std::uint8_t>;

Array decode(const std::string& file, int channels = 0) {
  return decode_image(std::as_bytes(std::span(file)), "picture", {.channels = channels});
}

Bytes pixels(const Array& image) {
  const auto data = image.data<std::uint8_t>();
  return {data.begin(), data.end()};
}

std::string refusal(const std::string& file) {
  const std::string message = message_of<FileError>([&] { (void)decode(file); });
  EXPECT_TRUE(message.starts_with("picture: ")) << message;
  return message;
}

void expect_refusal(const std::string& file, std::string_view part) {
  const std::string message = refusal(file);
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

/// Every cut is refused, and no flipped bit does worse than a FileError.
void expect_safe(std::string file, std::size_t needed = 0) {
  for (std::size_t size = 0; size < (needed == 0 ? file.size() : needed); ++size)
    (void)refusal(file.substr(0, size));
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
    try {
      (void)decode(file);
    } catch (const FileError&) {
    }
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
  }
}

std::string jpeg_of(const Array& image) {
  return make_jpeg(static_cast<int>(image.shape()[1]), static_cast<int>(image.shape()[0]),
                   static_cast<int>(image.shape()[2]), pixels(image));
}

TEST(Bmp, ReadsPalettesOfEveryDepth) {
  const std::string palette = "\x01\x02\x03\0\x04\x05\x06\0"s;  // blue, green, red
  EXPECT_EQ(pixels(decode(make_bmp(3, 1, 1, {"\x40"}, {.palette = palette}))),
            (Bytes{3, 2, 1, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(pixels(decode(make_bmp(3, 1, 4, {"\x10\x10"}, {.palette = palette}))),
            (Bytes{6, 5, 4, 3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(pixels(decode(make_bmp(2, 1, 8, {"\x01\x00"s}, {.palette = palette}))),
            (Bytes{6, 5, 4, 3, 2, 1}));
  const std::string grey = "\x09\x09\x09\0\x07\x07\x07\0"s;
  EXPECT_EQ(decode(make_bmp(2, 2, 8, {"\0\1"s, "\1\0"s}, {.palette = grey})).shape(), (Shape{2, 2, 1}));
  EXPECT_EQ(pixels(decode(make_bmp(2, 2, 8, {"\1\1"s, "\1\0"s}, {.palette = grey}))), (Bytes{7, 9, 7, 7}));
  EXPECT_EQ(pixels(decode(make_bmp(1, 1, 1, {"\x80"}, {.header = 12, .palette = "abcdef"}))),
            (Bytes{'f', 'e', 'd'}));
  expect_refusal(make_bmp(2, 1, 8, {"\x01\x02"s}, {.palette = palette}),
                 "byte 63: colour 2 of a palette of 2");
}

TEST(Bmp, ReadsColours) {
  EXPECT_EQ(pixels(decode(make_bmp(1, 2, 24, {"\1\2\3", "\4\5\6"}))), (Bytes{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(pixels(decode(make_bmp(1, -2, 24, {"\1\2\3", "\4\5\6"}))), (Bytes{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(pixels(decode(make_bmp(1, 1, 32, {"\1\2\3\0"s}))), (Bytes{3, 2, 1}));
  EXPECT_EQ(pixels(decode(make_bmp(1, 1, 16, {"\x1F\x7C"s}))), (Bytes{255, 0, 255}));
  const BmpOptions rgb565 = {.compression = 3, .masks = {0xF800, 0x07E0, 0x001F}};
  EXPECT_EQ(pixels(decode(make_bmp(1, 1, 16, {"\x00\x04"s}, rgb565))), (Bytes{0, 130, 0}));  // 32 · 255 / 63
  const BmpOptions alpha = {.header = 108, .compression = 3, .masks = {0xFF, 0xFF00, 0xFF0000, 0xFF000000}};
  EXPECT_EQ(pixels(decode(make_bmp(2, 1, 32, {"\x0A\x14\x1E\xFF\x0A\x14\x1E\x00"s}, alpha))),
            (Bytes{10, 20, 30, 255, 255, 255}));
}

TEST(Bmp, RefusesWhatItCannotReadByName) {
  expect_refusal(make_bmp(1, 1, 8, {"x"}, {.compression = 1, .palette = "abcd"}),
                 "BMP with the compression RLE8 is not read");
  expect_refusal(make_bmp(1, 1, 4, {"x"}, {.compression = 2, .palette = "abcd"}), "RLE4");
  expect_refusal(make_bmp(1, 1, 24, {"xxx"}, {.compression = 4}), "JPEG");
  expect_refusal(make_bmp(1, 1, 24, {"xxx"}, {.compression = 9}), "compression 9 is unknown");
  expect_refusal(make_bmp(1, 1, 7, {"x"}), "1, 4, 8, 16, 24 or 32 bits a pixel, found 7");
  expect_refusal(make_bmp(1, 1, 24, {"xxx"}, {.header = 41}),
                 "header of 12, 40, 52, 56, 64, 108 or 124 bytes");
  expect_refusal(make_bmp(-1, 1, 24, {"xxx"}), "the width is -1");
  expect_refusal(make_bmp(0, 1, 24, {}), "0 × 1 pixels");
  expect_refusal(make_bmp(1 << 20, 1 << 20, 24, {"xxx"}), "more than 2²⁸");
  expect_refusal(make_bmp(2, 2, 24, {"abcdef"}), "expected 16 bytes from byte 54, but the file ends at 62");
  expect_refusal(make_bmp(1, 1, 16, {"xx"}, {.compression = 3, .masks = {0xF0F0, 1, 2}}), "bit field 0xf0f0");
}

TEST(Bmp, EveryCutIsFound) {
  expect_safe(make_bmp(3, 2, 24, {"abcdefghi", "jklmnopqr"}));
  expect_safe(make_bmp(3, 2, 4, {"\x10\x10", "\x01\x10"}, {.palette = std::string(64, 'a')}));
  expect_safe(
      make_bmp(2, 1, 16, {"\x00\x04\x00\x05"s}, {.compression = 3, .masks = {0xF800, 0x07E0, 0x001F}}));
}

TEST(Gif, ReadsTheFirstFrame) {
  const std::string palette = "abcdefghijkl";
  EXPECT_EQ(pixels(decode(make_gif(2, 2, "\0\1\2\3"s, palette))),
            (Bytes{'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'}));
  const std::string two_frames = make_gif(1, 1, "\1"s, palette) + make_gif(1, 1, "\2"s, palette).substr(13);
  EXPECT_EQ(pixels(decode(two_frames)), (Bytes{'d', 'e', 'f'}));
  std::string many(300, '\1');
  many[250] = '\2';
  EXPECT_EQ(decode(make_gif(30, 10, many, palette)).at(3 * 250), 'g');
}

TEST(Gif, WhatIsFreeOrTransparentIsWhite) {
  const Array image = decode(make_gif(2, 1, "\1\0"s, "abcdef",
                                      {.left = 1, .screen_width = 3, .screen_height = 2, .transparent = 0}));
  EXPECT_EQ(image.shape(), (Shape{2, 3, 3}));
  EXPECT_EQ(pixels(image.rows(0, 1)), (Bytes{255, 255, 255, 'd', 'e', 'f', 255, 255, 255}));
  EXPECT_EQ(pixels(image.rows(1, 2)), Bytes(9, 255));
}

TEST(Gif, ReadsInterlacedRowsInTheirOrder) {
  std::string palette;
  for (int i = 0; i < 16; ++i) palette += std::string(3, static_cast<char>(10 * i));
  const std::string stored = {0, 8, 4, 2, 6, 1, 3, 5, 7, 9};  // rows 0 8 · 4 · 2 6 · 1 3 5 7 9
  const Array image = decode(make_gif(1, 10, stored, palette, {.interlaced = true}));
  for (int y = 0; y < 10; ++y) EXPECT_EQ(image.at(3 * y), 10 * y);
}

TEST(Gif, RefusesDamage) {
  const std::string file = make_gif(3, 2, "\0\1\2\3\2\1"s, "abcdefghijkl", {.transparent = 3});
  expect_safe(file, file.size() - 2);  // Without the last two marks, the picture is whole.
  expect_refusal(file.substr(0, 40), ", near byte 40 of 40");
  expect_refusal(make_gif(1, 1, "\5"s, "abcdefghijkl"), "colour 5 of a palette of 4");
  expect_refusal(make_gif(2, 2, "\0\1\2\3"s, "abcdefghijkl", {.left = 1, .screen_width = 2}),
                 "leaves the screen");
  expect_refusal(make_gif(1, 1, "\1"s, "abcdef", {.screen_width = 16000, .screen_height = 16000}),
                 "bytes cannot hold 16000 × 16000 pixels");
  expect_refusal("GIF89a......", "damaged picture");
}

TEST(WebP, ReadsColourAndAlpha) {
  const Array image = noise_picture({7, 9, 3});
  EXPECT_TRUE(identical(decode(make_webp(image)), image));
  const Array alpha = Array::of(Bytes{10, 20, 30, 255, 10, 20, 30, 0}, {1, 2, 4});
  const Array white = decode(make_webp(alpha));
  EXPECT_EQ(pixels(white), (Bytes{10, 20, 30, 255, 255, 255}));
}

TEST(WebP, RefusesDamage) {
  const std::string file = make_webp(noise_picture({4, 5, 3}));
  expect_safe(file);
  expect_refusal(file.substr(0, file.size() - 3), "the file is cut short");
  std::string animated = file;
  animated.replace(12, 4, "VP8X");  // A header that says so is all that is looked at.
  animated.replace(16, 14, "\x0A\0\0\0\x02\0\0\0\x04\0\0\x03\0\0"s);
  expect_refusal(animated, "an animated WebP is not read");
}

TEST(Jpeg, IsTurnedUpright) {
  // Four blocks of a colour each, so that every orientation differs.
  const std::array<std::uint8_t, 4> corners = {20, 90, 160, 230};  // top left, top right, bottom left, right
  Bytes values;
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 32; ++x) values.push_back(corners[static_cast<std::size_t>(2 * (y / 8) + x / 16)]);
  const std::string file = make_jpeg(32, 16, 1, values);
  // Which corner of the file lies top left, top right, bottom left, bottom right of what is seen.
  constexpr std::array<std::array<std::size_t, 4>, 8> seen = {{{0, 1, 2, 3},
                                                               {1, 0, 3, 2},
                                                               {3, 2, 1, 0},
                                                               {2, 3, 0, 1},
                                                               {0, 2, 1, 3},
                                                               {2, 0, 3, 1},
                                                               {3, 1, 2, 0},
                                                               {1, 3, 0, 2}}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const bool little : {true, false}) {
      const Array image = decode(with_orientation(file, orientation, little));
      const bool lying = orientation >= 5;
      ASSERT_EQ(image.shape(), (lying ? Shape{32, 16, 1} : Shape{16, 32, 1})) << orientation;
      const std::int64_t height = image.shape()[0];
      const std::int64_t width = image.shape()[1];
      const std::array<std::int64_t, 4> at = {0, width - 1, (height - 1) * width, height * width - 1};
      for (std::size_t i = 0; i < 4; ++i)
        EXPECT_NEAR(image.at(at[i]), corners[seen[static_cast<std::size_t>(orientation - 1)][i]], 2)
            << orientation;
    }
  }
  for (const int other : {0, 9, 77})
    EXPECT_EQ(decode(with_orientation(file, other)).shape(), (Shape{16, 32, 1}));
}

TEST(Jpeg, DamagedExifIsNoReasonToRefuseAPicture) {
  const std::string file = with_orientation(make_jpeg(8, 8, 1, Bytes(64, 77)), 6);
  for (std::size_t byte = 12; byte < 50; ++byte) {
    std::string damaged = file;
    damaged[byte] = '\xFF';
    EXPECT_EQ(decode(damaged).shape(), (Shape{8, 8, 1})) << byte;
  }
}

TEST(Jpeg, DamageIsPlaced) {
  const std::string file = jpeg_of(noise_picture({16, 16, 3}));
  expect_refusal(file.substr(0, 700), " of 700");
}

}  // namespace
}  // namespace saem
