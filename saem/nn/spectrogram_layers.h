#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "saem/nn/spatial_layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct STFTSpectrogramOptions {
  /// "log" (of the magnitude), "magnitude", "psd" (its square, both halves of the spectrum), "real", "imag",
  /// "angle", or "stft": the real parts, and the imaginary ones behind them.
  std::string mode = "log";
  std::int64_t frame_length = 256;
  std::optional<std::int64_t> frame_step = {};  ///< between frames; none: half of frame_length
  std::optional<std::int64_t> fft_length = {};  ///< none: the power of two from frame_length on
  std::string window = "hann";                  ///< "hann", "hamming", "blackman" or "rectangular"
  bool periodic = false;                        ///< of the window
  std::string scaling = "density";              ///< divides by √Σw²; "spectrum": by Σ|w|; "none"
  std::string padding = "valid";  ///< or "same": zeros, so that there are ⌈time / step⌉ frames
  bool expand_dims = false;       ///< frequencies on an axis of their own
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, time)
  std::string name = {};
};

/// Short-time spectra of signals by a convolution whose kernel begins as a Fourier transform, and is trained
/// with the rest (set_trainable(false) keeps it).
///
/// Input:  (batch, time, channels), floating.
/// Output: (batch, frames, channels · frequencies), or with expand_dims (batch, frames, frequencies,
///         channels); frequencies: ⌊fft_length / 2⌋ + 1, twice as many in mode "stft".
/// Weights: "real_kernel", "imag_kernel" (frame_length, 1, frequencies), as far as the mode needs them.
/// Throws: ValueError for an option out of range; ShapeError when built on an input without a whole frame.
class STFTSpectrogram final : public LayerBase<STFTSpectrogram, detail::SpatialLayer> {
 public:
  static constexpr const char* type = "STFTSpectrogram";
  explicit STFTSpectrogram(const STFTSpectrogramOptions& options = {});
  [[nodiscard]] static STFTSpectrogram from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  [[nodiscard]] std::int64_t frame_step() const;
  [[nodiscard]] std::int64_t fft_length() const;
  [[nodiscard]] Tensor convolved(const Tensor& x, const char* kernel) const;
  [[nodiscard]] Tensor in_order(const Tensor& spectra) const;
  STFTSpectrogramOptions options_;
};

struct MelSpectrogramOptions {
  std::int64_t fft_length = 2048;
  std::int64_t sequence_stride = 512;                ///< samples between windows
  std::optional<std::int64_t> sequence_length = {};  ///< samples in a window; none: fft_length
  std::string window = "hann";                       ///< "hann", "hamming", "blackman" or "rectangular"
  double sampling_rate = 16000;                      ///< samples per second
  std::int64_t num_mel_bins = 128;
  double min_freq = 20;                 ///< hertz
  std::optional<double> max_freq = {};  ///< none: half of the sampling rate
  bool power_to_db = true;              ///< decibels, 10 log₁₀(power / ref_power)
  double top_db = 80;                   ///< what is further below an example's loudest is raised to there
  double mag_exp = 2;                   ///< of the magnitude: 1, or 2 for the power
  double min_power = 1e-10;             ///< what is smaller counts as this
  double ref_power = 1;
  std::string name = {};
};

/// Spectra of signals on the mel scale: stft, |z|^mag_exp, mel_filter_bank, decibels.
///
/// Input:  (batch, …, samples), more than half of fft_length.
/// Output: (batch, …, num_mel_bins, frames), float32, ⌊samples / sequence_stride⌋ + 1 frames.
/// Throws: ValueError for an option out of range; ShapeError when built on an input that is too short.
class MelSpectrogram final : public LayerBase<MelSpectrogram> {
 public:
  static constexpr const char* type = "MelSpectrogram";
  explicit MelSpectrogram(const MelSpectrogramOptions& options = {});
  [[nodiscard]] static MelSpectrogram from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  [[nodiscard]] Tensor decibels(const Tensor& power) const;
  MelSpectrogramOptions options_;
};

}  // namespace saem
