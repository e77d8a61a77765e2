// STFTSpectrogram and MelSpectrogram, against numbers of Keras 3.15.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::run_layer;
using Doubles = std::vector<double>;

/// sin 0.1t + cos(0.37t) / 2.
Array wave(std::int64_t n) {
  Array x(Shape{1, n});
  for (std::int64_t t = 0; t < n; ++t)
    x.mutable_data<float>()[static_cast<std::size_t>(t)] = static_cast<float>(
        std::sin(0.1 * static_cast<double>(t)) + 0.5 * std::cos(0.37 * static_cast<double>(t)));
  return x;
}

/// Two channels: samples 0 to 15, and 16 to 31.
Array two_channels() { return transpose(wave(32).reshape({1, 2, 16}), {0, 2, 1}).value(); }

void expect_begins(const Array& y, const Doubles& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), expected[i], 2e-4) << i;
}

TEST(STFTSpectrogram, HasKerasNumbersInAllModes) {
  const auto run = [](STFTSpectrogramOptions options, const Shape& shape) {
    options.frame_length = 8;
    options.frame_step = 6;
    STFTSpectrogram layer(options);
    Array y = run_layer(layer, {two_channels()});
    EXPECT_EQ(y.shape(), shape);
    return y;
  };
  expect_begins(run({.mode = "log"}, {1, 2, 10}),
                {-0.0018, -0.4708, -2.2107, -4.2485, -6.6157, 0.943, 0.4684, -1.351, -3.2326, -5.8865});
  expect_begins(run({.mode = "magnitude", .window = "hamming", .scaling = "spectrum"}, {1, 2, 10}),
                {0.4561, 0.2492, 0.0391, 0.0057, 0.003, 1.175, 0.6362, 0.0893, 0.0154, 0.0103});
  expect_begins(run({.mode = "psd", .scaling = "none"}, {1, 2, 10}),
                {2.6158, 2.0475, 0.0631, 0.0011, 0.0, 17.3064, 13.3964, 0.3521, 0.0082, 0.0});
  expect_begins(run({.mode = "stft", .periodic = true}, {1, 2, 20}),
                {0.9806, -0.5036, 0.0113, 0.0016, 0.0008, 0.0, -0.1704, 0.0574, 0.006, 0.0, 2.5162, -1.3091});
  const Array angle = run({.mode = "angle", .padding = "same", .expand_dims = true}, {1, 3, 5, 2});
  for (const auto& [place, value] : std::vector<std::pair<int, double>>{
           {2, -2.8206}, {3, -2.7776}, {4, 0.9683}, {5, 1.1731}, {6, 0.8064}, {7, 0.8884}})
    EXPECT_NEAR(angle.at(place), value, 1e-3) << place;
  expect_begins(run({.mode = "imag", .fft_length = 16}, {1, 2, 18}),
                {0.0, -0.853, -0.354, 0.1868, 0.1091, 0.0228, 0.0136, 0.0032, 0.0, 0.0, -2.1943, -0.8911});
}

TEST(STFTSpectrogram, HasTheWeightsThatItsModeNeeds) {
  STFTSpectrogram both;
  static_cast<void>(run_layer(both, {Array(Shape{1, 256, 1})}));
  ASSERT_EQ(both.variables().size(), 2U);
  EXPECT_EQ(both.variables()[0].name(), "stft_spectrogram/real_kernel");
  EXPECT_EQ(both.variables()[1].shape(), (Shape{256, 1, 129}));
  EXPECT_EQ(both.trainable_variables().size(), 2U);
  STFTSpectrogram real({.mode = "real", .frame_length = 4});
  static_cast<void>(run_layer(real, {Array(Shape{1, 9, 1})}));
  ASSERT_EQ(real.variables().size(), 1U);
  EXPECT_TRUE(identical(real.variables()[0].value(), [] {
    Generator g(1);
    return initializer(STFTInitializer())({4, 1, 3}, g);
  }()));
}

TEST(STFTSpectrogram, ChannelsFirstIsTheSameTransposed) {
  const Array x = two_channels();
  const Array first = transpose(x, {0, 2, 1}).value();
  for (const bool apart : {false, true}) {
    STFTSpectrogram last({.frame_length = 8, .expand_dims = apart});
    STFTSpectrogram other({.frame_length = 8, .expand_dims = apart, .data_format = "channels_first"});
    const Tensor y = run_layer(last, {x});
    const Array z = run_layer(other, {first});
    EXPECT_TRUE(identical(z, (apart ? transpose(y, {0, 3, 1, 2}) : transpose(y, {0, 2, 1})).value()));
  }
}

