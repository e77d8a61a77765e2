#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/data/image.h"

namespace saem {
namespace {

using Bytes = std::vector<std::uint8_t>;

Array noise(const Shape& shape) {
  Generator random(11);
  Bytes values(static_cast<std::size_t>(shape.count()));
  for (std::uint8_t& value : values) value = static_cast<std::uint8_t>(random.integer(256));
  return Array::of(values, shape);
}

double mean(const Array& image) {
  double sum = 0.0;
  for (const std::uint8_t value : image.data<std::uint8_t>()) sum += value;
  return sum / static_cast<double>(image.size());
}

TEST(ResizeArea, TheSameSizeIsTheSamePicture) {
  const Array image = noise({13, 9, 3});
  EXPECT_TRUE(identical(resize_area(image, 13, 9), image));
}

TEST(ResizeArea, AConstantStaysConstant) {
  const Array image = Array::full({37, 23, 3}, 201, DType::u8);
  for (const auto& [height, width] : {std::pair{1, 1}, {5, 40}, {100, 3}, {36, 24}}) {
    EXPECT_TRUE(
        identical(resize_area(image, height, width), Array::full({height, width, 3}, 201, DType::u8)));
  }
}

// By hand: from 4 to 2 the support is 2 input pixels around the centres 1 and 3; the weights are 3:3:1 and
// its mirror image after cutting at the border: (0.75, 0.75, 0.25) / 1.75.
TEST(ResizeArea, MatchesTheFilterByHand) {
  const Array row = Array::of(Bytes{0, 70, 140, 210}, {1, 4, 1});
  const Array half = resize_area(row, 1, 2);
  EXPECT_EQ(half.at(0), std::round((0.75 * 0 + 0.75 * 70 + 0.25 * 140) / 1.75));
  EXPECT_EQ(half.at(1), std::round((0.25 * 70 + 0.75 * 140 + 0.75 * 210) / 1.75));
  // Enlarging is bilinear: centres at -0.25 (cut), 0.25, 0.75, 1.25 (cut) between the two pixels.
  const Array twice = resize_area(Array::of(Bytes{0, 100}, {2, 1, 1}), 4, 1);
  EXPECT_EQ(twice.at(0), 0);
  EXPECT_EQ(twice.at(1), 25);
  EXPECT_EQ(twice.at(2), 75);
  EXPECT_EQ(twice.at(3), 100);
}

// Taking every 8th pixel of this pattern would give all black; averaging gives grey.
TEST(ResizeArea, ReductionCountsEveryPixel) {
  Array stripes(Shape{64, 64, 1}, DType::u8);
  const auto values = stripes.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 2 == 0 ? 0 : 200;
  const Array small = resize_area(stripes, 8, 8);
  for (std::int64_t i = 0; i < small.size(); ++i) EXPECT_NEAR(small.at(i), 100, 4);
  EXPECT_NEAR(mean(resize_area(noise({200, 200, 1}), 20, 20)), 127.5, 3.0);
}

TEST(ResizeArea, TheNumberOfThreadsDoesNotMatter) {
  const Array image = noise({100, 80, 3});
  const int before = thread_count();
  set_thread_count(1);
  const Array one = resize_area(image, 33, 47);
  set_thread_count(3);
  const Array three = resize_area(image, 33, 47);
  set_thread_count(before);
  EXPECT_TRUE(identical(one, three));
}

TEST(ResizeArea, RefusesOtherArraysAndSizes) {
  EXPECT_THROW((void)resize_area(Array(Shape{2, 2, 1}), 1, 1), DTypeError);
  EXPECT_THROW((void)resize_area(Array(Shape{2, 2}, DType::u8), 1, 1), ShapeError);
  EXPECT_THROW((void)resize_area(Array(Shape{0, 2, 1}, DType::u8), 1, 1), ShapeError);
  const Array image(Shape{2, 2, 1}, DType::u8);
  for (const auto& [height, width] :
       {std::pair<std::int64_t, std::int64_t>{0, 1}, {1, 0}, {-1, -1}, {1 << 20, 1 << 20}}) {
    EXPECT_THROW((void)resize_area(image, height, width), ValueError);
  }
}

}  // namespace
}  // namespace saem
