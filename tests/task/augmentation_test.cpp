#include "saem/task/augmentation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"

namespace saem::test {
namespace {

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const ValueError& error) {
    return error.what();
  }
  return {};
}

/// sin and cos over 40 steps.
Array recording() {
  Array x({40, 2});
  for (std::size_t t = 0; t < 40; ++t) {
    x.mutable_data<float>()[2 * t] = static_cast<float>(std::sin(static_cast<double>(t) / 5));
    x.mutable_data<float>()[2 * t + 1] = static_cast<float>(std::cos(static_cast<double>(t) / 5));
  }
  return x;
}

TEST(Augmentation, IsReadFromItsName) {
  EXPECT_EQ(parse_augmentation("flip").name, "flip");
  EXPECT_FALSE(parse_augmentation("flip").strength);
  EXPECT_EQ(parse_augmentation("rotate=7.5").strength, 7.5);
  EXPECT_EQ(parse_augmentation("RandomHorizontalFlip").name, "flip");
  EXPECT_EQ(parse_augmentation("RandomRotation=90").name, "rotate");
  EXPECT_TRUE(message_of([] { (void)parse_augmentation("rotat"); }).find("Did you mean 'rotate'?") !=
              std::string::npos);
  EXPECT_TRUE(message_of([] {
                (void)parse_augmentation("rotate=left");
              }).starts_with("augmentation rotate: expected a number, received 'left'"));
  EXPECT_THROW((void)parse_augmentation("rotate=nan"), ValueError);
  EXPECT_THROW((void)parse_augmentation(""), ValueError);
}

TEST(Augmentation, EveryNameOfPicturesKeepsTheirSize) {
  Array picture({12, 10, 3}, DType::u8);
  for (std::int64_t i = 0; i < picture.size(); ++i)
    picture.mutable_data<std::uint8_t>()[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i % 251);
  for (const AugmentationChoice& choice : augmentation_choices()) {
    if (choice.kind != AugmentationKind::picture || choice.name == "mixup" || choice.name == "cutmix")
      continue;
    const Augmentation changes = picture_augmentation({{choice.name}}, 12, 10);
    ASSERT_FALSE(changes.empty()) << choice.name;
    bool differs = false;
    for (std::int64_t i = 0; i < 20; ++i) {
      Generator random = picture_random(1, 0, i), again = picture_random(1, 0, i);
      const Array one = changes.apply(picture, random);
      EXPECT_EQ(one.shape(), picture.shape()) << choice.name;
      EXPECT_TRUE(identical(one, changes.apply(picture, again))) << choice.name;
      differs |= !identical(one, picture);
    }
    EXPECT_TRUE(differs) << choice.name;
  }
}

TEST(Augmentation, StrengthsOutsideTheirRangeAreRefused) {
  for (const char* text : {"flip=2", "crop=0", "rotate=200", "affine=-1", "randaugment=0.5", "colour=1.5"}) {
    const std::string said =
        message_of([&] { (void)picture_augmentation({parse_augmentation(text)}, 8, 8); });
    EXPECT_TRUE(said.find("expected ") != std::string::npos) << text << ": " << said;
  }
  EXPECT_THROW(require_for({parse_augmentation("warp=3")}, {AugmentationKind::series}), ValueError);
}

TEST(Augmentation, IsForSomethingThatIsThere) {
  const std::string said =
      message_of([] { require_for({parse_augmentation("flip")}, {AugmentationKind::series}); });
  EXPECT_TRUE(said.starts_with("augmentation flip: is for no column")) << said;
  EXPECT_TRUE(said.find("jitter, scale, warp, window") != std::string::npos) << said;
  EXPECT_NO_THROW(require_for({parse_augmentation("jitter")}, {AugmentationKind::series}));
}

TEST(Augmentation, JitterAddsNoiseOfItsDeviation) {
  Array x({10'000, 1});
  Generator random(3);
  augment_series(x, {{"jitter", 0.2}}, random);
  double mean = 0, square = 0;
  for (std::int64_t i = 0; i < x.size(); ++i) {
    mean += x.at(i) / 10'000;
    square += x.at(i) * x.at(i) / 10'000;
  }
  EXPECT_NEAR(mean, 0, 0.01);
  EXPECT_NEAR(std::sqrt(square), 0.2, 0.01);
}

TEST(Augmentation, ScaleIsOneFactorForAChannel) {
  const Array x = recording();
  Array y = x;
  Generator random(3);
  augment_series(y, {{"scale"}}, random);
  for (const std::int64_t channel : {0, 1}) {
    const double factor = y.at(20 + channel) / x.at(20 + channel);
    EXPECT_NE(factor, 1);
    for (std::int64_t t = 1; t < 40; ++t)
      EXPECT_NEAR(y.at(2 * t + channel), factor * x.at(2 * t + channel), 1e-5);
  }
}

TEST(Augmentation, AWindowIsAPartOfTheRecording) {
  Array x({101, 1});
  for (std::size_t t = 0; t <= 100; ++t) x.mutable_data<float>()[t] = static_cast<float>(t);
  Generator random(3);
  augment_series(x, {{"window", 0.5}}, random);
  EXPECT_GE(x.at(0), 0);
  EXPECT_LE(x.at(100), 100);
  EXPECT_NEAR(x.at(100) - x.at(0), 50, 1e-3);
  for (std::int64_t t = 1; t <= 100; ++t) EXPECT_NEAR(x.at(t) - x.at(t - 1), 0.5, 1e-3);
}

TEST(Augmentation, AWarpIsSmooth) {
  Array x = Array::full({100, 2}, 1);
  Generator random(5);
  augment_series(x, {{"warp", 0.3}}, random);
  for (std::int64_t t = 0; t < 100; ++t) EXPECT_EQ(x.at(2 * t), x.at(2 * t + 1));
  for (std::int64_t t = 1; t < 100; ++t) EXPECT_LT(std::abs(x.at(2 * t) - x.at(2 * t - 2)), 0.1);
}

TEST(Augmentation, AMaskCoversStretchesOfTimeAndPitch) {
  std::int64_t covered = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Array x = Array::full({60, 20, 1}, 1);
    Generator random(seed);
    augment_sound(x, {{"mask", 0.2}}, random);
    std::int64_t zeros = 0;
    for (std::int64_t i = 0; i < x.size(); ++i) zeros += x.at(i) == 0;
    EXPECT_LE(zeros, x.size() * 8 / 10);
    covered += zeros;
  }
  EXPECT_NEAR(static_cast<double>(covered) / (50 * 1200), 0.34, 0.1);  // four stretches of 10 % each
}

TEST(Augmentation, AShiftLosesNothing) {
  Array x({30, 4, 1});
  for (std::int64_t i = 0; i < x.size(); ++i)
    x.mutable_data<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i);
  const Array before = x;
  bool moved = false;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Generator random(seed);
    augment_sound(x, {{"shift", 0.3}}, random);
    moved |= !identical(x, before);
    double sum = 0;
    for (std::int64_t i = 0; i < x.size(); ++i) sum += x.at(i);
    EXPECT_EQ(sum, 120.0 * 119 / 2);
    for (std::int64_t i = 1; i < 4; ++i) EXPECT_EQ(x.at(i), x.at(0) + static_cast<double>(i));
  }
  EXPECT_TRUE(moved);
}

}  // namespace
}  // namespace saem::test
