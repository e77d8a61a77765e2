#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "saem/data/sounds/wav_samples.h"

namespace saem::detail {

/// Where a WAV file has its samples, and how they are written.
struct WavLayout {
  WavFormat format;
  std::uint64_t begin;  ///< byte of the file
  std::uint64_t size;   ///< in bytes; a sample at least
};

/// Looks through the chunks of a WAV file of `size` bytes, of which the first are given. Nothing if more of
/// them are needed. Throws FileError as read_wav says, except for what is wrong with the samples themselves.
[[nodiscard]] std::optional<WavLayout> find_wav_data(std::span<const std::byte> first_bytes,
                                                     std::uint64_t size, const std::string& place);

[[noreturn]] void fail_damaged_wav(const std::string& place, std::uint64_t at, const std::string& problem);

}  // namespace saem::detail
