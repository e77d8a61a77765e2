#pragma once

#include <string>
#include <vector>

#include "saem/task/feature.h"

namespace saem::detail {

/// The columns that are predicted: those that are wished for; what the layout of the data says; one called
/// target, label, class or y; else the last that can be an answer. Not one that is empty (Excel writes
/// separators behind the last column), nor one of texts that are nearly all different, such as sentences.
///
/// @param reason  becomes why, for people
/// Throws ValueError for a column that does not exist or is named twice, and if all are left out.
[[nodiscard]] std::vector<std::string> target_columns(const Samples& samples, const TaskWishes& wishes,
                                                      std::string& reason);

}  // namespace saem::detail
