#include "saem/data/pictures/augment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/image.h"
#include "tests/data/pictures/apply_transform.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using namespace test;
using namespace transforms;
using Bytes = std::vector<std::uint8_t>;

TEST(Flip, IsADirectMirrorAndTwiceNothing) {
  const Array picture = noise_picture({5, 7, 3});
  const RandomHorizontalFlip horizontal({.p = 1.0});
  const RandomVerticalFlip vertical({.p = 1.0});
  EXPECT_TRUE(identical(apply(horizontal, picture), picture_of({5, 7, 3}, [&](auto y, auto x, auto c) {
                          return at(picture, y, 6 - x, c);
                        })));
  EXPECT_TRUE(identical(apply(vertical, picture), picture_of({5, 7, 3}, [&](auto y, auto x, auto c) {
                          return at(picture, 4 - y, x, c);
                        })));
  EXPECT_TRUE(identical(apply(horizontal, apply(horizontal, picture)), picture));
  EXPECT_TRUE(identical(apply(vertical, apply(vertical, picture)), picture));
  EXPECT_TRUE(identical(apply(RandomHorizontalFlip({.p = 0.0}), picture), picture));
  expect_same_in_floats(horizontal);
  expect_same_in_floats(vertical);
}

TEST(Flip, HappensAsOftenAsAsked) {
  const Array picture = Array::of(Bytes{1, 2}, {1, 2, 1});
  for (const double p : {0.1, 0.5, 0.8}) {
    int flips = 0;
    for (std::int64_t i = 0; i < 4000; ++i)
      flips += apply(RandomHorizontalFlip({.p = p}), picture, i).at(0) == 2 ? 1 : 0;
    EXPECT_NEAR(flips / 4000.0, p, 4 * std::sqrt(p * (1 - p) / 4000)) << p;
  }
}

TEST(RandomCrop, CutsEveryWindowOutOfThePaddedPicture) {
  const Array picture = picture_of({3, 4, 1}, [](auto y, auto x, auto) { return 1 + 4 * y + x; });
  const RandomCrop crop({.height = 3, .width = 4, .padding = 1, .fill = 1});
  std::set<double> firsts;
  for (std::int64_t i = 0; i < 300; ++i) {
    const Array window = apply(crop, picture, i);
    ASSERT_EQ(window.shape(), (Shape{3, 4, 1}));
    // Where the window lies follows from its middle.
    const auto middle = static_cast<std::int64_t>(at(window, 1, 1, 0)) - 1;
    const std::int64_t top = middle / 4 - 1;
    const std::int64_t left = middle % 4 - 1;
    firsts.insert(at(window, 1, 1, 0));
    const auto value = [&](auto y, auto x, auto) {
      const std::int64_t from_y = top + y;
      const std::int64_t from_x = left + x;
      const bool inside = from_y >= 0 && from_x >= 0 && from_y < 3 && from_x < 4;
      return inside ? 1 + 4 * from_y + from_x : 255;
    };
    ASSERT_TRUE(identical(window, picture_of({3, 4, 1}, value))) << i;
  }
  EXPECT_EQ(firsts.size(), 9U);
  expect_same_in_floats(RandomCrop({.height = 5, .width = 6, .padding = 2}));
  EXPECT_NE(message_of<ShapeError>([&] {
              (void)apply(RandomCrop({.height = 9, .width = 4}), picture);
            }).find("a window of 4 × 9 is larger than the picture, 4 × 3"),
            std::string::npos);
}

