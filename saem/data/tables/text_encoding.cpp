#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "saem/core/error.h"
#include "saem/data/tables/text_file.h"

namespace saem::detail {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t i) noexcept {
  return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0;
}

/// The number of bytes of the character that begins at `i`, which is not ASCII; 0 if none begins there.
/// Source: The Unicode Standard, table 3-7, well-formed UTF-8 byte sequences.
std::size_t utf8_size(std::string_view bytes, std::size_t i) noexcept {
  const std::uint8_t first = byte_at(bytes, i), second = byte_at(bytes, i + 1);
  const auto follows = [&](std::size_t offset) { return (byte_at(bytes, i + offset) & 0xC0) == 0x80; };
  if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
  if (first < 0xE0) return 2;
  if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
  if (!follows(2)) return 0;
  if (first < 0xF0) return 3;
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return follows(3) ? 4 : 0;
}

/// The end of the ASCII characters from `i` on.
std::size_t end_of_ascii(std::string_view bytes, std::size_t i) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    if ((word & high_bits) != 0) break;
  }
  while (i < bytes.size() && static_cast<std::uint8_t>(bytes[i]) < 0x80) ++i;
  return i;
}

/// Names that people use and iconv does not, or for which it has one that covers more.
struct EncodingAlias {
  const char* name;
  const char* iconv_name;
};
constexpr std::array aliases = {
    EncodingAlias{"latin-1", "LATIN1"},     EncodingAlias{"latin1", "LATIN1"},
    EncodingAlias{"utf-8-sig", "UTF-8"},    EncodingAlias{"windows-1252", "CP1252"},
    EncodingAlias{"euc-kr", "CP949"},       EncodingAlias{"ks_c_5601-1987", "CP949"},
    EncodingAlias{"windows-949", "CP949"},  EncodingAlias{"uhc", "CP949"},
    EncodingAlias{"shift-jis", "SHIFT_JIS"}};

std::string iconv_name(const std::string& name) {
  std::string lower = name;
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto found = std::ranges::find_if(aliases, [&](const EncodingAlias& a) { return lower == a.name; });
  return found == aliases.end() ? name : found->iconv_name;
}

class Converter {
 public:
  explicit Converter(const std::string& encoding)
      : handle_(iconv_open("UTF-8", iconv_name(encoding).c_str())) {
    if (handle_ != reinterpret_cast<iconv_t>(-1)) return;
    fail<ValueError>({"encoding", fmt::format("'{}' is not known on this system", encoding), "",
                      "Usual ones are utf-8, cp949, windows-1252, latin-1, shift_jis, gb18030; `iconv -l` "
                      "lists all."});
  }
  ~Converter() { iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Converts as much as it can and returns the number of bytes that it took; `error` says why it stopped.
  std::size_t run(std::string_view bytes, std::string& text, int& error) {
    auto* in = const_cast<char*>(bytes.data());  // iconv takes it so, and does not write to it
    std::size_t left = bytes.size();
    std::array<char, 1 << 14> buffer;
    do {
      char* out = buffer.data();
      std::size_t room = buffer.size();
      error = iconv(handle_, &in, &left, &out, &room) == static_cast<std::size_t>(-1) ? errno : 0;
      text.append(buffer.data(), buffer.size() - room);
    } while (error == E2BIG);
    return bytes.size() - left;
  }

 private:
  iconv_t handle_;
};

}  // namespace

Utf8Facts check_utf8(std::string_view bytes) noexcept {
  Utf8Facts facts;
  for (std::size_t i = end_of_ascii(bytes, 0); i < bytes.size(); i = end_of_ascii(bytes, i)) {
    const std::size_t size = utf8_size(bytes, i);
    if (size == 0 && facts.wrong++ == 0) facts.first_wrong = i;
    facts.characters += size > 0;
    i += std::max<std::size_t>(size, 1);
  }
  return facts;
}

std::string guess_encoding(std::string_view bytes) noexcept {
  // CP949 is KS X 1001 in EUC (both bytes from 0xA1; Hangul in rows 0xB0 to 0xC8), and the other syllables
  // where one of the two is below. Letters with accents, in pairs, rarely fall upon the rows of Hangul.
  std::size_t hangul = 0, pairs = 0;
  bool korean = true, windows = true, latin = true;
  for (std::size_t i = end_of_ascii(bytes, 0); i < bytes.size() && korean; i = end_of_ascii(bytes, i)) {
    const std::uint8_t first = byte_at(bytes, i), second = byte_at(bytes, i + 1);
    const bool syllable = first >= 0x81 && first <= 0xC6 &&
                          ((second >= 'A' && second <= 'Z') || (second >= 'a' && second <= 'z') ||
                           (second >= 0x81 && second <= 0xFE));
    korean = syllable || (first >= 0xA1 && first <= 0xFE && second >= 0xA1 && second <= 0xFE);
    hangul += first >= 0xB0 && first <= 0xC8 && second >= 0xA1 && second <= 0xFE;
    ++pairs;
    i += 2;
  }
  if (korean && 2 * hangul >= pairs) return "CP949";
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    windows = windows && byte != 0x81 && byte != 0x8D && byte != 0x8F && byte != 0x90 && byte != 0x9D;
    latin = latin && (byte < 0x80 || byte > 0x9F);
  }
  return windows && !latin ? "Windows-1252" : "Latin-1";
}

std::string convert_to_utf8(std::string_view bytes, const std::string& encoding, const std::string& place) {
  Converter converter(encoding);
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  int error = 0;
  const std::size_t done = converter.run(bytes, text, error);
  if (error == 0) return text;
  fail<FileError>({fmt::format("{}, line {}", place, 1 + std::ranges::count(text, '\n')),
                   error == EINVAL ? fmt::format("the text ends within a character, at byte {}", done)
                                   : fmt::format("byte {:#04x} at offset {} is not valid {}",
                                                 static_cast<unsigned>(byte_at(bytes, done)), done, encoding),
                   "", "Give the encoding that the file is in (--encoding), or correct it there."});
}

}  // namespace saem::detail
