#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "saem/graph/tensor.h"

namespace saem {

struct ArrayTextOptions {
  int digits = 6;  ///< significant ones, of floating numbers
  std::int64_t most =
      1000;           ///< of larger arrays, only the first and last three elements of each axis are shown
  bool lines = true;  ///< each row on a line of its own
};

/// The elements in brackets, as NumPy prints them: "[[1, 2],\n [3, 4]]"; a scalar is its number alone.
[[nodiscard]] std::string to_text(const Array& array, const ArrayTextOptions& options = {});

/// Writes to_text(array).
std::ostream& operator<<(std::ostream& out, const Array& array);
/// Computes the tensor, and writes its value.
std::ostream& operator<<(std::ostream& out, const Tensor& tensor);

}  // namespace saem