TEST(RandomResizedCrop, ChoosesBoxesOfTheAreasAndShapesAskedFor) {
  const RandomResizedCrop crop({.height = 8, .width = 8});
  double area = 0;
  for (std::int64_t i = 0; i < 3000; ++i) {
    Generator random = picture_random(3, 0, i);
    const ImageBox box = crop.choose(300, 400, random);
    ASSERT_TRUE(box.top >= 0 && box.left >= 0 && box.top + box.height <= 300 && box.left + box.width <= 400);
    const double part = static_cast<double>(box.height * box.width) / (300.0 * 400.0);
    const double ratio = static_cast<double>(box.width) / static_cast<double>(box.height);
    ASSERT_GT(part, 0.077);
    ASSERT_GT(ratio, 0.74);
    ASSERT_LT(ratio, 1.35);
    area += part;
  }
  EXPECT_NEAR(area / 3000, 0.433, 0.02);  // by simulation: large upright boxes do not fit and are drawn again
  Generator random = picture_random(3, 0, 0);
  const ImageBox thin = RandomResizedCrop({.height = 8, .width = 8, .scale = {1, 1}}).choose(10, 400, random);
  EXPECT_EQ(thin.height, 10);
  EXPECT_EQ(thin.width, 13);  // 10 · 4/3
  EXPECT_EQ(thin.left, 193);
}

TEST(RandomResizedCrop, IsTheBoxResized) {
  const Array picture = noise_picture({40, 50, 3});
  const RandomResizedCrop crop({.height = 16, .width = 12});
  Generator random = picture_random(1, 0, 7);
  const ImageBox box = crop.choose(40, 50, random);
  const Array part = picture_of({box.height, box.width, 3}, [&](auto y, auto x, auto c) {
    return at(picture, box.top + y, box.left + x, c);
  });
  EXPECT_TRUE(identical(apply(crop, picture, 7), resize_area(part, 16, 12)));
  expect_same_in_floats(crop);
}

TEST(RandomRotation, QuarterTurnsAreExact) {
  const Array picture = noise_picture({6, 6, 3});
  for (const PictureInterpolation interpolation :
       {PictureInterpolation::nearest, PictureInterpolation::bilinear}) {
    const auto turned = [&](double degrees) {
      return apply(RandomRotation({.degrees = {degrees, degrees}, .interpolation = interpolation}), picture);
    };
    EXPECT_TRUE(identical(turned(0), picture));
    // Counter-clockwise: the right column becomes the top row.
    EXPECT_TRUE(identical(
        turned(90), picture_of({6, 6, 3}, [&](auto y, auto x, auto c) { return at(picture, x, 5 - y, c); })));
    EXPECT_TRUE(identical(turned(180), picture_of({6, 6, 3}, [&](auto y, auto x, auto c) {
                            return at(picture, 5 - y, 5 - x, c);
                          })));
    EXPECT_TRUE(identical(turned(-90), picture_of({6, 6, 3}, [&](auto y, auto x, auto c) {
                            return at(picture, 5 - x, y, c);
                          })));
  }
  expect_same_in_floats(RandomRotation({.degrees = {-30, 30}, .fill = 0.5}));
}

TEST(RandomAffine, MovesEnlargesAndShears) {
  const Array picture = smooth_picture(32, 32);
  const auto scaled = apply(RandomAffine({.scale = {2, 2}}), picture);
  EXPECT_NEAR(at(scaled, 16, 16, 1), at(picture, 16, 16, 1), 4);
  EXPECT_NEAR(at(scaled, 16, 30, 1), at(picture, 16, 23, 1), 4);  // twice as far from the middle
  // Shear along x by 45 degrees moves a row by its distance from the middle.
  const auto sheared = apply(RandomAffine({.shear_x = {45, 45}, .fill = 1}), picture);
  EXPECT_NEAR(at(sheared, 8, 16, 1), at(picture, 8, 8, 1), 8);
  EXPECT_EQ(at(sheared, 0, 0, 1), 255);
  const RandomAffine moved({.translate_x = 0.25, .translate_y = 0.25, .fill = 1});
  std::set<std::int64_t> columns;
  for (std::int64_t i = 0; i < 200; ++i) {
    const Array result = apply(moved, picture, i);
    for (std::int64_t x = 0; x < 32; ++x)
      if (at(result, 16, x, 1) != 255) {
        columns.insert(x);
        break;
      }
  }
  EXPECT_EQ(*columns.begin(), 0);
  EXPECT_EQ(*columns.rbegin(), 8);
  expect_same_in_floats(RandomAffine({.degrees = {-20, 20}, .scale = {0.5, 1.5}, .shear_y = {-10, 10}}));
}

