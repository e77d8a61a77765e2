#include "saem/task/class_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "saem/data/tables/blanks.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {

std::vector<std::string> class_order(const std::set<std::string, std::less<>>& names) {
  std::vector<std::string> order(names.begin(), names.end());
  if (std::ranges::all_of(order, [](const std::string& name) { return parse_number(name).has_value(); })) {
    std::ranges::stable_sort(order, {}, [](const std::string& name) { return *parse_number(name); });
  }
  return order;
}

std::string class_name(std::string_view cell) {
  constexpr double most = 1e15;  // all whole numbers below are exact
  const std::string_view text = without_blanks(cell);
  const std::string_view digits = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  const std::size_t dot = digits.find('.'), exponent = digits.find_first_of("eE");
  if (digits.empty() || !is_digit(digits[0]) ||
      (dot == std::string_view::npos && exponent == std::string_view::npos))
    return std::string(text);
  if (exponent == std::string_view::npos && digits.size() - dot == 4) return std::string(text);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool is_whole = error == std::errc() && end == digits.data() + digits.size() && value < most &&
                        value == std::trunc(value);
  if (!is_whole) return std::string(text);
  return fmt::format("{}{:.0f}", text.starts_with('-') && value > 0 ? "-" : "", value);
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