TEST(STFTSpectrogram, RefusesFramesThatDoNotFit) {
  EXPECT_THROW(STFTSpectrogram({.mode = "power"}), ValueError);
  EXPECT_THROW(STFTSpectrogram({.frame_length = 8, .frame_step = 9}), ValueError);
  EXPECT_THROW(STFTSpectrogram({.frame_length = 8, .fft_length = 7}), ValueError);
  EXPECT_THROW(STFTSpectrogram({.window = "kaiser"}), ValueError);
  EXPECT_THROW(STFTSpectrogram({.scaling = "power"}), ValueError);
  const std::string message = test::thrown_message<ShapeError>([] {
    STFTSpectrogram layer({.frame_length = 8});
    static_cast<void>(run_layer(layer, {Array(Shape{1, 7, 1})}));
  });
  EXPECT_NE(message.find("a signal of 7 samples has no frame of 8"), std::string::npos) << message;
}

TEST(MelSpectrogram, HasKerasNumbers) {
  MelSpectrogram decibels({.fft_length = 16,
                           .sequence_stride = 8,
                           .sequence_length = 12,
                           .sampling_rate = 100,
                           .num_mel_bins = 3,
                           .min_freq = 5,
                           .top_db = 20});
  const Array y = run_layer(decibels, {wave(40)});
  EXPECT_EQ(y.shape(), (Shape{1, 3, 6}));
  expect_begins(y, {-0.587, -5.4758, 8.1771, 0.2107, -3.4058, 4.2006, -11.8229, -11.8229, -11.8229, -11.8229,
                    -11.8229, -6.3649, -11.8229});
  MelSpectrogram magnitude({.fft_length = 16,
                            .sequence_stride = 16,
                            .sampling_rate = 100,
                            .num_mel_bins = 2,
                            .min_freq = 5,
                            .power_to_db = false,
                            .mag_exp = 1});
  expect_begins(run_layer(magnitude, {wave(40)}), {0.5616, 1.0926, 0.5618, 0.1687, 0.0084, 0.0257});
}

TEST(MelSpectrogram, AnExampleDoesNotDependOnOthers) {
  const MelSpectrogramOptions options{.fft_length = 16, .sequence_stride = 8, .num_mel_bins = 3, .top_db = 5};
  MelSpectrogram layer(options);
  const Array one = wave(40);
  const Array both = concat(Tensors{one, Tensor(one) * 100.0}, 0).value();
  EXPECT_TRUE(identical(run_layer(layer, {both}).rows(0, 1), run_layer(layer, {one})));
}

TEST(MelSpectrogram, RefusesWhatHasNoMeaning) {
  EXPECT_THROW(MelSpectrogram({.fft_length = 16, .sequence_length = 17}), ValueError);
  EXPECT_THROW(MelSpectrogram({.min_freq = 9000}), ValueError);
  EXPECT_THROW(MelSpectrogram({.max_freq = 9000}), ValueError);
  EXPECT_THROW(MelSpectrogram({.min_power = 0}), ValueError);
  EXPECT_THROW(MelSpectrogram({.window = "flat"}), ValueError);
  const std::string message = test::thrown_message<ShapeError>([] {
    MelSpectrogram layer({.fft_length = 16});
    static_cast<void>(run_layer(layer, {wave(8)}));
  });
  EXPECT_NE(message.find("expected (batch, …, samples) with more than 8 samples"), std::string::npos)
      << message;
}

TEST(StftInitializer, RefusesOtherShapesAndNames) {
  Generator g(1);
  EXPECT_THROW((void)initializer("stft")({3, 3}, g), ShapeError);
  EXPECT_THROW((void)initializer("stft(side=both)"), ValueError);
  EXPECT_THROW((void)initializer("stft(window=flat)"), ValueError);
  EXPECT_THROW((void)initializer("stft(periodic=maybe)"), ValueError);
  EXPECT_EQ(STFTInitializer("imag", "hann", "none", true),
            "stft(side=imag, window=hann, scaling=none, periodic=true)");
}

}  // namespace
}  // namespace saem
