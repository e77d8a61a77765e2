#include "saem/core/printable.h"

#include <gtest/gtest.h>

#include "saem/core/utf8.h"

namespace saem::detail {
namespace {

using namespace std::string_literals;

TEST(Printable, LeavesTextAsItIs) {
  for (const char* text : {"", "plain", "größe", "온도", "🙂", "a b"}) {
    EXPECT_EQ(printable(text), text);
    EXPECT_EQ(printable_lines(text), text);
  }
}

TEST(Printable, ControlCharactersAreWritten) {
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable("\x1B[31mred\x07"), "\\u001B[31mred\\u0007");
  EXPECT_EQ(printable("zero\0"s), "zero\\u0000");
  EXPECT_EQ(printable("\x7F"), "\\u007F");
  EXPECT_EQ(printable("\u009B31m"), "\\u009B31m") << "the same command in one character";
}

TEST(Printable, BytesThatAreNoTextAreWritten) {
  EXPECT_EQ(printable("a\xFF\xC3(b"), "a\\xFF\\xC3(b");
  EXPECT_EQ(printable("\xE2\x82"), "\\xE2\\x82");
}

TEST(Printable, AWholeOutputKeepsItsLines) { EXPECT_EQ(printable_lines("a\n\tb\r\x1B"), "a\n\tb\\r\\u001B"); }

TEST(Utf8, DecodesTheFirstCharacter) {
  EXPECT_EQ(decode_first("é…").length, 2U);
  EXPECT_EQ(decode_first("🙂").value, U'🙂');
  EXPECT_FALSE(decode_first("\xED\xA0\x80").valid) << "a surrogate";
  EXPECT_FALSE(decode_first("\xC0\x80").valid) << "longer than needed";
}

}  // namespace
}  // namespace saem::detail
