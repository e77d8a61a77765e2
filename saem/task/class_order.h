#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace saem::detail {

/// Names of classes as people list them: numbers by their size, other names by the alphabet.
[[nodiscard]] std::vector<std::string> class_order(const std::set<std::string, std::less<>>& names);

/// The labels in a cell, without blanks around them; those that are empty are left out.
[[nodiscard]] std::vector<std::string_view> split_labels(std::string_view cell, char separator);

}  // namespace saem::detail
