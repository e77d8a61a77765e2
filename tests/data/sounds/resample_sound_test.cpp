#include "saem/data/sounds/resample_sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "tests/data/support/has_text.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/support/property.h"

namespace saem {
namespace {

using test::has_text;
using test::message_of;

Array sine(double frequency, double rate, std::int64_t samples) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < samples; ++i) {
    values.push_back(
        static_cast<float>(std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate)));
  }
  return Array::of(values, Shape{samples, 1});
}

/// The amplitude at a frequency, away from the ends, by a Hann window.
double amplitude(const Array& sound, double frequency, double rate) {
  const std::int64_t begin = sound.size() / 8;
  const std::int64_t count = sound.size() - 2 * begin;
  double real = 0;
  double imaginary = 0;
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double hann =
        1 - std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count));
    const double angle = 2 * std::numbers::pi * frequency * static_cast<double>(begin + i) / rate;
    real += hann * std::cos(angle) * sound.at(begin + i);
    imaginary += hann * std::sin(angle) * sound.at(begin + i);
    sum += hann;
  }
  return 2 * std::hypot(real, imaginary) / sum;
}

double largest_inside(const Array& sound) {
  double largest = 0;
  for (std::int64_t i = sound.size() / 8; i < sound.size() - sound.size() / 8; ++i) {
    largest = std::max(largest, std::abs(sound.at(i)));
  }
  return largest;
}

struct Rates {
  std::int64_t from, to;
};
class ResampleSound : public testing::TestWithParam<Rates> {};
INSTANTIATE_TEST_SUITE_P(Rates, ResampleSound,
                         testing::Values(Rates{8000, 16000}, Rates{16000, 8000}, Rates{44100, 16000},
                                         Rates{48000, 44100}, Rates{22050, 16000}, Rates{8000, 11025}));

TEST_P(ResampleSound, ASineKeepsAmplitudeFrequencyAndPhase) {
  const auto [from, to] = GetParam();
  const double band = 0.9 * static_cast<double>(std::min(from, to)) / 2;
  for (const double frequency : {0.02 * band, 0.3 * band, band}) {
    const Array out = resample_sound(sine(frequency, static_cast<double>(from), from / 2), from, to);
    EXPECT_EQ(out.shape(), (Shape{(from / 2 * to + from - 1) / from, 1}));
    EXPECT_NEAR(amplitude(out, frequency, static_cast<double>(to)), 1, 1e-3) << frequency;
    const Array expected = sine(frequency, static_cast<double>(to), out.size());
    double worst = 0;
    for (std::int64_t i = out.size() / 8; i < out.size() - out.size() / 8; ++i) {
      worst = std::max(worst, std::abs(out.at(i) - expected.at(i)));
    }
    EXPECT_LT(worst, 1e-3) << frequency;
  }
}

TEST_P(ResampleSound, WhatTheNewRateCannotHoldIsGone) {
  const auto [from, to] = GetParam();
  if (from < to) {  // going up, nothing may appear above the old half rate
    const double frequency = 0.4 * static_cast<double>(from);
    const Array out = resample_sound(sine(frequency, static_cast<double>(from), from / 2), from, to);
    EXPECT_LT(amplitude(out, static_cast<double>(from) - frequency, static_cast<double>(to)), 1e-3);
    return;
  }
  for (const double above : {1.001, 1.1, 1.3}) {
    const double frequency = above * static_cast<double>(to) / 2;
    if (frequency >= static_cast<double>(from) / 2) continue;
    const Array out = resample_sound(sine(frequency, static_cast<double>(from), from / 2), from, to);
    EXPECT_LT(largest_inside(out), 1e-3) << above;  // 60 dB below
  }
}

TEST(ResampleSoundTo, ConstantsAndSilenceStay) {
  const Array out = resample_sound(Array::full(Shape{4000, 2}, 0.5), 44100, 16000);
  for (std::int64_t i = 400; i < out.size() - 400; ++i) ASSERT_NEAR(out.at(i), 0.5, 1e-5);
  const Array silence = resample_sound(Array(Shape{100, 1}), 3, 7);
  EXPECT_EQ(largest_inside(silence), 0);
  EXPECT_EQ(silence.shape(), (Shape{234, 1}));
  EXPECT_EQ(resample_sound(Array(Shape{0, 2}), 3, 7).shape()[0], 0);
}

TEST(ResampleSoundTo, ChannelsAreApart) {
  const Array left = sine(440, 8000, 1000);
  std::vector<float> both;
  for (const float value : left.data<float>()) both.insert(both.end(), {value, 0});
  const Array out = resample_sound(Array::of(both, Shape{1000, 2}), 8000, 6000);
  const Array alone = resample_sound(left, 8000, 6000);
  for (std::int64_t i = 0; i < alone.size(); ++i) {
    ASSERT_EQ(out.at(2 * i), alone.at(i));
    ASSERT_EQ(out.at(2 * i + 1), 0);
  }
}

TEST(ResampleSoundTo, AnyRatesAreTaken) {
  testing_support::check_property({.cases = 60}, [] {
    const auto from = *rc::gen::inRange<std::int64_t>(1, 100'000);
    const auto to = *rc::gen::inRange<std::int64_t>(1, 100'000);
    const auto samples = *rc::gen::inRange<std::int64_t>(1, 30);
    RC_PRE(samples * to / from < 20'000);
    const Array out = resample_sound(Array::full(Shape{samples, 1}, 1), from, to);
    RC_ASSERT(out.size() == (samples * to + from - 1) / from);
    for (const float value : out.data<float>()) RC_ASSERT(std::abs(value) < 1.5F);
  });
}

TEST(ResampleSoundTo, RefusesOtherShapesAndRates) {
  EXPECT_TRUE(has_text(message_of<ShapeError>([] { (void)resample_sound(Array(Shape{3}), 1, 2); }),
                       "expected float32 (samples, channels)"));
  EXPECT_TRUE(has_text(message_of<ValueError>([] {
                         (void)resample_sound(Array(Shape{3, 1}), 0, 2);
                       }),
                       "expected rates from 1 to 2³², received 0 and 2"));
}

}  // namespace
}  // namespace saem
