#include "saem/train/variable_filter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>

#include "saem/core/error.h"

namespace saem {

VariableFilter::VariableFilter(std::string_view place, std::span<const std::string> patterns,
                               std::span<const Variable> variables)
    : variables_(variables.begin(), variables.end()) {
  std::vector<std::string> quoted;
  for (const std::string& pattern : patterns) {
    try {
      patterns_.emplace_back(
          [regex = std::regex(pattern)](const std::string& name) { return std::regex_search(name, regex); });
    } catch (const std::regex_error& error) {
      fail<ValueError>(
          {std::string(place), fmt::format("'{}' is not a regular expression", pattern), error.what(),
           "Write a backslash before characters that are meant as they are: ( ) [ ] { } * + ? . |"});
    }
    quoted.push_back(fmt::format("'{}'", pattern));
  }
  for (const Variable& variable : variables) quoted.push_back(fmt::format("variable '{}'", variable.name()));
  description_ = fmt::format("{}", fmt::join(quoted, ", "));
}

bool VariableFilter::matches(const Variable& variable) const {
  const auto is_this = [&](const Variable& v) { return v.same_as(variable); };
  const auto is_found = [&](const auto& is_in) { return is_in(variable.name()); };
  return std::ranges::any_of(variables_, is_this) || std::ranges::any_of(patterns_, is_found);
}

}  // namespace saem
