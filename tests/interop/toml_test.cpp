#include "saem/interop/toml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "tests/support/property.h"

namespace saem {
namespace {

using Kind = TomlValue::Kind;

TomlValue parse(std::string_view text) { return parse_toml(text, "a.toml"); }

TEST(Toml, ValuesOfEachKindWithTheirPlaces) {
  const TomlValue root = parse(
      "t = \"two\\nlines \\u00e9\"\nz = 0x1F\n[s]\na = 12\n  b = 1.5e-3\nc = true\nd = 2024-02-29\n"
      "e = [1, 'x']\nf = {g = 1}\n[s.h]\ni = inf\n");
  ASSERT_EQ(root.entries.size(), 3U);
  EXPECT_EQ(root.find("t")->text, "two\nlines é");
  const TomlValue& s = *root.find("s");
  EXPECT_EQ(s.find("a")->integer, 12);
  EXPECT_DOUBLE_EQ(s.find("b")->number, 1.5e-3);
  EXPECT_EQ(s.entries[1].line, 5);
  EXPECT_EQ(s.entries[1].column, 3);
  EXPECT_EQ(s.find("b")->column, 7);
  EXPECT_TRUE(s.find("c")->boolean);
  EXPECT_EQ(s.find("d")->kind, Kind::date);
  EXPECT_EQ(s.find("d")->text, "2024-02-29");
  EXPECT_EQ(s.find("e")->items[1].text, "x");
  EXPECT_EQ(s.find("f")->find("g")->integer, 1);
  EXPECT_TRUE(std::isinf(s.find("h")->find("i")->number));
  EXPECT_EQ(s.find("none"), nullptr);
}

TEST(Toml, TablesKeepTheOrderOfTheFile) {
  const TomlValue root = parse("z = 1\n[m]\nq = 1\nb = 2\n\"a b\" = 3\n[c]\n");
  EXPECT_EQ(root.entries[0].key, "z");
  EXPECT_EQ(root.entries[1].key, "m");
  EXPECT_EQ(root.entries[2].key, "c");
  EXPECT_EQ(root.entries[1].value.entries[2].key, "a b");
}

struct Damage {
  std::string text;
  std::string says;
};
class DamagedToml : public testing::TestWithParam<Damage> {};

TEST_P(DamagedToml, IsRefusedWithItsPlace) {
  try {
    static_cast<void>(parse(GetParam().text));
    FAIL() << GetParam().text.substr(0, 80);
  } catch (const FileError& error) {
    EXPECT_NE(std::string(error.what()).find(GetParam().says), std::string::npos) << error.what();
  }
}

std::string many(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Toml, DamagedToml,
    testing::Values(
        Damage{"a = 1\nb = \n", "a.toml, line 2, column "},
        Damage{"a = 1\na = 2\n", "a.toml, line 2, column 5: this is no TOML"}, Damage{"[a]\n[a]\n", "line 2"},
        Damage{"a = \"x\n", "line 1"}, Damage{"a = \"x\\q\"", "line 1"},
        Damage{std::string("a = \"\0\"", 7), "line 1"}, Damage{"a = \"\xFF\"", "line 1"},
        Damage{"a = \"\xC3", "line 1"}, Damage{"a = 99999999999999999999", "line 1"},
        Damage{"a = 2024-02-30", "line 1"}, Damage{"a = [1, 2", "line 1"}, Damage{"a = 'x", "line 1"},
        Damage{"a = \"\"\"x", "line 1"}, Damage{"just words", "line 1"},
        Damage{"a = 1\n [ = 2\n", "a.toml, line 2, column 4: "}, Damage{"[[", "line 1"},
        Damage{"[", "line 1"}, Damage{"a = 1\n나이 = 2", "a.toml, line 2, column 1: a character other"},
        Damage{"a = {b = \xCF\xB7 1}", "outside of quotes"}, Damage{"[]", "line 1"}, Damage{"[ ]", "line 1"},
        Damage{"a,b\n1,2\n", "line 1"}, Damage{"x = " + many("[", 100'000), "line 1"},
        Damage{"x = " + many("{a = ", 100'000), "line 1"},
        Damage{"a = 1\nx" + many(".x", 100'000) + " = 1",
               "a.toml, line 2, column 64: expected a key "
               "of at most 32 parts"},
        Damage{"[" + many("a.", 100'000) + "a]", "at most 32 parts"},
        Damage{"#.......\n" + many("'x'.", 100'000) + "a = 1", "line 2"},
        Damage{std::string((1 << 24) + 1, ' '), "more than 16 MiB"}));

TEST(Toml, DotsInTextsAndCommentsDivideNoKey) {
  const std::string dots(100, '.');
  const TomlValue root =
      parse("# " + dots + "\na = \"\\\"" + dots + "\" # " + dots + "\nb = '" + dots + "'\nc = '''\n" + dots +
            "'" + dots + "'''\n'" + dots + "' = [0.1, 0.2]\nd = \"\"\"" + dots + "\\\"\"\"\"\n");
  EXPECT_EQ(root.find("a")->text, "\"" + dots);
  EXPECT_EQ(root.find("c")->text, dots + "'" + dots);
  EXPECT_EQ(root.find(dots)->items.size(), 2U);
}

TEST(Toml, CharactersOfAnyLanguageStandInQuotesAndComments) {
  const TomlValue root = parse("\xEF\xBB\xBF\"나이\" = \"ϷÉ\" # größer\nb = \"\"\"x\\\n  Ϸ\"\"\"\nc = 'ß'\n");
  EXPECT_EQ(root.find("나이")->text, "ϷÉ");
  EXPECT_EQ(root.find("b")->text, "xϷ");
  EXPECT_EQ(root.entries[0].column, 1);
}

TEST(Toml, NumbersOnOneLineMayBeMany) {
  std::string text = "a = [";
  for (int i = 0; i < 1000; ++i) text += "0.5, ";
  EXPECT_EQ(parse(text + "1.0]").find("a")->items.size(), 1001U);
}

TEST(Toml, TextsAndKeysAreTheSameAfterTheyAreWrittenAndRead) {
  testing_support::check_property({.cases = 300}, [] {
    const auto key = *rc::gen::string<std::string>(), text = *rc::gen::string<std::string>();
    const auto is_ascii = [](const std::string& s) {
      return std::ranges::all_of(s, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    const TomlValue root = parse_toml(toml_key(key) + " = " + toml_text(text), "p.toml");
    RC_ASSERT(root.entries.size() == 1U);
    if (is_ascii(key)) RC_ASSERT(root.entries[0].key == key);
    if (is_ascii(text)) RC_ASSERT(root.entries[0].value.text == text);
  });
  EXPECT_EQ(toml_text("\xFF"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(toml_text("\x7F"), "\"\\u007F\"");
  EXPECT_EQ(toml_key("a-b_1"), "a-b_1");
  EXPECT_EQ(toml_key(""), "\"\"");
  EXPECT_EQ(toml_key("값"), "\"값\"");
}

TEST(Toml, ValuesOnALineAreTheSameAfterTheyAreRead) {
  const std::string line = "{a = [1, 2.0, -inf, \"x\"], \"b c\" = {d = true, e = 07:32:00}}";
  const TomlValue root = parse("x = " + line);
  EXPECT_EQ(toml_line(*root.find("x")), line);
}

}  // namespace
}  // namespace saem
