#pragma once

#include <cstdint>
#include <optional>

#include "saem/graph/tensor.h"

namespace saem {

// Windows and short-time Fourier transforms. Each throws ShapeError where extents do not fit, ValueError for
// numbers out of range.

// Windows of n numbers (float32) with θ = 2πi / N at place i. `periodic` (N = n) is for spectra, otherwise
// N = n - 1 makes the window symmetric; a window of one number is 1. Throws ValueError unless n ≥ 1.
// Source: Harris 1978, "On the use of windows for harmonic analysis".

/// ½ - ½ cos θ
[[nodiscard]] Tensor hann_window(std::int64_t n, bool periodic = true);
/// 0.54 - 0.46 cos θ
[[nodiscard]] Tensor hamming_window(std::int64_t n, bool periodic = true);
/// 0.42 - 0.5 cos θ + 0.08 cos 2θ
[[nodiscard]] Tensor blackman_window(std::int64_t n, bool periodic = true);

/// Pieces of `length` elements of the last axis, their beginnings `step` apart; what does not fill the last
/// one is left out. x (…, n) → (…, ⌊(n - length) / step⌋ + 1, length), no piece where n < length.
[[nodiscard]] Tensor frame(const Tensor& x, std::int64_t length, std::int64_t step);
/// Undoes frame but for adding up where pieces overlap: (…, pieces, length) → (…, (pieces - 1)·step +
/// length).
[[nodiscard]] Tensor overlap_and_add(const Tensor& frames, std::int64_t step);

/// The windows above, and none.
enum class Window : std::uint8_t { hann, hamming, blackman, rectangular };

struct StftOptions {
  std::int64_t sequence_length = 256;  ///< elements that a window covers
  std::int64_t sequence_stride = 128;  ///< elements between the beginnings of two windows
  std::int64_t fft_length = 256;       ///< at least sequence_length; windows get zeros at both ends
  Window window = Window::hann;        ///< periodic
  /// Mirror x at both ends (without repeating the last element), by half of fft_length, so that piece t is
  /// centred at x[t · stride].
  bool center = true;
};
/// Short-time Fourier transform: rfft(frame(x, fft_length, stride) · window), as in Keras (which returns the
/// parts as a pair). x (…, n), real → complex (…, pieces, ⌊fft_length / 2⌋ + 1, 2).
[[nodiscard]] Tensor stft(const Tensor& x, const StftOptions& options = {});
/// Undoes stft: pieces are transformed back, weighted by the window once more, added up and divided by the
/// sum of squared windows (where that is above 1e-10), which is the least-squares estimate. With `center`,
/// half of fft_length is cut off at both ends; `length` is that of the result, counted from its beginning.
/// Source: Griffin and Lim 1984, "Signal estimation from modified short-time Fourier transform", equation 6.
[[nodiscard]] Tensor istft(const Tensor& z, const StftOptions& options = {},
                           std::optional<std::int64_t> length = {});

struct MelOptions {
  std::int64_t mels = 20;
  std::int64_t bins = 129;  ///< ⌊fft_length / 2⌋ + 1
  double sampling_rate = 8000;
  double low = 125;  ///< hertz
  double high = 3800;
};
/// Matrix (bins, mels) from a spectrum at frequencies 0 … sampling_rate / 2 to mel channels: triangles whose
/// corners are equally spaced on the mel scale, 1127 ln(1 + f / 700), with value 1 in the middle. The bin of
/// frequency 0 counts nowhere. Throws ValueError unless 0 ≤ low < high ≤ sampling_rate / 2.
/// Source: as tf.signal.linear_to_mel_weight_matrix, which Keras's MelSpectrogram uses.
[[nodiscard]] Tensor mel_filter_bank(const MelOptions& options = {});

}  // namespace saem
