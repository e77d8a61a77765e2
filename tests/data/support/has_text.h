#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace saem::test {

/// For EXPECT_TRUE: whether a text has another in it.
inline testing::AssertionResult has_text(std::string_view text, std::string_view expected) {
  if (text.find(expected) != std::string_view::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected \"" << expected << "\" in \"" << text << '"';
}

}  // namespace saem::test
