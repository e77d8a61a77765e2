#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/data/support/little_endian.h"

/// WAV files made byte by byte, so that the reader is tested against the format.
namespace saem::test {

inline std::string make_chunk(const std::string& id, const std::string& content) {
  return id + little_endian(content.size(), 4) + content +
         (content.size() % 2 == 1 ? std::string(1, '\0') : "");
}

struct WavOptions {
  unsigned tag = 1;  ///< 1 PCM, 3 floats, 6 A-law, 7 mu-law
  unsigned channels = 1;
  unsigned rate = 8000;
  unsigned bits = 16;
  bool extensible = false;
  std::string before_format = {};  ///< whole chunks
  std::string before_data = {};
  std::string behind_data = {};
};

inline std::string make_format(const WavOptions& o) {
  const unsigned bytes = (o.bits + 7) / 8 * o.channels;
  std::string format = little_endian(o.extensible ? 0xFFFE : o.tag, 2) + little_endian(o.channels, 2) +
                       little_endian(o.rate, 4) + little_endian(std::uint64_t{o.rate} * bytes, 4) +
                       little_endian(bytes, 2) + little_endian(o.bits, 2);
  if (o.extensible) {
    format += little_endian(22, 2) + little_endian(o.bits, 2) + little_endian(0, 4) +
              little_endian(o.tag, 2) +
              std::string("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14);
  }
  return make_chunk("fmt ", format);
}

/// A RIFF/WAVE file around samples as they lie in it.
inline std::string make_wav(const std::string& data, const WavOptions& o = {}) {
  const std::string body =
      "WAVE" + o.before_format + make_format(o) + o.before_data + make_chunk("data", data) + o.behind_data;
  return "RIFF" + little_endian(body.size(), 4) + body;
}

}  // namespace saem::test
