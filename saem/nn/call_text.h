#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saem::detail {

/// A name with arguments, as options and model files hold initializers, regularizers and constraints: "l2",
/// "l2(0.01)", "max_norm(max_value=2, axis=[0, 1])". Reads each argument by its name or its place, then
/// `finish` refuses what nobody asked for.
class CallText {
 public:
  /// `place` is who asks, `kind` what is described ("initializer"): for messages. Throws ValueError for a
  /// text that is no name and arguments.
  CallText(std::string_view text, std::string_view place, std::string_view kind);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  // Each throws ValueError if the argument is there but of another kind.
  [[nodiscard]] double real(const char* argument, double otherwise);
  [[nodiscard]] std::string text(const char* argument, const char* otherwise);
  [[nodiscard]] std::vector<int> integers(const char* argument, std::initializer_list<int> otherwise);
  /// Nothing if it is left out, or "None".
  [[nodiscard]] std::optional<std::int64_t> integer(const char* argument);
  /// Throws ValueError, naming it, for an argument that was not read.
  void finish() const;
  /// Throws ValueError: "Dense 'a': l2 expected <problem>".
  [[noreturn]] void reject(const std::string& problem, const std::string& advice = {}) const;

 private:
  [[nodiscard]] const std::string* find(const char* argument);
  std::string place_, kind_, text_, name_;
  std::vector<std::pair<std::string, std::string>> arguments_;  // the name may be empty
  std::vector<std::string> asked_;
  std::size_t taken_ = 0;
};

}  // namespace saem::detail
