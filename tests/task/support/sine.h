#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>

namespace saem::test {

/// A WAV file of 16 bits and one channel with a sine.
inline std::string sine(double hertz, std::int64_t rate, std::int64_t samples) {
  std::string data;
  const auto number = [&](std::string& to, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 0xFF);
  };
  for (std::int64_t i = 0; i < samples; ++i) {
    const double x =
        std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / static_cast<double>(rate));
    number(data, static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(x * 20'000))), 2);
  }
  std::string file = "RIFF";
  number(file, 36 + data.size(), 4);
  file += "WAVEfmt ";
  number(file, 16, 4);
  number(file, 1, 2);
  number(file, 1, 2);
  number(file, static_cast<std::uint64_t>(rate), 4);
  number(file, static_cast<std::uint64_t>(rate) * 2, 4);
  number(file, 2, 2);
  number(file, 16, 2);
  file += "data";
  number(file, data.size(), 4);
  return file + data;
}

}  // namespace saem::test
