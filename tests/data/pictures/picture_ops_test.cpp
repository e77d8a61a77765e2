#include "saem/data/pictures/picture_ops.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/pictures/make_pictures.h"

namespace saem {
namespace {

using namespace test;
using namespace transforms;
using Bytes = std::vector<std::uint8_t>;

template <class Change>
Bytes changed(const Bytes& values, const Shape& shape, Change&& change) {
  Array picture = Array::of(values, shape);
  change(picture);
  const auto data = picture.data<std::uint8_t>();
  return {data.begin(), data.end()};
}

TEST(PictureOps, PosterizeKeepsTheHighBits) {
  const auto two = [](Array& picture) { detail::posterize(picture, 2); };
  EXPECT_EQ(changed({0, 63, 64, 200, 255}, {1, 5, 1}, two), (Bytes{0, 0, 64, 192, 192}));
}

TEST(PictureOps, SolarizeInvertsWhatIsBright) {
  const auto half = [](Array& picture) { detail::solarize(picture, 0.5); };
  EXPECT_EQ(changed({0, 127, 128, 255}, {1, 4, 1}, half), (Bytes{0, 127, 127, 0}));
}

TEST(PictureOps, AutocontrastStretchesEachChannel) {
  const auto change = [](Array& picture) { detail::autocontrast(picture); };
  EXPECT_EQ(changed({10, 7, 0, 20, 7, 255, 15, 7, 100}, {1, 3, 3}, change),
            (Bytes{0, 7, 0, 255, 7, 255, 128, 7, 100}));
}

// Of 1024 samples, 511 are 10, 511 are 200 and two are 255. Steps of (1024 - 2) / 255 = 4: 10 becomes 2 / 4,
// 200 (2 + 511) / 4, 255 (2 + 1022) / 4.
TEST(PictureOps, EqualizeCountsAsPillowDoes) {
  Bytes values(511, 10);
  values.insert(values.end(), 511, 200);
  values.insert(values.end(), 2, 255);
  const Bytes result = changed(values, {32, 32, 1}, [](Array& picture) { detail::equalize(picture); });
  EXPECT_EQ(result.front(), 0);
  EXPECT_EQ(result[600], 128);
  EXPECT_EQ(result.back(), 255);
  const auto change = [](Array& picture) { detail::equalize(picture); };
  EXPECT_EQ(changed({9, 9, 9}, {1, 3, 1}, change), (Bytes{9, 9, 9}));
}

TEST(PictureOps, SharpnessMovesAwayFromTheSmoothedPicture) {
  const Bytes values = {0, 0, 0, 0, 130, 0, 0, 0, 0};
  const auto change = [&](double factor) {
    return changed(values, {3, 3, 1}, [=](Array& picture) { detail::adjust_sharpness(picture, factor); })[4];
  };
  EXPECT_EQ(change(1), 130);
  EXPECT_EQ(change(0), 50);  // 5 · 130 / 13
  EXPECT_EQ(change(1.5), 170);
}

TEST(PictureOps, SaturationAndBrightness) {
  const auto none = [](Array& picture) { detail::adjust_saturation(picture, 0); };
  EXPECT_EQ(changed({100, 50, 200}, {1, 1, 3}, none), (Bytes{82, 82, 82}));  // 29.9 + 29.35 + 22.8
  const auto twice = [](Array& picture) { detail::adjust_brightness(picture, 2); };
  EXPECT_EQ(changed({100, 50, 200}, {1, 1, 3}, twice), (Bytes{200, 100, 255}));
}

TEST(PictureOps, AThirdOfTheCircleTurnsRedIntoGreen) {
  const auto third = [](Array& picture) { detail::adjust_hue(picture, 1.0 / 3); };
  EXPECT_EQ(changed({255, 0, 0, 10, 20, 30}, {1, 2, 3}, third), (Bytes{0, 255, 0, 30, 10, 20}));
}

TEST(PictureOps, WarpingByWholePixelsMoves) {
  const Array picture = noise_picture({4, 5, 3});
  const Array moved =
      detail::warp_affine(picture, detail::inverse_affine({.translate_x = 2, .translate_y = -1}),
                          PictureInterpolation::bilinear, 0);
  for (std::int64_t y = 0; y < 3; ++y)
    for (std::int64_t x = 2; x < 5; ++x)
      for (std::int64_t c = 0; c < 3; ++c)
        EXPECT_EQ(moved.at((y * 5 + x) * 3 + c), picture.at(((y + 1) * 5 + x - 2) * 3 + c));
  EXPECT_EQ(moved.at(0), 0);
}

}  // namespace
}  // namespace saem
