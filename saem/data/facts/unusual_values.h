#pragma once

#include <string>
#include <vector>

#include "saem/data/text_column.h"

namespace saem {

/// What is odd about the values of a column, a clause each, for people; none: nothing is.
///
///  - infinite numbers;
///  - numbers further from the middle half than 20 times its width, of 20 numbers or more;
///  - a number such as -999 or 9999 that lies outside of all others and comes several times: a missing value,
///  perhaps;
///  - few cells of a column of numbers that are none;
///  - names that differ in upper and lower case or in blanks only.
[[nodiscard]] std::vector<std::string> unusual_values(const TextColumn& column);

}  // namespace saem
