#include "saem/ops/signal.h"

#include <cmath>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/fft.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

Array sample(const Shape& shape, std::uint64_t seed = 1) {
  Generator g(seed);
  return random_array(g, shape);
}

TEST(Windows, ByHand) {
  expect_values(hann_window(4), {4}, {0, 0.5, 1, 0.5});
  expect_values(hann_window(5, false), {5}, {0, 0.5, 1, 0.5, 0});
  expect_values(hamming_window(4), {4}, {0.08, 0.54, 1, 0.54});
  expect_values(blackman_window(4), {4}, {0, 0.34, 1, 0.34});
  expect_values(hann_window(1), {1}, {1});
  expect_values(hann_window(2, false), {2}, {0, 0});
}

TEST(Frame, ByHand) {
  expect_values(frame(counting({7}), 3, 2), {3, 3}, {0, 1, 2, 2, 3, 4, 4, 5, 6});
  expect_values(frame(counting({6}), 3, 2), {2, 3}, {0, 1, 2, 2, 3, 4});
  expect_values(frame(counting({2, 4}), 2, 3), {2, 1, 2}, {0, 1, 4, 5});
  EXPECT_EQ(frame(counting({2}), 3, 1).value().shape(), (Shape{0, 3}));
  expect_values(overlap_and_add(ones({3, 3}), 2), {7}, {1, 1, 2, 1, 2, 1, 1});
  expect_values(overlap_and_add(counting({1, 2, 2}), 3), {1, 5}, {0, 1, 0, 2, 3});
  expect_gradients([](const Tensors& t) { return frame(t[0], 3, 2); }, {sample({2, 8})});
  expect_gradients([](const Tensors& t) { return overlap_and_add(t[0], 2); }, {sample({2, 3, 4})});
}

TEST(Stft, IsItsDefinition) {
  const std::int64_t n = 23;
  const Array x = sample({n});
  for (const bool center : {false, true}) {
    const StftOptions o = {.sequence_length = 6,
                           .sequence_stride = 3,
                           .fft_length = 9,
                           .window = Window::hamming,
                           .center = center};
    const Array z = stft(x, o).value();
    const std::int64_t margin = center ? 4 : 0;
    const std::int64_t pieces = (n + 2 * margin - 9) / 3 + 1;
    ASSERT_EQ(z.shape(), (Shape{pieces, 5, 2}));
    for (std::int64_t t = 0; t < pieces; ++t) {
      for (std::int64_t k = 0; k < 5; ++k) {
        double real = 0;
        double imaginary = 0;
        for (std::int64_t j = 1; j < 7; ++j) {  // one zero before the window, two after it
          std::int64_t place = std::abs(t * 3 + j - margin);
          if (place >= n) place = 2 * (n - 1) - place;
          const double w = 0.54 - 0.46 * std::cos(2 * M_PI * static_cast<double>(j - 1) / 6);
          real += w * x.at(place) * std::cos(2 * M_PI * static_cast<double>(j * k) / 9);
          imaginary -= w * x.at(place) * std::sin(2 * M_PI * static_cast<double>(j * k) / 9);
        }
        EXPECT_NEAR(z.at((t * 5 + k) * 2), real, 1e-6);
        EXPECT_NEAR(z.at((t * 5 + k) * 2 + 1), imaginary, 1e-6);
      }
    }
  }
}

TEST(Stft, InverseUndoesIt) {
  const Array x = sample({2, 50}).astype(DType::f32);
  for (const auto window : {Window::hann, Window::hamming, Window::blackman, Window::rectangular}) {
    const StftOptions o = {.sequence_length = 8, .sequence_stride = 3, .fft_length = 10, .window = window};
    const Array y = istft(stft(x, o), o, 50).value();
    ASSERT_EQ(y.shape(), x.shape());
    // The last pieces may end before x does; everything that windows cover comes back.
    for (std::int64_t i = 0; i < y.size(); ++i) {
      if (i % 50 >= 45) continue;
      EXPECT_NEAR(y.at(i), x.at(i), 1e-5) << i;
    }
  }
  const StftOptions whole = {.sequence_length = 8,
                             .sequence_stride = 4,
                             .fft_length = 8,
                             .window = Window::hamming,
                             .center = false};
  const Array z = sample({48}).astype(DType::f32);
  expect_values(istft(stft(z, whole), whole), {48},
                std::vector<double>(z.data<float>().begin(), z.data<float>().end()), 1e-5);
}

TEST(Stft, GradientsAgreeWithDifferences) {
  const StftOptions o = {.sequence_length = 4, .sequence_stride = 2, .fft_length = 5};
  expect_gradients([&](const Tensors& t) { return complex_abs(stft(t[0], o)); }, {sample({2, 9})}, false);
  expect_gradients([&](const Tensors& t) { return istft(t[0], o); }, {sample({4, 3, 2})});
}

TEST(MelFilterBank, IsMadeOfTriangles) {
  const MelOptions o = {.mels = 5, .bins = 65, .sampling_rate = 16000, .low = 100, .high = 7000};
  const Array m = mel_filter_bank(o).value();
  ASSERT_EQ(m.shape(), (Shape{65, 5}));
  const auto mel = [](double f) { return 1127 * std::log(1 + f / 700); };
  for (std::int64_t bin = 0; bin < 65; ++bin) {
    for (std::int64_t i = 0; i < 5; ++i) {
      const double step = (mel(7000) - mel(100)) / 6;
      const double low = mel(100) + step * static_cast<double>(i);
      const double at = mel(8000.0 * static_cast<double>(bin) / 64);
      const double expected =
          bin == 0 ? 0 : std::max(0.0, std::min((at - low) / step, (low + 2 * step - at) / step));
      EXPECT_NEAR(m.at(bin * 5 + i), expected, 1e-6);
    }
  }
}

TEST(Signal, Messages) {
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(stft(zeros({100})));
            }).find("stft: 100 elements are too few for pieces of fft_length 256"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(stft(zeros({1000}), {.sequence_length = 512}));
            }).find("expected an fft_length of sequence_length (512) or more, received 256"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(istft(zeros({3, 5, 2})));
            }).find("istft: expected 129 bins for an fft_length of 256, received 5"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] { static_cast<void>(hann_window(0)); }).find("received 0"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(mel_filter_bank({.high = 5000}));
            }).find("expected 0 <= low < high <= half the sampling_rate (4000), received 125 and 5000"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(overlap_and_add(zeros({3}), 1));
            }).find("expected (…, pieces, length), received shape (3,)"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
