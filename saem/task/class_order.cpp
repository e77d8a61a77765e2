#include "saem/task/class_order.h"

#include <algorithm>

#include "saem/data/tables/numbers.h"

namespace saem::detail {

std::vector<std::string> class_order(const std::set<std::string, std::less<>>& names) {
  std::vector<std::string> order(names.begin(), names.end());
  if (std::ranges::all_of(order, [](const std::string& name) { return parse_number(name).has_value(); })) {
    std::ranges::stable_sort(order, {}, [](const std::string& name) { return *parse_number(name); });
  }
  return order;
}

std::vector<std::string_view> split_labels(std::string_view cell, char separator) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string_view> labels;
  while (!cell.empty()) {
    const std::size_t end = std::min(cell.find(separator), cell.size());
    std::string_view label = cell.substr(0, end);
    cell.remove_prefix(std::min(end + 1, cell.size()));
    const std::size_t first = label.find_first_not_of(blanks);
    if (first == std::string_view::npos) continue;
    label = label.substr(first, label.find_last_not_of(blanks) - first + 1);
    if (!is_missing_text(label)) labels.push_back(label);
  }
  return labels;
}

}  // namespace saem::detail
