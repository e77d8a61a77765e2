#pragma once

#include <string>

#include "saem/task/column_facts.h"
#include "saem/task/feature.h"

namespace saem::detail {

/// Of the part that is learned from, where the data come divided: what a column is must not depend on what it
/// is measured with.
[[nodiscard]] ColumnFacts facts_of_learned(const Samples& samples, const TextColumn& texts);

/// What is predicted of a column: as it was wished, else classes for names, for 0 and 1, and for a few whole
/// numbers that each stand in several rows; a value for other numbers.
///
/// @param reason  why this column, for people
/// Throws ValueError where it cannot be that, and UnsupportedError for a column of recordings, pictures or
/// arrays.
[[nodiscard]] Target make_target(const Samples& samples, const std::string& column, const TaskWishes& wishes,
                                 const std::string& reason);

}  // namespace saem::detail
