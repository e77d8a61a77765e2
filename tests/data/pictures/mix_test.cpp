#include "saem/data/pictures/mix.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/data/categorical.h"
#include "tests/data/pictures/make_pictures.h"

namespace saem {
namespace {

using namespace test;
using namespace transforms;

Array one_hot(std::int64_t rows) {
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < rows; ++i) labels.push_back(static_cast<std::int32_t>(i));
  return to_categorical(Array::of(labels), rows);
}

TEST(MixUp, MixesPicturesAndLabelsByTheSameShare) {
  const Array x = noise_picture({4, 3, 2, 3});
  const Array y = one_hot(4);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Generator random(seed);
    const MixedBatch mixed = MixUp({.alpha = 0.4}).apply(x, y, random);
    const double lambda = mixed.y.at(0);
    ASSERT_GE(lambda, 0);
    ASSERT_LE(lambda, 1);
    ASSERT_NEAR(mixed.y.at(3), 1 - lambda, 1e-6);  // the first is mixed with the last
    for (std::int64_t i = 0; i < 18; ++i) {
      ASSERT_NEAR(mixed.x.at(i), lambda * x.at(i) + (1 - lambda) * x.at(54 + i), 0.51);
      ASSERT_NEAR(mixed.x.at(18 + i), lambda * x.at(18 + i) + (1 - lambda) * x.at(i), 0.51);
    }
  }
}

TEST(MixUp, DrawsFromTheBetaDistribution) {
  const Array x(Shape{2, 1, 1, 1});
  const Array y = one_hot(2);
  for (const double alpha : {0.2, 1.0, 4.0}) {
    Generator random(9);
    double sum = 0;
    double squares = 0;
    constexpr int draws = 4000;
    for (int i = 0; i < draws; ++i) {
      const double lambda = MixUp({.alpha = alpha}).apply(x, y, random).y.at(0);
      sum += lambda;
      squares += lambda * lambda;
    }
    const double mean = sum / draws;
    EXPECT_NEAR(mean, 0.5, 0.03) << alpha;
    EXPECT_NEAR(squares / draws - mean * mean, 1 / (4 * (2 * alpha + 1)), 0.01) << alpha;
  }
}

TEST(CutMix, ReplacesOneBoxAndMixesLabelsByItsArea) {
  Array x(Shape{3, 20, 30, 1}, DType::u8);
  for (std::int64_t i = 0; i < x.size(); ++i)
    x.mutable_data<std::uint8_t>()[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(i / 600);
  const Array y = one_hot(3);
  bool partly = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Generator random(seed);
    const MixedBatch mixed = CutMix().apply(x, y, random);
    for (std::int64_t picture = 0; picture < 3; ++picture) {
      std::int64_t own = 0;
      for (std::int64_t i = 0; i < 600; ++i) {
        const double value = mixed.x.at(600 * picture + i);
        own += value == static_cast<double>(picture) ? 1 : 0;
        ASSERT_TRUE(value == static_cast<double>(picture) || value == static_cast<double>((picture + 2) % 3));
      }
      ASSERT_NEAR(mixed.y.at(3 * picture + picture), static_cast<double>(own) / 600, 1e-6);
      partly = partly || (own > 0 && own < 600);
    }
  }
  EXPECT_TRUE(partly);
}

TEST(Mix, RefusesOtherArrays) {
  Generator random(1);
  const Array x(Shape{2, 3, 3, 1});
  EXPECT_THROW((void)MixUp().apply(x, Array(Shape{3, 4}), random), ShapeError);
  EXPECT_THROW((void)MixUp().apply(Array(Shape{2, 3}), Array(Shape{2, 4}), random), ShapeError);
  EXPECT_THROW((void)CutMix().apply(x, Array(Shape{2, 4}, DType::i32), random), DTypeError);
  EXPECT_THROW(MixUp({.alpha = 0}), ValueError);
  EXPECT_THROW(CutMix({.alpha = -1}), ValueError);
  EXPECT_EQ(MixUp().apply(Array(Shape{0, 3, 3, 1}), Array(Shape{0, 2}), random).x.size(), 0);
}

}  // namespace
}  // namespace saem
