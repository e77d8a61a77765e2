#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saem {

/// The text of a file, in UTF-8, without a byte-order mark and without NUL characters.
struct TextFile {
  std::string text;
  std::string place;                    ///< the file, for messages
  std::vector<std::string> notes = {};  ///< for people: "text read as CP949"
};

/// Reads a file of text, plain or gzip, whole into memory; "-" is the standard input.
///
/// What encoding it is in is found out, unless `encoding` names it as `iconv -l` does: UTF-8 or UTF-16 by the
/// byte-order mark; else UTF-8 if it is valid; else CP949 (with it EUC-KR), if it is valid and at least half
/// of its double bytes are everyday Hangul; else Windows-1252, or Latin-1 if it has bytes that Windows-1252
/// has not.
///
/// Throws FileError if the file cannot be read, does not fit into memory, has NUL characters, is not valid in
/// the given encoding, or is UTF-8 but for few bytes, and so damaged; ValueError for an unknown encoding.
[[nodiscard]] TextFile read_text_file(const std::filesystem::path& path, const std::string& encoding = "");

/// The same for bytes that were read already.
[[nodiscard]] TextFile decode_text(std::string bytes, const std::string& place,
                                   const std::string& encoding = "");

namespace detail {

/// The whole file, unpacked, as it is.
[[nodiscard]] std::string read_bytes(const std::filesystem::path& path);

/// How much of a text is UTF-8.
struct Utf8Facts {
  std::size_t characters = 0;  ///< of several bytes
  std::size_t wrong = 0;       ///< bytes that belong to no character
  std::size_t first_wrong = 0;
};
[[nodiscard]] Utf8Facts check_utf8(std::string_view bytes) noexcept;

/// The bytes from `encoding` to UTF-8. Throws as read_text_file.
[[nodiscard]] std::string convert_to_utf8(std::string_view bytes, const std::string& encoding,
                                          const std::string& place);
/// "CP949", "Windows-1252" or "Latin-1", for bytes that are no UTF-8.
[[nodiscard]] std::string guess_encoding(std::string_view bytes) noexcept;

/// The line that a byte is in, from 1.
[[nodiscard]] std::int64_t line_of(std::string_view text, std::size_t offset) noexcept;

}  // namespace detail
}  // namespace saem
