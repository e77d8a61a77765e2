#include "saem/nn/spectrogram_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/nn/initializers.h"
#include "saem/nn/names.h"
#include "saem/nn/stft_kernel.h"
#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/math_functions.h"
#include "saem/ops/matmul.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/signal.h"

namespace saem {
namespace {

constexpr double smallest_power = 1e-7;  // Keras's epsilon: its logarithm is a number

void require_length(const std::string& title, const char* option, std::int64_t value) {
  detail::require_positive(title, option, value, "It is counted in samples.");
}

}  // namespace

// ---- STFTSpectrogram ----

STFTSpectrogram::STFTSpectrogram(const STFTSpectrogramOptions& options)
    : LayerBase(type, 1, options.data_format, options.name), options_(options) {
  static const std::vector<std::string> modes = {"log", "magnitude", "psd", "real", "imag", "angle", "stft"};
  static const std::vector<std::string> paddings = {"valid", "same"};
  if (std::ranges::count(modes, options_.mode) == 0)
    detail::unknown_name(title(), "mode", options_.mode, modes);
  if (std::ranges::count(paddings, options_.padding) == 0)
    detail::unknown_name(title(), "padding", options_.padding, paddings);
  static_cast<void>(detail::window_of(title(), options_.window));
  detail::require_scaling(title(), options_.scaling);
  require_length(title(), "frame_length", options_.frame_length);
  require_length(title(), "frame_step", frame_step());
  require_length(title(), "fft_length", fft_length());
  if (frame_step() > options_.frame_length) {
    fail<ValueError>({title(),
                      fmt::format("expected a frame_step of at most frame_length, {}, received {}",
                                  options_.frame_length, frame_step()),
                      {},
                      "Otherwise samples between frames would count nowhere."});
  }
  if (fft_length() >= std::max<std::int64_t>(options_.frame_length, 2)) return;
  fail<ValueError>(
      {title(),
       fmt::format("expected an fft_length of at least frame_length, {}, and 2, received {}",
                   options_.frame_length, fft_length()),
       {},
       "A frame is filled up with zeros to fft_length: leave it out for the next power of two."});
}

std::int64_t STFTSpectrogram::frame_step() const {
  return options_.frame_step.value_or(std::max<std::int64_t>(options_.frame_length / 2, 1));
}

std::int64_t STFTSpectrogram::fft_length() const {
  const auto least = static_cast<std::uint64_t>(std::max<std::int64_t>(options_.frame_length, 2));
  return options_.fft_length.value_or(static_cast<std::int64_t>(std::bit_ceil(least)));
}

STFTSpectrogram STFTSpectrogram::from_config(const Attributes& config) {
  return STFTSpectrogram({.mode = detail::text_in(config, "mode", "log"),
                          .frame_length = detail::integer_in(config, "frame_length", 256),
                          .frame_step = detail::optional_in(config, "frame_step"),
                          .fft_length = detail::optional_in(config, "fft_length"),
                          .window = detail::text_in(config, "window", "hann"),
                          .periodic = detail::flag_in(config, "periodic", false),
                          .scaling = detail::text_in(config, "scaling", "density"),
                          .padding = detail::text_in(config, "padding", "valid"),
                          .expand_dims = detail::flag_in(config, "expand_dims", false),
                          .data_format = detail::data_format_in(config)});
}

Attributes STFTSpectrogram::config() const {
  return {{"mode", options_.mode},
          {"frame_length", options_.frame_length},
          {"frame_step", detail::optional_value(options_.frame_step)},
          {"fft_length", detail::optional_value(options_.fft_length)},
          {"window", options_.window},
          {"periodic", options_.periodic},
          {"scaling", options_.scaling},
          {"padding", options_.padding},
          {"expand_dims", options_.expand_dims},
          {"data_format", options_.data_format}};
}

void STFTSpectrogram::build_spatial(const Shape& x) {
  if (options_.padding == "valid" && x[1] < options_.frame_length) {
    reject_input(fmt::format("a signal of {} samples has no frame of {}", x[1], options_.frame_length),
                 fmt::format("frame_length = {}", options_.frame_length),
                 "Take shorter frames, longer signals, or padding \"same\".");
  }
  const Shape shape{options_.frame_length, 1, fft_length() / 2 + 1};
  const auto kernel = [&](const char* side) {
    return initializer(STFTInitializer(side, options_.window, options_.scaling, options_.periodic), title());
  };
  if (options_.mode != "imag") add_weight("real_kernel", shape, kernel("real"));
  if (options_.mode != "real") add_weight("imag_kernel", shape, kernel("imag"));
}

/// (n, channels, frames, frequencies).
Tensor STFTSpectrogram::convolved(const Tensor& x, const char* kernel) const {
  const Shape& s = x.shape();
  const Tensor signals = reshape(transpose(x, {0, 2, 1}), {s[0] * s[2], s[1], 1});
  const std::vector<std::int64_t> size = {options_.frame_length};
  const std::vector<std::int64_t> step = {frame_step()};
  const PaddingPairs padding =
      options_.padding == "same" ? same_padding(signals.shape(), size, step, {}) : PaddingPairs{};
  const Tensor y = conv(signals, cast(weight(kernel), x.dtype()), {.strides = step, .padding = padding});
  return reshape(y, {s[0], s[2], y.shape()[1], y.shape()[2]});
}

/// From (n, channels, frames, frequencies). Without an axis of their own, frequencies stand beside channels:
/// SpatialLayer then moves both to the front where channels are first.
Tensor STFTSpectrogram::in_order(const Tensor& spectra) const {
  const Shape& s = spectra.shape();
  if (!options_.expand_dims) return reshape(transpose(spectra, {0, 2, 1, 3}), {s[0], s[2], s[1] * s[3]});
  return options_.data_format == "channels_first" ? spectra : transpose(spectra, {0, 2, 3, 1});
}

Tensor STFTSpectrogram::call_spatial(const Tensor& input, CallContext&) const {
  const Tensor x = detail::floating(input);
  const std::string& mode = options_.mode;
  if (mode == "real") return in_order(convolved(x, "real_kernel"));
  if (mode == "imag") return in_order(convolved(x, "imag_kernel"));
  const Tensor real = convolved(x, "real_kernel");
  const Tensor imag = convolved(x, "imag_kernel");
  if (mode == "angle") return in_order(atan2(imag, real));
  if (mode == "stft") return in_order(concat(Tensors{real, imag}, 3));
  const Tensor power = square(real) + square(imag);
  if (mode == "psd") {
    // All frequencies but the first and the last stand for two of the whole spectrum.
    const Shape& s = power.shape();
    const Tensor times = pad(ones({s[3] - 2}, power.dtype()), {1}, {1}) + 1.0;
    return in_order(power * times);
  }
  const Tensor magnitude = in_order(sqrt(maximum(power, smallest_power)));
  return mode == "magnitude" ? magnitude : log(maximum(magnitude, smallest_power));
}

// ---- MelSpectrogram ----

MelSpectrogram::MelSpectrogram(const MelSpectrogramOptions& options)
    : LayerBase(type, options.name), options_(options) {
  const std::int64_t length = options_.sequence_length.value_or(options_.fft_length);
  require_length(title(), "fft_length", options_.fft_length);
  require_length(title(), "sequence_stride", options_.sequence_stride);
  require_length(title(), "sequence_length", length);
  detail::require_positive(title(), "num_mel_bins", options_.num_mel_bins, "It is the number of channels.");
  static_cast<void>(detail::window_of(title(), options_.window));
  const auto require = [&](bool good, const std::string& problem, const char* advice) {
    if (!good) fail<ValueError>({title(), problem, {}, advice});
  };
  require(length <= options_.fft_length,
          fmt::format("expected a sequence_length of at most fft_length, {}, received {}",
                      options_.fft_length, length),
          "A window is filled up with zeros to fft_length.");
  const double half = options_.sampling_rate / 2;
  const double high = options_.max_freq.value_or(half);
  require(std::isfinite(half) && options_.min_freq >= 0 && options_.min_freq < high && high <= half,
          fmt::format("expected 0 ≤ min_freq < max_freq ≤ sampling_rate / 2, received {}, {} and {}",
                      options_.min_freq, high, half),
          "A signal holds frequencies up to half of its sampling rate.");
  require(options_.top_db >= 0, fmt::format("expected a top_db of 0 or more, received {}", options_.top_db),
          "It is the range in decibels: 80.");
  require(options_.mag_exp > 0 && std::isfinite(options_.mag_exp),
          fmt::format("expected a mag_exp above 0, received {}", options_.mag_exp), "2 is the power.");
  require(options_.min_power > 0 && std::isfinite(options_.min_power) && std::isfinite(options_.ref_power),
          fmt::format("expected a min_power above 0 and a finite ref_power, received {} and {}",
                      options_.min_power, options_.ref_power),
          "0 has no logarithm.");
}

MelSpectrogram MelSpectrogram::from_config(const Attributes& config) {
  MelSpectrogramOptions options{.fft_length = detail::integer_in(config, "fft_length", 2048),
                                .sequence_stride = detail::integer_in(config, "sequence_stride", 512),
                                .sequence_length = detail::optional_in(config, "sequence_length"),
                                .window = detail::text_in(config, "window", "hann"),
                                .sampling_rate = detail::real_in(config, "sampling_rate", 16000),
                                .num_mel_bins = detail::integer_in(config, "num_mel_bins", 128),
                                .min_freq = detail::real_in(config, "min_freq", 20),
                                .power_to_db = detail::flag_in(config, "power_to_db", true),
                                .top_db = detail::real_in(config, "top_db", 80),
                                .mag_exp = detail::real_in(config, "mag_exp", 2),
                                .min_power = detail::real_in(config, "min_power", 1e-10),
                                .ref_power = detail::real_in(config, "ref_power", 1)};
  options.max_freq = detail::optional_real_in(config, "max_freq");
  return MelSpectrogram(options);
}

Attributes MelSpectrogram::config() const {
  return {{"fft_length", options_.fft_length},
          {"sequence_stride", options_.sequence_stride},
          {"sequence_length", detail::optional_value(options_.sequence_length)},
          {"window", options_.window},
          {"sampling_rate", options_.sampling_rate},
          {"num_mel_bins", options_.num_mel_bins},
          {"min_freq", options_.min_freq},
          {"max_freq", detail::optional_real_value(options_.max_freq)},
          {"power_to_db", options_.power_to_db},
          {"top_db", options_.top_db},
          {"mag_exp", options_.mag_exp},
          {"min_power", options_.min_power},
          {"ref_power", options_.ref_power}};
}

void MelSpectrogram::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() >= 2 && x[-1] > options_.fft_length / 2) return;
  reject_input(fmt::format("expected (batch, …, samples) with more than {} samples", options_.fft_length / 2),
               fmt::format("fft_length = {}", options_.fft_length),
               "Signals are mirrored at their ends by half of fft_length: make that smaller.");
}

