#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "saem/core/error.h"
#include "tests/data/pictures/apply_transform.h"

namespace saem {
namespace {

using namespace test;
using namespace transforms;
using Bytes = std::vector<std::uint8_t>;

Array bytes(const Bytes& values, const Shape& shape) { return Array::of(values, shape); }

TEST(RandomInvert, AndGrayscaleAreTheirFormulas) {
  const Array picture = noise_picture({4, 5, 3});
  EXPECT_TRUE(
      identical(apply(RandomInvert({.p = 1}), picture),
                picture_of({4, 5, 3}, [&](auto y, auto x, auto c) { return 255 - at(picture, y, x, c); })));
  const Array grey = apply(Grayscale(), picture);
  for (std::int64_t y = 0; y < 4; ++y)
    for (std::int64_t x = 0; x < 5; ++x)
      for (std::int64_t c = 0; c < 3; ++c)
        EXPECT_NEAR(
            at(grey, y, x, c),
            0.299 * at(picture, y, x, 0) + 0.587 * at(picture, y, x, 1) + 0.114 * at(picture, y, x, 2), 0.51);
  expect_same_in_floats(RandomInvert({.p = 1}));
  expect_same_in_floats(Grayscale());
}

TEST(ColorJitter, StaysWithinItsFactors) {
  const Array picture = bytes({100, 100, 100, 60, 60, 60}, {1, 2, 3});
  double low = 255;
  double high = 0;
  for (std::int64_t i = 0; i < 500; ++i) {
    const double value = apply(ColorJitter({.brightness = 0.4}), picture, i).at(0);
    low = std::min(low, value);
    high = std::max(high, value);
    // Contrast keeps the mean, 80.
    const Array contrast = apply(ColorJitter({.contrast = 0.5}), picture, i);
    ASSERT_NEAR(contrast.at(0) + contrast.at(3), 160, 1);
    ASSERT_LE(std::abs(contrast.at(0) - 80), 31);
    // Grey has no saturation and no hue.
    ASSERT_TRUE(identical(apply(ColorJitter({.saturation = 1, .hue = 0.5}), picture, i), picture));
  }
  EXPECT_NEAR(low, 60, 1.5);
  EXPECT_NEAR(high, 140, 1.5);
  expect_same_in_floats(ColorJitter({.brightness = 0.4, .contrast = 0.4, .saturation = 0.4, .hue = 0.1}), 6);
}

TEST(ColorJitter, TurnsHues) {
  // Brightness and saturation stay when the hue turns: the largest and least channel are the same.
  const Array picture = noise_picture({6, 6, 3});
  for (std::int64_t i = 0; i < 50; ++i) {
    const Array turned = apply(ColorJitter({.hue = 0.5}), picture, i);
    for (std::int64_t p = 0; p < 36; ++p) {
      const auto ends = [p](const Array& a) {
        return std::minmax({a.at(3 * p), a.at(3 * p + 1), a.at(3 * p + 2)});
      };
      ASSERT_NEAR(ends(turned).first, ends(picture).first, 1);
      ASSERT_NEAR(ends(turned).second, ends(picture).second, 1);
    }
  }
}

TEST(RandomErasing, FillsOneBoxOfTheAreaAskedFor) {
  const Array picture = Array::full({40, 50, 1}, 7, DType::u8);
  for (std::int64_t i = 0; i < 300; ++i) {
    const Array erased = apply(RandomErasing({.p = 1, .fill = 1}), picture, i);
    std::int64_t top = 40, left = 50, bottom = -1, right = -1, count = 0;
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 50; ++x)
        if (at(erased, y, x, 0) == 255) {
          top = std::min(top, y), bottom = std::max(bottom, y);
          left = std::min(left, x), right = std::max(right, x);
          ++count;
        }
    ASSERT_EQ(count, (bottom - top + 1) * (right - left + 1));
    ASSERT_GE(count, 2000 * 0.015);
    ASSERT_LE(count, 2000 * 0.35);
  }
  EXPECT_TRUE(identical(apply(RandomErasing({.p = 0}), picture), picture));
  expect_same_in_floats(RandomErasing({.p = 1}));
  expect_same_in_floats(RandomErasing({.p = 1, .noise = true}));
}

TEST(GaussianBlur, IsTheConvolution) {
  const Array picture = noise_picture({7, 8, 3});
  const Array blurred = apply(GaussianBlur({.kernel_size = 5, .sigma = {1.2, 1.2}}), picture);
  const auto mirrored = [](std::int64_t i, std::int64_t n) {
    return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
  };
  for (std::int64_t y = 0; y < 7; ++y)
    for (std::int64_t x = 0; x < 8; ++x) {
      double sum = 0;
      double weights = 0;
      for (std::int64_t i = -2; i <= 2; ++i)
        for (std::int64_t j = -2; j <= 2; ++j) {
          const double weight = std::exp(-0.5 * static_cast<double>(i * i + j * j) / 1.44);
          sum += weight * at(picture, mirrored(y + i, 7), mirrored(x + j, 8), 1);
          weights += weight;
        }
      ASSERT_NEAR(at(blurred, y, x, 1), sum / weights, 0.51);
    }
  EXPECT_EQ(apply(GaussianBlur({.kernel_size = 9}), noise_picture({1, 2, 1})).shape(), (Shape{1, 2, 1}));
  expect_same_in_floats(GaussianBlur({.kernel_size = 3}));
}

TEST(RandAugment, TakesItsOperationsOneAfterTheOther) {
  const Array picture = noise_picture({16, 16, 3});
  EXPECT_TRUE(identical(apply(RandAugment({.num_ops = 0}), picture), picture));
  int changed = 0;
  for (std::int64_t i = 0; i < 280; ++i) {
    const Array one = apply(RandAugment({.num_ops = 1}), picture, i);
    ASSERT_EQ(one.shape(), picture.shape());
    changed += identical(one, picture) ? 0 : 1;
  }
  // One of 14 is no change; autocontrast and equalize of noise may be none.
  EXPECT_GE(changed, 200);
  EXPECT_LE(changed, 275);
  expect_same_in_floats(RandAugment({.num_ops = 1}));
}

TEST(TrivialAugmentWide, IsTheSameInFloats) {
  expect_same_in_floats(TrivialAugmentWide({.fill = 0.5}));
  const Array picture = noise_picture({16, 16, 3});
  std::set<std::vector<std::uint8_t>> results;
  for (std::int64_t i = 0; i < 100; ++i) {
    const Array result = apply(TrivialAugmentWide(), picture, i);
    const auto data = result.data<std::uint8_t>();
    results.insert({data.begin(), data.end()});
  }
  EXPECT_GE(results.size(), 60U);
}

}  // namespace
}  // namespace saem
