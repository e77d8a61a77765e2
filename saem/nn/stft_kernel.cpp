#include "saem/nn/stft_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "saem/nn/names.h"

namespace saem::detail {

const std::vector<std::string>& window_names() {
  static const std::vector<std::string> names = {"hann", "hamming", "blackman", "rectangular"};
  return names;
}

Window window_of(std::string_view place, const std::string& name) {
  constexpr std::array kinds = {Window::hann, Window::hamming, Window::blackman, Window::rectangular};
  const std::vector<std::string>& names = window_names();
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) unknown_name(place, "window", name, names);
  return kinds[static_cast<std::size_t>(found - names.begin())];
}

void require_scaling(std::string_view place, const std::string& scaling) {
  static const std::vector<std::string> known = {"density", "spectrum", "none"};
  if (std::ranges::count(known, scaling) == 0) unknown_name(place, "scaling", scaling, known);
}

namespace {

Array window_values(Window window, std::int64_t n, bool periodic) {
  if (window == Window::hann) return hann_window(n, periodic).value();
  if (window == Window::hamming) return hamming_window(n, periodic).value();
  if (window == Window::blackman) return blackman_window(n, periodic).value();
  return Array::full({n}, 1);
}

}  // namespace

Array stft_kernel(const Shape& shape, const StftKernelOptions& options) {
  if (shape.rank() != 3 || shape[1] != 1 || shape[0] < 1 || shape[2] < 2) {
    fail<ShapeError>({"stft",
                      fmt::format("expected a weight (T, 1, F / 2 + 1), received {}", shape.to_string()),
                      {},
                      "It is the kernel of STFTSpectrogram; use another initializer for this weight."});
  }
  const std::int64_t frame = shape[0];
  const std::int64_t bins = shape[2];
  const Array window = window_values(options.window, frame, options.periodic);
  double scale = options.scaling == "none" ? 1 : 0;
  for (std::int64_t t = 0; t < frame && options.scaling != "none"; ++t)
    scale += options.scaling == "density" ? window.at(t) * window.at(t) : std::abs(window.at(t));
  if (options.scaling == "density") scale = std::sqrt(scale);
  if (scale == 0) scale = 1;  // a Hann window of two numbers is zeros
  Array kernel = Array::uninitialized(shape, DType::f32);
  auto next = kernel.mutable_data<float>().begin();
  const std::int64_t fft_length = 2 * (bins - 1);
  for (std::int64_t t = 0; t < frame; ++t) {
    for (std::int64_t f = 0; f < bins; ++f) {
      // The product modulo the length keeps the angle exact for long frames.
      const double angle =
          -2 * std::numbers::pi * static_cast<double>(t * f % fft_length) / static_cast<double>(fft_length);
      const double wave = options.imaginary ? std::sin(angle) : std::cos(angle);
      *next++ = static_cast<float>(wave * window.at(t) / scale);
    }
  }
  return kernel;
}

}  // namespace saem::detail