TEST(Augmentation, EveryTransformTakesTheSmallestPictureAndRefusesOthers) {
  Augmentation all;
  all.add(RandomCrop({.height = 1, .width = 1}))
      .add(RandomResizedCrop({.height = 1, .width = 1}))
      .add(RandomHorizontalFlip({.p = 1}))
      .add(RandomVerticalFlip({.p = 1}))
      .add(RandomRotation({.degrees = {-90, 90}}))
      .add(RandomAffine({.degrees = {-9, 9}}))
      .add(ColorJitter({.brightness = 1, .contrast = 1, .saturation = 1, .hue = 0.5}))
      .add(RandomErasing({.p = 1}))
      .add(GaussianBlur({.kernel_size = 3}))
      .add(RandAugment())
      .add(TrivialAugmentWide());
  for (const std::int64_t channels : {1, 3})
    for (std::int64_t i = 0; i < 100; ++i) {
      Generator random = picture_random(1, 0, i);
      EXPECT_EQ(all.apply(noise_picture({1, 1, channels}), random).shape(), (Shape{1, 1, channels}));
    }
  EXPECT_THROW((void)apply(RandAugment(), Array(Shape{2, 2, 2}, DType::u8)), ShapeError);
  EXPECT_THROW((void)apply(RandAugment(), Array(Shape{2, 2}, DType::u8)), ShapeError);
  EXPECT_THROW((void)apply(RandomHorizontalFlip(), Array(Shape{0, 2, 1}, DType::u8)), ShapeError);
  EXPECT_THROW((void)apply(GaussianBlur({}), Array(Shape{2, 2, 1}, DType::f64)), DTypeError);
}

TEST(Augmentation, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(RandomCrop({.height = 0, .width = 4}), ValueError);
  EXPECT_THROW(RandomHorizontalFlip({.p = 1.5}), ValueError);
  EXPECT_THROW(RandomResizedCrop({.height = 4, .width = 4, .scale = {0.5, 0.1}}), ValueError);
  EXPECT_THROW(ColorJitter({.hue = 0.6}), ValueError);
  EXPECT_THROW(GaussianBlur({.kernel_size = 4}), ValueError);
  EXPECT_THROW(RandAugment({.magnitude = 31}), ValueError);
  EXPECT_THROW(TrivialAugmentWide({.num_magnitude_bins = 1}), ValueError);
  EXPECT_THROW(RandomErasing({.p = std::nan("")}), ValueError);
  EXPECT_NE(message_of<ValueError>([] {
              (void)RandomRotation({.degrees = {10, -10}});
            }).find("expected a range degrees within -360 and 360, received 10 to -10"),
            std::string::npos);
}

TEST(Augmentation, TheNumberOfThreadsDoesNotMatter) {
  Augmentation augmentation;
  augmentation.add(RandomResizedCrop({.height = 12, .width = 10}))
      .add(RandomHorizontalFlip())
      .add(RandAugment())
      .add(RandomErasing());
  const Array pictures = noise_picture({30, 20, 20, 3});
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < 30; ++i) indices.push_back(7 * i);
  const int before = thread_count();
  set_thread_count(1);
  const Array one = augment_pictures(pictures, indices, augmentation, 5, 2);
  set_thread_count(4);
  const Array four = augment_pictures(pictures, indices, augmentation, 5, 2);
  set_thread_count(before);
  EXPECT_EQ(one.shape(), (Shape{30, 12, 10, 3}));
  EXPECT_TRUE(identical(one, four));
  EXPECT_FALSE(identical(one, augment_pictures(pictures, indices, augmentation, 5, 3)));
  EXPECT_FALSE(identical(one, augment_pictures(pictures, indices, augmentation, 6, 2)));
}

}  // namespace
}  // namespace saem
