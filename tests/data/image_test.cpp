#include "saem/data/image.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::make_jpeg;
using test::make_png;
using test::message_of;
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

/// Every bit flipped in turn: a picture or a FileError, nothing else. Returns the number of flips that were
/// noticed.
std::size_t count_noticed_flips(std::string file) {
  std::size_t noticed = 0;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
    try {
      (void)decode(file);
    } catch (const FileError&) {
      ++noticed;
    }
    file[bit / 8] = static_cast<char>(file[bit / 8] ^ 1 << bit % 8);
  }
  return noticed;
}

TEST(Png, ReadsEveryKindOfSample) {
  EXPECT_EQ(pixels(decode(make_png(2, 2, {"\x00\x7f"s, "\x80\xff"s}))), (Bytes{0, 127, 128, 255}));
  EXPECT_EQ(pixels(decode(make_png(8, 1, {"\xa5"}, {.bits = 1}))), (Bytes{255, 0, 255, 0, 0, 255, 0, 255}));
  EXPECT_EQ(pixels(decode(make_png(2, 1, {"\x5f"}, {.bits = 4}))), (Bytes{85, 255}));
  EXPECT_EQ(pixels(decode(make_png(2, 1, {"\x80\x00\xff\xff"s}, {.bits = 16}))), (Bytes{128, 255}));
  const Array rgb = decode(make_png(1, 2, {"\x01\x02\x03", "\x04\x05\x06"}, {.color_type = 2}));
  EXPECT_EQ(rgb.shape(), (Shape{2, 1, 3}));
  EXPECT_EQ(pixels(rgb), (Bytes{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(pixels(decode(make_png(2, 1, {"\x01\x00"s}, {.color_type = 3, .palette = "abcdef"}))),
            (Bytes{'d', 'e', 'f', 'a', 'b', 'c'}));
}

TEST(Png, WhatIsTransparentLiesOverWhite) {
  const Array rgba =
      decode(make_png(3, 1, {"\x0a\x14\x1e\xff\x0a\x14\x1e\x00\x00\xff\x64\x80"s}, {.color_type = 6}));
  EXPECT_EQ(rgba.shape(), (Shape{1, 3, 3}));
  EXPECT_EQ(pixels(rgba), (Bytes{10, 20, 30, 255, 255, 255, 127, 255, 177}));
  const Array grey = decode(make_png(2, 1, {"\x0a\xff\x0a\x00"s}, {.color_type = 4}));
  EXPECT_EQ(grey.shape(), (Shape{1, 2, 1}));
  EXPECT_EQ(pixels(grey), (Bytes{10, 255}));
  EXPECT_EQ(pixels(decode(make_png(2, 1, {"\x00\x01"s},
                                   {.color_type = 3, .palette = "abcdef", .transparent = "\x00"s}))),
            (Bytes{255, 255, 255, 'd', 'e', 'f'}));
}

TEST(Png, ReadsInterlacedPictures) {
  // Adam7 on 8 × 8: the first pixel, first column and row step of each of the seven passes.
  constexpr std::array<std::array<int, 4>, 7> passes = {
      {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}};
  std::vector<std::string> rows;
  for (const auto& [x0, y0, dx, dy] : passes) {
    for (int y = y0; y < 8; y += dy) {
      rows.emplace_back();
      for (int x = x0; x < 8; x += dx) rows.back() += static_cast<char>(8 * y + x);
    }
  }
  const Array image = decode(make_png(8, 8, rows, {.interlace = 1}));
  for (int i = 0; i < 64; ++i) EXPECT_EQ(image.at(i), i);
}

TEST(Png, EveryCutAndEveryFlippedBitIsFound) {
  const std::string file = make_png(3, 2, {"abcdefghi", "jklmnopqr"}, {.color_type = 2});
  for (std::size_t size = 0; size < file.size(); ++size) (void)refusal(file.substr(0, size));
  EXPECT_EQ(count_noticed_flips(file), 8 * file.size());
}

TEST(Png, PicturesOfClaimedHugeSizeAreRefused) {
  EXPECT_NE(refusal(make_png(1U << 15, 1U << 14, {"x"})).find("more than 2²⁸"), std::string::npos);
  EXPECT_NE(refusal(make_png(1U << 14, 1U << 14, {"x"})).find("cannot hold 16384 × 16384 pixels"),
            std::string::npos);
}

TEST(Png, EncodingLosesNothing) {
  Generator random(3);
  for (const Shape& shape : {Shape{1, 1, 1}, Shape{7, 5, 1}, Shape{4, 9, 3}, Shape{64, 33, 3}}) {
    Bytes values(static_cast<std::size_t>(shape.count()));
    for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(random.integer(256));
    const Array image = Array::of(values, shape);
    EXPECT_TRUE(identical(decode(encode_png(image)), image)) << shape.to_string();
  }
}

TEST(Png, EncodingRefusesOtherArrays) {
  EXPECT_NE(message_of<DTypeError>([] {
              (void)encode_png(Array(Shape{2, 2, 1}));
            }).find("expected uint8, received float32"),
            std::string::npos);
  for (const Shape& shape : {Shape{2, 2}, Shape{2, 2, 2}, Shape{0, 2, 1}, Shape{1, 2, 2, 1}}) {
    EXPECT_THROW((void)encode_png(Array(shape, DType::u8)), ShapeError) << shape.to_string();
  }
}

TEST(Jpeg, ReadsGreyColourAndCmyk) {
  const Array grey = decode(make_jpeg(16, 8, 1, Bytes(128, 77)));
  EXPECT_EQ(grey.shape(), (Shape{8, 16, 1}));
  for (std::int64_t i = 0; i < grey.size(); ++i) EXPECT_NEAR(grey.at(i), 77, 1);

  Bytes colour;
  for (int i = 0; i < 64; ++i) colour.insert(colour.end(), {200, 30, 90});
  const Array rgb = decode(make_jpeg(8, 8, 3, colour));
  EXPECT_EQ(rgb.shape(), (Shape{8, 8, 3}));
  for (std::int64_t i = 0; i < rgb.size(); ++i)
    EXPECT_NEAR(rgb.at(i), colour[static_cast<std::size_t>(i)], 3);

  Bytes ink;  // Inverted: 255 is none. Cyan half, black a fifth.
  for (int i = 0; i < 64; ++i) ink.insert(ink.end(), {128, 255, 255, 204});
  const Array print = decode(make_jpeg(8, 8, 4, ink));
  EXPECT_EQ(print.shape(), (Shape{8, 8, 3}));
  EXPECT_NEAR(print.at(0), 128 * 204 / 255, 2);
  EXPECT_NEAR(print.at(1), 204, 2);
}

TEST(Image, ReadsProgressiveJpegOfAsManyScansAsRealOnesHave) {
  EXPECT_EQ(decode(make_jpeg(16, 8, 1, Bytes(128, 77), 5)).data<std::uint8_t>()[0], 77);  // 379 scans
  EXPECT_NE(refusal(make_jpeg(16, 8, 1, Bytes(128, 77), 9)).find("more than 500 scans"), std::string::npos);
}

TEST(Image, TakesNoMemoryThatAJpegCannotFill) {
  std::string file = make_jpeg(16, 8, 1, Bytes(128, 77));
  const std::size_t size = file.find("\xFF\xC0") + 5;  // height and width
  file.replace(size, 4, "\x3F\xFF\x3F\xFF");
  EXPECT_NE(refusal(file).find("bytes cannot hold 16383 × 16383 pixels"), std::string::npos) << refusal(file);
}

TEST(Jpeg, EveryCutIsFoundAndNoFlipDoesWorseThanAFileError) {
  Generator random(4);
  Bytes noise(16 * 16 * 3);
  for (std::uint8_t& value : noise) value = static_cast<std::uint8_t>(random.integer(256));
  const std::string file = make_jpeg(16, 16, 3, noise);
  for (std::size_t size = 0; size < file.size(); ++size) (void)refusal(file.substr(0, size));
  EXPECT_GT(count_noticed_flips(file), 200U);  // JPEG has no checksum: flips of pixels pass as other pixels.
}

TEST(Pnm, ReadsGreyColourCommentsAndOtherRanges) {
  const Array grey = decode("P5 2 1\n255\n\x01\xff");
  EXPECT_EQ(grey.shape(), (Shape{1, 2, 1}));
  EXPECT_EQ(pixels(grey), (Bytes{1, 255}));
  EXPECT_EQ(pixels(decode("P6\n# a comment\n1 # another\n1\n255\nabc")), (Bytes{'a', 'b', 'c'}));
  EXPECT_EQ(pixels(decode("P5 3 1 15\n\x00\x01\x0f"s)), (Bytes{0, 17, 255}));
  EXPECT_EQ(pixels(decode("P5 2 1 65535\n\xff\xff\x80\x00"s)), (Bytes{255, 128}));
}

TEST(Pnm, RefusesDamagedFiles) {
  const std::string file = "P6 2 1 255\nabcdef";
  for (std::size_t size = 0; size < file.size(); ++size) (void)refusal(file.substr(0, size));
  EXPECT_NE(refusal(file + "g").find("7 bytes of pixels, expected 6"), std::string::npos);
  EXPECT_NE(refusal("P5 0 1 255\n").find("0 × 1 pixels"), std::string::npos);
  EXPECT_NE(refusal("P5 1 1 0\nx").find("the largest value is 0"), std::string::npos);
  EXPECT_NE(refusal("P5 1 1 9\nx").find("the value 120, above the largest, 9"), std::string::npos);
  EXPECT_NE(refusal("P5 4000000000 4000000000 255\nx").find("more than 2²⁸"), std::string::npos);
  EXPECT_NE(refusal("P5 99999999999999999999 1 255\nx").find("too large"), std::string::npos);
  EXPECT_NE(refusal("P5 # no end").find("a number is missing"), std::string::npos);
}

TEST(Image, ConvertsChannels) {
  const std::string colour = make_png(2, 1, {"\xff\x00\x00\x0a\x14\x1e"s}, {.color_type = 2});
  EXPECT_EQ(pixels(decode(colour, 1)), (Bytes{76, 18}));  // 0.299 · 255; 0.299 · 10 + 0.587 · 20 + 0.114 · 30
  EXPECT_EQ(pixels(decode(make_png(2, 1, {"\x05\x06"}), 3)), (Bytes{5, 5, 5, 6, 6, 6}));
  EXPECT_NE(message_of<ValueError>([&] {
              (void)decode(colour, 2);
            }).find("expected 0, 1 or 3 channels, received 2"),
            std::string::npos);
}

TEST(Image, OtherFilesAreNamedForWhatTheyAre) {
  EXPECT_NE(refusal("II*\0........"s).find("this is a TIFF picture"), std::string::npos);
  EXPECT_NE(refusal("....ftypheic....").find("this is a HEIC picture"), std::string::npos);
  EXPECT_NE(refusal("hello").find("this is text"), std::string::npos);
  EXPECT_NE(refusal("").find("this is an empty file"), std::string::npos);
}

TEST(Image, ReadsRealPhotosAndRefusesThemCut) {
  const auto folder = test::real_data("sample-photos");
  if (test::is_missing(folder)) GTEST_SKIP() << folder << " is not there";
  EXPECT_EQ(read_image(folder / "astronaut.png").shape(), (Shape{512, 512, 3}));
  EXPECT_EQ(read_image(folder / "camera.png").shape(), (Shape{512, 512, 1}));
  EXPECT_EQ(read_image(folder / "camera.png", {.channels = 3}).shape(), (Shape{512, 512, 3}));
  EXPECT_EQ(read_image(folder / "china.jpg").shape(), (Shape{427, 640, 3}));
  EXPECT_EQ(read_image(folder / "hubble_deep_field.jpg", {.channels = 1}).shape(), (Shape{872, 1000, 1}));
  for (const char* name : {"camera.png", "china.jpg"}) {
    const std::string whole = test::content_of(folder / name);
    for (std::size_t part = 0; part < 20; ++part) (void)refusal(whole.substr(0, whole.size() * part / 20));
  }
}

}  // namespace
}  // namespace saem
