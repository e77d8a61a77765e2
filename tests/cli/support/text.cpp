#include "tests/cli/support/text.h"

#include <regex>

namespace saem::test {
namespace {

testing::AssertionResult check_text(bool passes, std::string_view expected, std::string_view part,
                                    std::string_view text) {
  return (passes ? testing::AssertionSuccess() : testing::AssertionFailure())
         << "expected a text that " << expected << "\n  " << part << "\nreceived\n  " << text;
}

}  // namespace

testing::AssertionResult has(std::string_view text, std::string_view part) {
  return check_text(text.find(part) != std::string_view::npos, "has", part, text);
}

testing::AssertionResult lacks(std::string_view text, std::string_view part) {
  return check_text(text.find(part) == std::string_view::npos, "lacks", part, text);
}

testing::AssertionResult starts(std::string_view text, std::string_view start) {
  return check_text(text.starts_with(start), "starts with", start, text);
}

testing::AssertionResult matches(const std::string& text, const std::string& pattern) {
  return check_text(std::regex_match(text, std::regex(pattern)), "matches", pattern, text);
}

}  // namespace saem::test
