#pragma once

#include <string>

namespace saem::test {

/// A file as another program writes it: no checksum.
inline std::string foreign_file(const std::string& header, const std::string& data) {
  std::string prefix(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) prefix[i] = static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return prefix + header + data;
}

}  // namespace saem::test
