#include "saem/data/tables/text_file.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::message_of;
using namespace std::string_literals;

TextFile decode(const std::string& bytes, const std::string& encoding = "") {
  return decode_text(bytes, "data.csv", encoding);
}
std::string refusal(const std::string& bytes, const std::string& encoding = "") {
  return message_of<FileError>([&] { (void)decode(bytes, encoding); });
}

const std::string korean = "이름,나이\n홍길동,30\n";
const std::string korean_cp949 = "\xC0\xCC\xB8\xA7,\xB3\xAA\xC0\xCC\n\xC8\xAB\xB1\xE6\xB5\xBF,30\n";

TEST(TextFile, Utf8IsReadAsItIs) {
  EXPECT_EQ(decode(korean).text, korean);
  EXPECT_TRUE(decode(korean).notes.empty());
  EXPECT_EQ(decode("\xEF\xBB\xBF" + korean).text, korean) << "without the mark";
  EXPECT_EQ(decode("\xF0\x9F\x98\x80 \xED\x9F\xBF").text, "\xF0\x9F\x98\x80 \xED\x9F\xBF");
}

TEST(TextFile, Utf16HasAMark) {
  EXPECT_EQ(decode("\xFF\xFE"s + "a\0,\0\x74\xC7\n\0"s).text, "a,이\n");
  EXPECT_EQ(decode("\xFE\xFF"s + "\0a\0,\xC7\x74\0\n"s).text, "a,이\n");
  EXPECT_EQ(decode("\xFF\xFE"s + "a\0"s).notes, (std::vector<std::string>{"text read as UTF-16LE"}));
  EXPECT_NE(refusal("\xFF\xFE"s + "a\0b"s).find("ends within a character"), std::string::npos);
  EXPECT_NE(refusal("a\0,\0"s).find("line 1: expected text, received a NUL character at byte 1"),
            std::string::npos);
  EXPECT_EQ(decode("a\0,\0"s, "utf-16le").text, "a,");
}

TEST(TextFile, Utf16WithoutAMarkIsSeenByItsZeros) {
  const std::string little =
      "a\0,\0b\0\n\0"
      "1\0,\0"
      "2\0\n\0"s;
  EXPECT_EQ(decode(little).text, "a,b\n1,2\n");
  EXPECT_EQ(decode(little).notes, (std::vector<std::string>{"text read as UTF-16LE"}));
  EXPECT_EQ(decode("\0a\0,\0b\0\n\0"
                   "1\0,\0"
                   "2\0\n"s)
                .text,
            "a,b\n1,2\n");
  EXPECT_NE(refusal("some text\0with a zero in it"s).find("a NUL character at byte 9"), std::string::npos);
}

TEST(TextFile, Utf8ThatIsCutShortIsNoOtherEncoding) {
  EXPECT_NE(refusal(korean.substr(0, korean.size() - 5)).find("is not valid UTF-8"), std::string::npos);
}

TEST(TextFile, KoreanAndWesternBytesAreToldApart) {
  EXPECT_EQ(decode(korean_cp949).text, korean);
  EXPECT_EQ(decode(korean_cp949).notes, (std::vector<std::string>{"text read as CP949"}));
  EXPECT_EQ(decode("\x8C\xDE\xB5\xBF\xB1\xE6").notes.at(0), "text read as CP949")
      << "a syllable that EUC-KR has not";
  EXPECT_EQ(decode("caf\xE9, Gr\xF6\xDF"
                   "e")
                .text,
            "café, Größe");
  EXPECT_EQ(decode("caf\xE9").notes.at(0), "text read as Latin-1");
  EXPECT_EQ(decode("it\x92s \x80 5").text, "it’s € 5");
  EXPECT_EQ(decode("it\x92s").notes.at(0), "text read as Windows-1252");
  EXPECT_EQ(decode("\xA3"
                   "5 \xB0"
                   "C")
                .text,
            "£5 °C");
  EXPECT_EQ(decode("\x81 \xE9").notes.at(0), "text read as Latin-1") << "Windows-1252 has no 0x81";
}

TEST(TextFile, TheEncodingMayBeGiven) {
  EXPECT_EQ(decode(korean_cp949, "cp949").text, korean);
  EXPECT_EQ(decode(korean_cp949, "EUC-KR").text, korean);
  EXPECT_EQ(decode("caf\xE9", "latin-1").text, "café");
  EXPECT_EQ(decode("\xC3\xA9", "latin-1").text, "Ã©") << "even against what it looks like";
  EXPECT_EQ(decode("\xEF\xBB\xBF"
                   "a",
                   "utf-8")
                .text,
            "a");
  const std::string message = refusal("a\nb\xFF\n", "cp949");
  EXPECT_TRUE(message.starts_with("data.csv, line 2: byte 0xff at offset 3 is not valid cp949")) << message;
  EXPECT_NE(message_of<ValueError>([] { (void)decode("a", "no-such-code"); }).find("'no-such-code'"),
            std::string::npos);
}

TEST(TextFile, AWrongByteInUtf8IsDamage) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += korean;
  text[text.size() / 2] = '\xFF';
  const std::string message = refusal(text);
  EXPECT_NE(message.find("is not valid UTF-8"), std::string::npos) << message;
  EXPECT_NE(refusal("a\xC3", "UTF-8").find("ends within a character"), std::string::npos);
}

TEST(TextFile, EveryLengthOfAsciiBeforeACharacter) {
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(detail::check_utf8(std::string(i, 'a') + "é").characters, 1U);
    EXPECT_EQ(detail::check_utf8(std::string(i, 'a') + "\xC0\x80").first_wrong, i) << "an overlong character";
    EXPECT_EQ(detail::check_utf8(std::string(i, 'a') + "\xED\xA0\x80").wrong, 3U) << "a surrogate";
  }
}

}  // namespace
}  // namespace saem
