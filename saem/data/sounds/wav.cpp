#include "saem/data/sounds/wav.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/sounds/wav_layout.h"

namespace saem {
namespace {

constexpr std::size_t first_look = 4096;  // the header of nearly every file
/// Full scale is 1, or what integers of 32 bits reach where somebody forgot to divide; squares of anything
/// beyond this would be infinite in a spectrum.
constexpr float largest_sample = 1e10F;

std::int64_t sample_count(const detail::WavLayout& layout) {
  return static_cast<std::int64_t>(layout.size /
                                   (std::uint64_t{layout.format.bytes} * layout.format.channels));
}

}  // namespace

SoundFacts inspect_wav(const std::filesystem::path& path) {
  std::string content(first_look, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  content.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error || content.size() < std::min<std::uint64_t>(first_look, size))
    content = read_file(path);  // says why
  const auto bytes_of = [&] { return std::as_bytes(std::span(content)); };
  auto layout =
      detail::find_wav_data(bytes_of(), std::max<std::uint64_t>(size, content.size()), path.string());
  if (!layout) {
    content = read_file(path);
    layout = detail::find_wav_data(bytes_of(), content.size(), path.string());
  }
  return {.rate = layout->format.rate, .channels = layout->format.channels, .samples = sample_count(*layout)};
}

Sound read_wav(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return parse_wav(std::as_bytes(std::span(content)), path.string());
}

Sound parse_wav(std::span<const std::byte> bytes, const std::string& place) {
  const detail::WavLayout layout = detail::find_wav_data(bytes, bytes.size(), place).value();
  const detail::WavFormat& format = layout.format;
  Array samples = detail::decode_wav(bytes.subspan(layout.begin, layout.size), format);
  const std::span<const float> values = samples.data<float>();
  const auto wrong = std::ranges::find_if(values, [](float x) { return !(std::abs(x) <= largest_sample); });
  if (wrong != values.end()) {
    const auto index = static_cast<std::size_t>(wrong - values.begin());
    detail::fail_damaged_wav(
        place, layout.begin + index * format.bytes,
        fmt::format("sample {} of channel {} is {}", index / format.channels, index % format.channels + 1,
                    std::isnan(*wrong)      ? "NaN"
                    : std::isfinite(*wrong) ? fmt::format("{:g}, where full scale is 1", *wrong)
                                            : "infinite or too large"));
  }
  return {std::move(samples), format.rate};
}

Array to_mono(const Array& samples) {
  if (samples.shape().rank() != 2 || samples.shape()[1] == 0 || samples.dtype() != DType::f32) {
    fail<ShapeError>({"to_mono",
                      fmt::format("expected float32 (samples, channels), received {} {}",
                                  name(samples.dtype()), samples.shape().to_string()),
                      "", "Give the samples of a Sound."});
  }
  const auto channels = static_cast<std::size_t>(samples.shape()[1]);
  if (channels == 1) return samples;
  Array out = Array::uninitialized(Shape{samples.shape()[0], 1}, DType::f32);
  const std::span<const float> from = samples.data<float>();
  const std::span<float> to = out.mutable_data<float>();
  for (std::size_t i = 0; i < to.size(); ++i) {
    double sum = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
      sum += static_cast<double>(from[i * channels + channel]);
    }
    to[i] = static_cast<float>(sum / static_cast<double>(channels));
  }
  return out;
}

}  // namespace saem
