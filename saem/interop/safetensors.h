#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// The content of a safetensors file: named arrays and text.
///
/// Format: 8 bytes little-endian header length, a JSON header (name → dtype, shape, offsets; "__metadata__" →
/// text), then the bytes of all tensors, one after the other. Opening such a file runs no code. Source:
/// https://huggingface.co/docs/safetensors (Hugging Face, 2022).
struct SafetensorsFile {
  std::map<std::string, std::string> metadata;
  std::vector<std::pair<std::string, Array>> tensors;  ///< in the order of their bytes in the file

  [[nodiscard]] bool contains(std::string_view name) const noexcept;
  /// The array of this name. Throws ValueError, with the nearest name that exists.
  [[nodiscard]] const Array& at(std::string_view name) const;
};

/// Reads a file that saem or any other program wrote. dtypes: F64 F32 BF16 F16 I64 I32 U8 BOOL.
///
/// Files written by saem carry a checksum over every byte, which is verified: any damage is found, not only
/// damage that breaks the format. Files of other programs are read without one. Throws FileError, naming the
/// file and what is wrong with it. No memory is taken beyond what the file's size covers.
[[nodiscard]] SafetensorsFile read_safetensors(const std::filesystem::path& path);

/// The same from memory. `place` names the source in messages.
[[nodiscard]] SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, std::string_view place);

/// Writes whole or not at all (AtomicFile); equal content gives equal bytes.
///
/// Two metadata keys belong to the writer, whatever the caller put there: "format" becomes "saem", and
/// "saem.checksum" is computed (readers do not see it). Every other safetensors reader takes the file as it
/// is. Throws ValueError for a tensor name that is used twice, reserved ("__metadata__") or not UTF-8;
/// FileError if the file cannot be written.
void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file);

}  // namespace saem
