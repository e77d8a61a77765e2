#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "saem/core/array.h"

namespace saem {

/// Reads an array that numpy.save wrote (.npy).
///
/// Format versions 1.0 to 3.0, C and Fortran order, either byte order. Element types: bool, int32, int64,
/// uint8, float16, float32, float64 as they are; int8, int16 and uint16 → i32, uint32 → i64, which hold all
/// of their values. The result is row-major whatever the order in the file. A scalar has shape ().
/// Throws FileError, naming the file, the byte, what was expected and what is there, for a file that cannot
/// be read or is damaged, cut short or longer than its header says; UnsupportedError for elements that saem
/// does not have (objects, texts, structures, complex numbers, dates, uint64, long double), which are never
/// unpickled, and for more than 8 axes. The size that the header claims is checked before memory is taken.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
[[nodiscard]] Array read_npy(const std::filesystem::path& path);

/// The same from memory. `place` names the source in messages.
[[nodiscard]] Array parse_npy(std::span<const std::byte> bytes, std::string_view place);

/// Writes a file that numpy.load reads: format 1.0, C order. Whole or not at all (AtomicFile); equal arrays
/// give equal bytes. Throws DTypeError for bfloat16, which NumPy does not have; FileError if the file cannot
/// be written.
void write_npy(const std::filesystem::path& path, const Array& array);

namespace detail {

/// Fills its argument as far as its source goes and returns the number of bytes.
using ReadBytes = std::function<std::size_t(std::span<std::byte>)>;

/// An array of `size` bytes, head included, that `read` gives one after the other.
[[nodiscard]] Array read_npy_stream(const ReadBytes& read, std::uint64_t size, const std::string& place);

}  // namespace detail
}  // namespace saem