Tensor MelSpectrogram::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = detail::floating(inputs[0]);
  const Tensor z = stft(x, {.sequence_length = options_.sequence_length.value_or(options_.fft_length),
                            .sequence_stride = options_.sequence_stride,
                            .fft_length = options_.fft_length,
                            .window = detail::window_of(title(), options_.window)});
  const Tensor power = sum(square(z), {-1});
  const Tensor spectrum = options_.mag_exp == 2 ? power : pow(power, options_.mag_exp / 2);
  const Tensor bank = mel_filter_bank({.mels = options_.num_mel_bins,
                                       .bins = options_.fft_length / 2 + 1,
                                       .sampling_rate = options_.sampling_rate,
                                       .low = options_.min_freq,
                                       .high = options_.max_freq.value_or(options_.sampling_rate / 2)});
  const Tensor mel = matmul(spectrum, cast(bank, spectrum.dtype()));
  return swapaxes(options_.power_to_db ? decibels(mel) : mel, -1, -2);
}

Tensor MelSpectrogram::decibels(const Tensor& power) const {
  constexpr double per_log = 10 / std::numbers::ln10;
  const double reference = std::log(std::max(std::abs(options_.ref_power), options_.min_power));
  const Tensor y = per_log * (log(maximum(power, options_.min_power)) - reference);
  std::vector<int> axes;  // of one example
  for (int axis = 1; axis < y.rank(); ++axis) axes.push_back(axis);
  return maximum(y, max(y, axes, {.keepdims = true}) - options_.top_db);
}

}  // namespace saem
