#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

// For EXPECT_TRUE, so that a failure shows the text.
namespace saem::test {

testing::AssertionResult has(std::string_view text, std::string_view part);
testing::AssertionResult lacks(std::string_view text, std::string_view part);
testing::AssertionResult starts(std::string_view text, std::string_view start);
/// ECMAScript regular expression for the whole text.
testing::AssertionResult matches(const std::string& text, const std::string& pattern);

}  // namespace saem::test
