#include "saem/report/text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace saem::detail {
namespace {

TEST(Text, CountsCharactersNotBytes) {
  EXPECT_EQ(character_count(""), 0U);
  EXPECT_EQ(character_count("abc"), 3U);
  EXPECT_EQ(character_count("고양이"), 3U);
  EXPECT_EQ(character_count("é😀"), 2U);
  EXPECT_EQ(character_count("a\xff\xfe"), 3U);     // each stray byte counts as one
  EXPECT_EQ(character_count("\xe2\x94"), 2U);      // cut off in the middle
  EXPECT_EQ(character_count("\xc0\xaf"), 2U);      // overlong
  EXPECT_EQ(character_count("\xed\xa0\x80"), 3U);  // surrogate
}

TEST(Text, PadsByCharacters) {
  EXPECT_EQ(pad_left("고양이", 5), "  고양이");
  EXPECT_EQ(pad_right("é", 3), "é  ");
  EXPECT_EQ(pad_left("long", 2), "long");
}

TEST(Text, Shortens) {
  EXPECT_EQ(shorten("고양이", 3), "고양이");
  EXPECT_EQ(shorten("고양이들", 3), "고양…");
  EXPECT_EQ(shorten("abc", 0), "");
  EXPECT_EQ(shorten("abc", 1), "…");
}

TEST(Text, EscapesMarkup) {
  EXPECT_EQ(escape_markup("<a href=\"x\" b='y'>&</a>"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(escape_markup("고양이\n\t"), "고양이\n\t");
  EXPECT_EQ(escape_markup(std::string_view("a\0b\x1b\xff", 5)), "a\uFFFDb\uFFFD\uFFFD");
}

TEST(Text, SeparatesThousands) {
  EXPECT_EQ(with_separators(0), "0");
  EXPECT_EQ(with_separators(999), "999");
  EXPECT_EQ(with_separators(1000), "1,000");
  EXPECT_EQ(with_separators(-1234567), "-1,234,567");
  EXPECT_EQ(with_separators(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

TEST(Text, OneThingIsNoPlural) {
  EXPECT_EQ(counted(0, "example"), "0 examples");
  EXPECT_EQ(counted(1, "example"), "1 example");
  EXPECT_EQ(counted(12'000, "row"), "12,000 rows");
}

TEST(Text, Percentages) {
  EXPECT_EQ(percent(0.924), "92.4\u00A0%");
  EXPECT_EQ(percent(0.5, 0), "50\u00A0%");
  EXPECT_EQ(percent(std::nan("")), "n/a");
}

}  // namespace
}  // namespace saem::detail
