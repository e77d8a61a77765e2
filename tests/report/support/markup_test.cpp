#include <gtest/gtest.h>

#include "tests/report/support/markup.h"

namespace saem::testing {
namespace {

TEST(MarkupChecker, AcceptsWhatIsWellFormed) {
  EXPECT_EQ(markup_error("<!DOCTYPE html>\n<p a=\"1\">x &amp; y<br>z</p><style>a > b { }</style><g/>"), "");
}

// The tests below lean on this checker, so it must be able to fail.
TEST(MarkupChecker, RefusesWhatIsNot) {
  for (const char* bad : {"<p>", "</p>", "<b><i></b></i>", "<p a=1></p>", "<p a=\"1\" a=\"2\"></p>", "a & b",
                          "&what;", "<p a=\"<\"></p>", "a < b", "<p>\x01</p>", "<p a=\"1></p>"}) {
    EXPECT_NE(markup_error(bad), "") << bad;
  }
}

}  // namespace
}  // namespace saem::testing
