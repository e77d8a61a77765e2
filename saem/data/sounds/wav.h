#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "saem/core/array.h"

namespace saem {

/// A sound as numbers.
struct Sound {
  Array samples;          ///< float32 (samples, channels), in [-1, 1)
  std::int64_t rate = 0;  ///< samples a second
};

/// Reads a WAV file (RIFF/WAVE; RF64 too): PCM of up to 32 bits (8 bits are unsigned), IEEE floats of 32 and
/// 64 bits, A-law and µ-law (ITU-T G.711), also as WAVE_FORMAT_EXTENSIBLE; any number of channels.
///
/// Integers are divided by their range: 16 bits by 32768. Floats stay as they are, and may lie outside [-1,
/// 1). Chunks other than "fmt " and "data" are passed over. Where a writer to a pipe could not know the
/// length (sizes 0, 0xFFFFFFFF or 0x7FFFF000), the sound goes on to the end of the file. A piece of a sample
/// behind the last whole one is left out.
///
/// Throws FileError for a file that cannot be read, is empty, damaged or cut short (naming the byte), has no
/// sample, a NaN or an infinity; and for another format, by its name, with the ffmpeg command that converts
/// it.
[[nodiscard]] Sound read_wav(const std::filesystem::path& path);

/// The same for the bytes of a file. @param place  the file, for messages.
[[nodiscard]] Sound parse_wav(std::span<const std::byte> bytes, const std::string& place);

/// What the first bytes of a WAV file say of it.
struct SoundFacts {
  std::int64_t rate = 0;  ///< samples a second
  std::int64_t channels = 0;
  std::int64_t samples = 0;  ///< of each channel
};

/// Looks at the first bytes of a WAV file only. Throws as read_wav does, but does not see a NaN or an
/// infinity.
[[nodiscard]] SoundFacts inspect_wav(const std::filesystem::path& path);

/// The mean of the channels: (samples, channels) → (samples, 1). Throws ShapeError for another rank or no
/// channel.
[[nodiscard]] Array to_mono(const Array& samples);

}  // namespace saem
