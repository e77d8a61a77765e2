#include "saem/data/image_reader.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/pictures/make_pictures.h"
#include "tests/data/support/make_files.h"
#include "tests/data/support/real_data.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using namespace test;
using Bytes = std::vector<std::uint8_t>;

Array decode(const std::string& file, int channels = 0) {
  return decode_image(std::as_bytes(std::span(file)), "picture", {.channels = channels});
}

Bytes pixels(const Array& image) {
  const auto data = image.data<std::uint8_t>();
  return {data.begin(), data.end()};
}

std::string jpeg_of(const Array& image) {
  return make_jpeg(static_cast<int>(image.shape()[1]), static_cast<int>(image.shape()[0]),
                   static_cast<int>(image.shape()[2]), pixels(image));
}

double largest_difference(const Array& a, const Array& b) {
  EXPECT_EQ(a.shape(), b.shape());
  double largest = 0.0;
  for (std::int64_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a.at(i) - b.at(i)));
  return largest;
}

TEST(ImageReader, KnowsTheSizeBeforeItDecodes) {
  const std::string file = with_orientation(jpeg_of(smooth_picture(20, 30)), 6);
  const ImageReader reader(std::as_bytes(std::span(file)), "picture");
  EXPECT_EQ(reader.height(), 30);
  EXPECT_EQ(reader.width(), 20);
  EXPECT_EQ(reader.channels(), 3);
  EXPECT_EQ(reader.format(), "a JPEG picture");
  const std::string grey = make_png(2, 1, {"\x05\x06"});
  EXPECT_EQ(ImageReader(std::as_bytes(std::span(grey)), "picture").channels(), 1);
  EXPECT_EQ(ImageReader(std::as_bytes(std::span(grey)), "picture", {.channels = 3}).channels(), 3);
}

Array cropped(const Array& image, const ImageBox& box) {
  const std::int64_t channels = image.shape()[2];
  Array result = Array::uninitialized({box.height, box.width, channels}, DType::u8);
  std::uint8_t* target = result.mutable_data<std::uint8_t>().data();
  for (std::int64_t i = 0; i < result.size(); ++i) {
    const std::int64_t x = i / channels % box.width;
    const std::int64_t y = i / channels / box.width;
    target[i] = static_cast<std::uint8_t>(
        image.at(((box.top + y) * image.shape()[1] + box.left + x) * channels + i % channels));
  }
  return result;
}

Array resized_part(const std::string& file, const ImageBox& box, std::int64_t height, std::int64_t width,
                   int channels = 0) {
  return ImageReader(std::as_bytes(std::span(file)), "picture", {.channels = channels})
      .decode_resized(box, height, width);
}

TEST(ImageReader, APartIsWhatItIsInTheWhole) {
  const Array image = smooth_picture(90, 120);
  Generator random(7);
  for (int i = 0; i < 200; ++i) {
    const std::int64_t height = 1 + random.integer(90);
    const std::int64_t width = 1 + random.integer(120);
    const ImageBox box{random.integer(90 - height + 1), random.integer(120 - width + 1), height, width};
    const std::int64_t new_height = 1 + random.integer(40);
    const std::int64_t new_width = 1 + random.integer(40);
    const Array expected = resize_area(cropped(image, box), new_height, new_width);
    const std::string png = encode_png(image);
    EXPECT_TRUE(identical(resized_part(png, box, new_height, new_width), expected));
    const Array part = resized_part(jpeg_of(image), box, new_height, new_width);
    EXPECT_LE(largest_difference(part, expected), 12) << i;
  }
}

TEST(ImageReader, APartOfAPictureOnItsSideAndInGreyToo) {
  const Array image = smooth_picture(64, 64);
  const std::string file = jpeg_of(image);
  const ImageBox box{8, 24, 32, 20};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::string turned = with_orientation(file, orientation);
    const Array expected = resize_area(cropped(decode(turned), box), 10, 11);
    EXPECT_LE(largest_difference(resized_part(turned, box, 10, 11), expected), 4) << orientation;
    const Array small = resize_area(cropped(decode(turned), box), 5, 4);
    EXPECT_LE(largest_difference(resized_part(turned, box, 5, 4), small), 8) << orientation;
    const Array grey = resize_area(cropped(decode(turned, 1), box), 10, 11);
    EXPECT_LE(largest_difference(resized_part(turned, box, 10, 11, 1), grey), 4) << orientation;
  }
}

TEST(ImageReader, ReducesLargeCmykAndOddSizes) {
  const Array image = smooth_picture(203, 317, 4);
  const std::string file = jpeg_of(image);
  const Array whole = decode(file);
  for (const std::int64_t size : {100, 50, 25, 12, 1}) {
    const Array expected = resize_area(whole, size, size);
    EXPECT_LE(largest_difference(resized_part(file, {0, 0, 203, 317}, size, size), expected), 6) << size;
  }
}

TEST(ImageReader, ACutFileIsRefusedWhereverThePartLies) {
  const std::string file = jpeg_of(noise_picture({64, 64, 3}));
  for (std::size_t size = 0; size < file.size(); size += 97)
    EXPECT_THROW((void)resized_part(file.substr(0, size), {0, 0, 8, 8}, 8, 8), FileError) << size;
}

TEST(ImageReader, RefusesBoxesOutside) {
  const std::string file = make_png(2, 1, {"\x05\x06"});
  for (const ImageBox& box : {ImageBox{0, 0, 2, 1}, {0, 0, 1, 3}, {-1, 0, 1, 1}, {0, 2, 1, 1}, {0, 0, 0, 1}})
    EXPECT_THROW((void)resized_part(file, box, 1, 1), ValueError);
  EXPECT_THROW((void)resized_part(file, {0, 0, 1, 1}, 0, 1), ValueError);
}

TEST(ImageReader, ReadsPartsOfRealPhotos) {
  const auto folder = real_data("sample-photos");
  if (is_missing(folder)) GTEST_SKIP() << folder << " is not there";
  for (const char* name : {"china.jpg", "flower.jpg", "rocket.jpg", "hubble_deep_field.jpg"}) {
    const std::string file = content_of(folder / name);
    const Array whole = decode(file);
    const ImageBox all{0, 0, whole.shape()[0], whole.shape()[1]};
    const ImageBox middle{50, 101, 300, 400};
    for (const ImageBox& box : {all, middle}) {
      for (const std::int64_t size : {224, 64, 20}) {
        const Array expected = resize_area(cropped(whole, box), size, size);
        const Array part = resized_part(file, box, size, size);
        double sum = 0.0;
        for (std::int64_t i = 0; i < part.size(); ++i) sum += std::abs(part.at(i) - expected.at(i));
        EXPECT_LE(sum / static_cast<double>(part.size()), 1.0) << name << " " << size;
      }
    }
  }
}

}  // namespace
}  // namespace saem
