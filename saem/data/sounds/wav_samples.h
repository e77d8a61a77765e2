#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "saem/core/array.h"

namespace saem::detail {

enum class WavKind : std::uint8_t { pcm, floating, a_law, mu_law };

/// How the samples of a WAV file are written.
struct WavFormat {
  WavKind kind;
  std::uint32_t channels;
  std::uint32_t rate;
  std::uint32_t bytes;  ///< of one sample of one channel

  /// Whether decode_wav can read it.
  [[nodiscard]] bool is_known() const noexcept;
};

/// The whole samples in `data` as float32 (samples, channels).
[[nodiscard]] Array decode_wav(std::span<const std::byte> data, const WavFormat& format);

}  // namespace saem::detail
