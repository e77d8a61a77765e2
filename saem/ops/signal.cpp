#include "saem/ops/signal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/fft.h"
#include "saem/ops/indexing.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

void require_positive(const char* place, const char* what, std::int64_t number) {
  if (number >= 1 && number < std::int64_t{1} << 30) return;
  fail<ValueError>({place,
                    fmt::format("expected a {} from 1 to 2³⁰, received {}", what, number),
                    {},
                    "It is a number of elements."});
}

/// a - b cos θ + c cos 2θ.
Tensor cosine_window(const char* place, std::int64_t n, bool periodic, double a, double b, double c) {
  require_positive(place, "length", n);
  std::vector<double> window(static_cast<std::size_t>(n), 1.0);
  const auto period = static_cast<double>(periodic ? n : n - 1);
  for (std::int64_t i = 0; n > 1 && i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / period;
    window[i] = a - b * std::cos(angle) + c * std::cos(2 * angle);
  }
  return Array::of(window).astype(DType::f32);
}

/// Numbers of the elements that pieces consist of, (pieces, length); those outside [0, n) are mirrored.
Tensor frame_places(std::int64_t pieces, std::int64_t length, std::int64_t step, std::int64_t first,
                    std::int64_t n) {
  Integers places;
  places.reserve(static_cast<std::size_t>(pieces * length));
  for (std::int64_t i = 0; i < pieces; ++i) {
    for (std::int64_t j = 0; j < length; ++j) {
      const std::int64_t place = std::abs(first + i * step + j);
      places.push_back(place < n ? place : 2 * (n - 1) - place);
    }
  }
  return Array::of(places, {pieces, length});
}

std::int64_t piece_count(std::int64_t n, std::int64_t length, std::int64_t step) {
  return n < length ? 0 : (n - length) / step + 1;
}

void require_axis(const char* place, const Tensor& x, int rank, const char* expected) {
  if (x.rank() >= rank) return;
  fail<ShapeError>({place,
                    fmt::format("expected {}, received shape {}", expected, x.shape().to_string()),
                    {},
                    "Add the axis that is missing with expand_dims."});
}

void require_options(const char* place, const StftOptions& options) {
  require_positive(place, "sequence_length", options.sequence_length);
  require_positive(place, "sequence_stride", options.sequence_stride);
  require_positive(place, "fft_length", options.fft_length);
  if (options.fft_length >= options.sequence_length) return;
  fail<ValueError>({place,
                    fmt::format("expected an fft_length of sequence_length ({}) or more, received {}",
                                options.sequence_length, options.fft_length),
                    {},
                    "Use a larger fft_length, or a shorter sequence."});
}

/// The window with zeros at both ends, (fft_length).
Tensor padded_window(const StftOptions& options) {
  const std::int64_t n = options.sequence_length;
  const std::int64_t low = (options.fft_length - n) / 2;
  const Tensor window = options.window == Window::hann       ? hann_window(n)
                        : options.window == Window::hamming  ? hamming_window(n)
                        : options.window == Window::blackman ? blackman_window(n)
                                                             : ones({n});
  return pad(window, {low}, {options.fft_length - n - low});
}

/// Elements [begin, end) of the last axis.
Tensor last_axis_slice(const Tensor& x, std::int64_t begin, std::int64_t end) {
  Integers from(static_cast<std::size_t>(x.rank()), 0);
  Integers to(x.shape().begin(), x.shape().end());
  from.back() = begin;
  to.back() = end;
  return slice(x, from, to);
}

}  // namespace

Tensor hann_window(std::int64_t n, bool periodic) {
  return cosine_window("hann_window", n, periodic, 0.5, 0.5, 0);
}
Tensor hamming_window(std::int64_t n, bool periodic) {
  return cosine_window("hamming_window", n, periodic, 0.54, 0.46, 0);
}
Tensor blackman_window(std::int64_t n, bool periodic) {
  return cosine_window("blackman_window", n, periodic, 0.42, 0.5, 0.08);
}

Tensor frame(const Tensor& x, std::int64_t length, std::int64_t step) {
  require_axis("frame", x, 1, "(…, n)");
  require_positive("frame", "length", length);
  require_positive("frame", "step", step);
  const std::int64_t n = x.shape()[-1];
  return gather(x, frame_places(piece_count(n, length, step), length, step, 0, n), x.rank() - 1);
}

