#pragma once

#include <filesystem>

#include "saem/core/array.h"

namespace saem {

/// Reads an IDX file, the format of MNIST and its successors, plain or packed with gzip (told apart by
/// content).
///
/// Format, big-endian: two zero bytes, the element type, the number of dimensions (1 to 8), the dimensions as
/// 32-bit numbers, then the elements in row-major order. Types:  0x08 u8 → u8, 0x09 i8 → i32, 0x0B i16 → i32,
/// 0x0C i32 → i32, 0x0D f32 → f32, 0x0E f64 → f64. Throws: FileError if the file cannot be read, is something
/// else (then the message says what), is cut short, goes on
///         behind its last element, or is a damaged archive. Memory is taken, and archives are unpacked, only
///         as far as the header and the file's size agree.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", section "File formats".
[[nodiscard]] Array read_idx(const std::filesystem::path& path);

}  // namespace saem
