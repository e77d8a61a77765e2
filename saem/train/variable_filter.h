#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/graph/variable.h"

namespace saem {

/// Which variables an option is for: those listed, and those in whose names a pattern is found.
class VariableFilter {
 public:
  /// Throws ValueError for a pattern that is no regular expression. `place` is for that message.
  VariableFilter(std::string_view place, std::span<const std::string> patterns,
                 std::span<const Variable> variables);
  [[nodiscard]] bool matches(const Variable& variable) const;
  /// "'bias', 'gamma'": for messages.
  [[nodiscard]] const std::string& description() const noexcept { return description_; }

 private:
  std::vector<std::function<bool(const std::string& name)>>
      patterns_;  // the regular expressions' header is large
  std::vector<Variable> variables_;
  std::string description_;
};

}  // namespace saem
