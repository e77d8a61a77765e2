#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/dtype.h"
#include "saem/core/shape.h"

namespace saem::detail {

/// One row of a safetensors header: where in the data a tensor lies and how to read it.
struct SafetensorsEntry {
  std::string name;
  DType dtype = DType::f32;
  Shape shape;
  std::uint64_t begin = 0;  ///< first byte, counted from the end of the header
  std::uint64_t end = 0;    ///< one past the last byte
};

struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::vector<SafetensorsEntry> entries;  ///< in the order in which they are written
};

/// Parses the JSON text of a header. Every entry is complete and its dtype, shape and offsets agree with each
/// other; how the entries lie in the data is left to the caller. Throws FileError naming `place` for anything
/// else, such as a key that occurs twice.
[[nodiscard]] SafetensorsHeader parse_safetensors_header(std::string_view json, const std::string& place);

/// The JSON text of a header, without padding.
[[nodiscard]] std::string format_safetensors_header(const SafetensorsHeader& header);

}  // namespace saem::detail
