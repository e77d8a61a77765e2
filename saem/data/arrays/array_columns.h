#pragma once

#include <string>
#include <vector>

#include "saem/data/arrays/array_file.h"
#include "saem/data/samples.h"

namespace saem::detail {

/// What the columns made of an array are called, and what was concluded.
struct ArrayColumns {
  std::vector<Samples::Column> columns;
  std::vector<std::string> notes;
};

/// Columns of a table with more are left as one array.
inline constexpr std::int64_t most_array_columns = 256;

/// The inputs in an array: see array_samples.
/// @param names  of the columns, if there are as many
[[nodiscard]] ArrayColumns input_columns(const NamedArray& array, const std::string& name,
                                         const std::vector<std::string>& names);
/// The answers: class numbers, names, values, or several columns of them.
/// @param classes  names for whole numbers from 0, if there are so many
[[nodiscard]] ArrayColumns answer_columns(const NamedArray& array, const std::string& name,
                                          const std::vector<std::string>& classes);

}  // namespace saem::detail
