#include "saem/data/sounds/wav_samples.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace saem::detail {
namespace {

/// The `count` bytes at `from`, least significant first.
template <std::size_t count, class T = std::uint32_t>
T little_endian(const std::byte* from) {
  T value = 0;
  for (std::size_t i = 0; i < count; ++i) value |= static_cast<T>(from[i]) << (8 * i);
  return value;
}

/// Signed integers of `count` bytes, divided by their range. 32 bits do not fit into a float: what would be
/// rounded up to 1 becomes the number below.
template <std::size_t count>
float pcm(const std::byte* from) {
  const auto value = static_cast<std::int32_t>(little_endian<count>(from) << (32 - 8 * count));
  return std::min(static_cast<float>(value) * 0x1p-31F, 1.0F - std::numeric_limits<float>::epsilon() / 2);
}

float unsigned_pcm(const std::byte* from) {
  return static_cast<float>(std::to_integer<int>(*from) - 128) / 128.0F;
}

float floating32(const std::byte* from) { return std::bit_cast<float>(little_endian<4>(from)); }

/// What does not fit into a float becomes an infinity, which is refused later.
float floating64(const std::byte* from) {
  const auto value = std::bit_cast<double>(little_endian<8, std::uint64_t>(from));
  constexpr auto largest = static_cast<double>(std::numeric_limits<float>::max());
  if (std::isnan(value)) return std::numeric_limits<float>::quiet_NaN();
  return std::abs(value) <= largest ? static_cast<float>(value) : std::numeric_limits<float>::infinity();
}

/// ITU-T G.711, µ-law: sign, 3 bits of exponent, 4 of mantissa, all inverted.
float mu_law(const std::byte* from) {
  const int code = ~std::to_integer<int>(*from) & 0xFF;
  const int magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
  return static_cast<float>((code & 0x80) != 0 ? -magnitude : magnitude) / 32768.0F;
}

/// ITU-T G.711, A-law: the even bits are inverted; exponent 0 has no hidden bit.
float a_law(const std::byte* from) {
  const int code = std::to_integer<int>(*from) ^ 0x55;
  const int exponent = (code & 0x70) >> 4;
  int magnitude = ((code & 0x0F) << 4) + 8;
  if (exponent > 0) magnitude = (magnitude + 0x100) << (exponent - 1);
  return static_cast<float>((code & 0x80) != 0 ? magnitude : -magnitude) / 32768.0F;
}

using DecodeSample = float (*)(const std::byte*);

template <DecodeSample decode>
void decode_all(const std::byte* from, std::size_t step, std::span<float> to) {
  for (float& value : to) {
    value = decode(from);
    from += step;
  }
}

using DecodeAll = void (*)(const std::byte*, std::size_t, std::span<float>);

DecodeAll decoder(const WavFormat& format) noexcept {
  constexpr std::array<DecodeAll, 4> integers = {decode_all<unsigned_pcm>, decode_all<pcm<2>>,
                                                 decode_all<pcm<3>>, decode_all<pcm<4>>};
  switch (format.kind) {
    case WavKind::pcm:
      return format.bytes >= 1 && format.bytes <= 4 ? integers[format.bytes - 1] : nullptr;
    case WavKind::floating:
      return format.bytes == 4   ? decode_all<floating32>
             : format.bytes == 8 ? decode_all<floating64>
                                 : nullptr;
    case WavKind::a_law:
      return format.bytes == 1 ? decode_all<a_law> : nullptr;
    case WavKind::mu_law:
      return format.bytes == 1 ? decode_all<mu_law> : nullptr;
  }
  return nullptr;
}

}  // namespace

bool WavFormat::is_known() const noexcept { return decoder(*this) != nullptr; }

Array decode_wav(std::span<const std::byte> data, const WavFormat& format) {
  const std::size_t count = data.size() / (static_cast<std::size_t>(format.bytes) * format.channels);
  Array samples = Array::uninitialized(
      Shape{static_cast<std::int64_t>(count), static_cast<std::int64_t>(format.channels)}, DType::f32);
  decoder(format)(data.data(), format.bytes, samples.mutable_data<float>());
  return samples;
}

}  // namespace saem::detail