Tensor overlap_and_add(const Tensor& frames, std::int64_t step) {
  require_axis("overlap_and_add", frames, 2, "(…, pieces, length)");
  require_positive("overlap_and_add", "step", step);
  const std::int64_t pieces = frames.shape()[-2];
  const std::int64_t length = frames.shape()[-1];
  const std::int64_t n = pieces == 0 ? 0 : (pieces - 1) * step + length;
  return scatter_add(frame_places(pieces, length, step, 0, n), frames, n, frames.rank() - 2);
}

Tensor stft(const Tensor& x, const StftOptions& options) {
  require_axis("stft", x, 1, "(…, n)");
  require_options("stft", options);
  const std::int64_t n = x.shape()[-1];
  const std::int64_t margin = options.center ? options.fft_length / 2 : 0;
  const std::int64_t pieces = piece_count(n + 2 * margin, options.fft_length, options.sequence_stride);
  if (pieces == 0 || (margin > 0 && margin >= n)) {
    fail<ShapeError>(
        {"stft", fmt::format("{} elements are too few for pieces of fft_length {}", n, options.fft_length),
         fmt::format("input {}", x.shape().to_string()),
         options.center ? "Mirroring needs more than half of fft_length. Use a smaller fft_length."
                        : "Use a smaller fft_length."});
  }
  const Tensor places = frame_places(pieces, options.fft_length, options.sequence_stride, -margin, n);
  const Tensor pieces_of_x = gather(is_floating(x.dtype()) ? x : cast(x, DType::f32), places, x.rank() - 1);
  return rfft(pieces_of_x * cast(padded_window(options), pieces_of_x.dtype()));
}

Tensor istft(const Tensor& z, const StftOptions& options, std::optional<std::int64_t> length) {
  require_axis("istft", z, 3, "a complex array (…, pieces, bins, 2)");
  require_options("istft", options);
  if (z.shape()[-2] != options.fft_length / 2 + 1) {
    fail<ShapeError>({"istft",
                      fmt::format("expected {} bins for an fft_length of {}, received {}",
                                  options.fft_length / 2 + 1, options.fft_length, z.shape()[-2]),
                      fmt::format("input {}", z.shape().to_string()),
                      "Use the options that stft was called with."});
  }
  const std::int64_t pieces = z.shape()[-3];
  const std::int64_t whole = pieces == 0 ? 0 : (pieces - 1) * options.sequence_stride + options.fft_length;
  const std::int64_t begin = options.center ? options.fft_length / 2 : 0;
  const std::int64_t end = length ? begin + *length : whole - begin;
  if ((length && *length < 0) || end > whole || begin > end) {
    fail<ValueError>({"istft",
                      fmt::format("expected a length from 0 to {}, received {}",
                                  std::max<std::int64_t>(whole - begin, 0), length.value_or(end - begin)),
                      fmt::format("input {}", z.shape().to_string()), "Leave it out for all that there is."});
  }
  const Tensor window = padded_window(options);
  const Tensor x = irfft(z, -1, options.fft_length);
  const Tensor sums = overlap_and_add(x * cast(window, x.dtype()), options.sequence_stride);
  const Tensor weights =
      overlap_and_add(broadcast_to(square(window), {pieces, options.fft_length}), options.sequence_stride);
  const Tensor divisor = where(greater(weights, 1e-10), weights, 1.0);
  return last_axis_slice(sums / cast(divisor, x.dtype()), begin, end);
}

Tensor mel_filter_bank(const MelOptions& options) {
  const char* place = "mel_filter_bank";
  require_positive(place, "number of mels", options.mels);
  require_positive(place, "number of bins", options.bins);
  const double nyquist = options.sampling_rate / 2;
  if (!(options.low >= 0 && options.low < options.high && options.high <= nyquist)) {
    fail<ValueError>(
        {place,
         fmt::format("expected 0 <= low < high <= half the sampling_rate ({}), received {} and {}", nyquist,
                     options.low, options.high),
         {},
         "low and high are the limits of the bands, in hertz."});
  }
  const auto mel = [](double hertz) { return 1127 * std::log1p(hertz / 700); };
  const double step = (mel(options.high) - mel(options.low)) / static_cast<double>(options.mels + 1);
  std::vector<double> matrix(static_cast<std::size_t>(options.bins * options.mels), 0.0);
  for (std::int64_t bin = 1; bin < options.bins; ++bin) {
    const double at = mel(nyquist * static_cast<double>(bin) / static_cast<double>(options.bins - 1));
    for (std::int64_t i = 0; i < options.mels; ++i) {
      const double middle = mel(options.low) + step * static_cast<double>(i + 1);
      matrix[bin * options.mels + i] = std::max(0.0, 1 - std::abs(at - middle) / step);
    }
  }
  return Array::of(matrix, {options.bins, options.mels}).astype(DType::f32);
}

}  // namespace saem
