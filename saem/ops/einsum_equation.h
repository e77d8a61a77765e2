#pragma once

// The notation of einsum, read and checked. Not part of the public interface.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/shape.h"

namespace saem::detail {

/// One character per axis: a letter, or for the axes of "..." digits, the last of them '0'.
using Labels = std::string;

struct Equation {
  std::vector<Labels> operands;
  Labels result;
};

/// The equation with "..." spelled out for operands of these shapes. Throws ValueError for what is malformed,
/// ShapeError where an operand has other axes than its labels say.
[[nodiscard]] Equation parse_equation(std::string_view text, std::span<const Shape> shapes);

/// The extent of each label that occurs, 1 where all say so. Throws ShapeError where two differ.
[[nodiscard]] std::int64_t extent_of(char label, const Equation& equation, std::span<const Shape> shapes,
                                     std::string_view text);

}  // namespace saem::detail
