#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saem/core/dtype.h"
#include "saem/core/shape.h"

namespace saem::detail {

/// What the header of a .npy file says of its elements.
struct NpyHeader {
  DType dtype = DType::f32;      ///< that holds the elements here
  char kind = 'f';               ///< NumPy's letter of the elements in the file: b i u f
  std::size_t element_size = 4;  ///< in the file; smaller than item_size(dtype) where elements are widened
  bool big_endian = false;
  bool fortran_order = false;  ///< the first axis runs fastest
  Shape shape;
  std::uint64_t byte_size = 0;  ///< of all elements in the file
};

/// Parses the dictionary in a header, a Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (2,
/// 3), }. `offset` is its place in the file, for messages. Throws FileError for what is no such header, and
/// UnsupportedError for elements that saem does not have, saying how to save them otherwise.
[[nodiscard]] NpyHeader parse_npy_header(std::string_view text, std::uint64_t offset,
                                         const std::string& place);

/// The whole head of a file of format 1.0, from the magic bytes to the first element; a multiple of 64 bytes.
/// Throws DTypeError for bfloat16, which NumPy does not have.
[[nodiscard]] std::string format_npy_head(DType dtype, const Shape& shape);

}  // namespace saem::detail
