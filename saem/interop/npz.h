#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// The content of a .npz archive: named arrays.
///
/// Format: a ZIP archive whose members are .npy files, stored (numpy.savez) or deflated
/// (numpy.savez_compressed); array "x" is the member "x.npy". Reading runs no code and unpickles nothing.
struct NpzFile {
  std::vector<std::pair<std::string, Array>> arrays;  ///< in the order of their bytes in the file

  [[nodiscard]] bool contains(std::string_view name) const noexcept;
  /// The array of this name. Throws ValueError, with the nearest name that exists.
  [[nodiscard]] const Array& at(std::string_view name) const;
};

/// Most bytes that the arrays of one archive may unpack to, unless the caller says otherwise: 16 GiB.
inline constexpr std::uint64_t npz_limit = std::uint64_t{1} << 34;

/// Reads an archive that numpy.savez, numpy.savez_compressed or another program wrote; element types and
/// orders as read_npy.
///
/// Every size is checked before memory is taken for it: against the archive, against the highest ratio that
/// deflate reaches (members must not overlap, so an archive unpacks to no more than 1032 times its size), and
/// against `limit`, in bytes, for all arrays together. Checksums are verified. Throws FileError, naming the
/// file, the array, the byte, what was expected and what is there; UnsupportedError for arrays that read_npy
/// refuses and for archives that are encrypted, in several parts, or packed otherwise.
[[nodiscard]] NpzFile read_npz(const std::filesystem::path& path, std::uint64_t limit = npz_limit);

/// The same from memory. `place` names the source in messages.
[[nodiscard]] NpzFile parse_npz(std::span<const std::byte> bytes, std::string_view place,
                                std::uint64_t limit = npz_limit);

struct NpzOptions {
  bool compressed = false;  ///< deflated, as numpy.savez_compressed does
};

/// Writes an archive that numpy.load reads. Whole or not at all (AtomicFile); equal arrays give equal bytes.
/// Throws ValueError for a name that is used twice, not UTF-8, or longer than 65531 bytes; DTypeError for
/// bfloat16, which NumPy does not have; FileError if the file cannot be written.
void write_npz(const std::filesystem::path& path, const NpzFile& file, const NpzOptions& options = {});

}  // namespace saem
