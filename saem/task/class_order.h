#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saem::detail {

/// Names of classes as people list them: numbers by their size, other names by the alphabet.
[[nodiscard]] std::vector<std::string> class_order(const std::set<std::string, std::less<>>& names);

/// The name of the class or category in a cell: without blanks around it, and of a whole number written as
/// "1.0" or "1.000e+00" its digits alone, so that a value has one name. "1.000" stays: it may be a thousand.
[[nodiscard]] std::string class_name(std::string_view cell);

/// The labels in a cell, without blanks around them; those that are empty are left out.
[[nodiscard]] std::vector<std::string_view> split_labels(std::string_view cell, char separator);

}  // namespace saem::detail
