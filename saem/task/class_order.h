#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace saem::detail {

/// Names of classes as people list them: numbers by their size, other names by the alphabet.
[[nodiscard]] std::vector<std::string> class_order(const std::set<std::string, std::less<>>& names);

}  // namespace saem::detail
