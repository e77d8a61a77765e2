#include "saem/data/tables/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <span>

#include "saem/core/available_memory.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/data/byte_reader.h"
#include "saem/data/other_content.h"

namespace saem {
namespace detail {
namespace {

constexpr std::size_t first_size = 1 << 20;

struct CloseStream {
  void operator()(std::FILE* file) const noexcept {
    if (file != stdin) std::fclose(file);
  }
};

[[noreturn]] void no_memory(const std::string& place, std::uint64_t bytes) {
  fail<FileError>({place, fmt::format("no memory for its {}", format_bytes(bytes)),
                   "a table is read whole into memory",
                   "Divide the file, close other programs, or use a machine with more memory."});
}

/// What `read` gives until it gives less than was asked for.
template <class Read>
std::string read_all(const std::string& place, std::size_t expected, Read&& read) {
  std::uint64_t available = available_memory().bytes;
  std::string bytes;
  std::size_t used = 0, size = expected;
  for (;;) {
    if (size > available) no_memory(place, size);
    bytes.resize(size);
    used += read(std::as_writable_bytes(std::span(bytes)).subspan(used));
    if (used < size) break;
    size = std::max(first_size, size + size / 2);
  }
  bytes.resize(used);
  return bytes;
}

/// A pipe, whose size is not known.
std::string read_stream(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, CloseStream> file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  const std::string place = path == "-" ? "standard input" : path.string();
  const auto check = [&](bool good) {
    if (good) return;
    fail<FileError>({place, fmt::format("cannot be read: {}", std::strerror(errno)), "",
                     "Check the path and the permissions."});
  };
  check(file != nullptr);
  std::string bytes = read_all(place, first_size, [&](std::span<std::byte> target) {
    const std::size_t count = std::fread(target.data(), 1, target.size(), file.get());
    check(std::ferror(file.get()) == 0);
    return count;
  });
  if (bytes.starts_with("\x1F\x8B")) {
    fail<FileError>({place, "expected a text, received a gzip archive",
                     "archives are unpacked from files only",
                     "Give the file itself, or unpack it before: `zcat FILE | …`."});
  }
  return bytes;
}

}  // namespace

std::string read_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (path == "-" || std::filesystem::is_fifo(status) || std::filesystem::is_character_file(status) ||
      std::filesystem::is_socket(status)) {
    return read_stream(path);
  }
  ByteReader reader(path);
  const std::size_t expected = reader.is_gzip() ? first_size : reader.size_limit() + 1;
  return read_all(reader.place(), expected, [&](std::span<std::byte> target) { return reader.read(target); });
}

std::int64_t line_of(std::string_view text, std::size_t offset) noexcept {
  text = text.substr(0, offset);
  const char end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
  return 1 + std::ranges::count(text, end);
}

}  // namespace detail

namespace {

using detail::line_of;

/// A byte-order mark, and what follows it.
struct Mark {
  std::string_view bytes;
  const char* encoding;
};
constexpr std::array marks = {Mark{"\xEF\xBB\xBF", "UTF-8"}, Mark{"\xFF\xFE", "UTF-16LE"},
                              Mark{"\xFE\xFF", "UTF-16BE"}};

void refuse_nul(const TextFile& file) {
  const std::size_t nul = file.text.find('\0');
  if (nul == std::string::npos) return;
  fail<FileError>(
      {fmt::format("{}, line {}", file.place, line_of(file.text, nul)),
       fmt::format("expected text, received a NUL character at byte {}", nul), "",
       "This is no text, or in another encoding: then give it (--encoding). Else the file is damaged: copy "
       "it again."});
}

/// UTF-16 without a mark: of a text in Latin letters, digits and signs, every other byte is 0. Empty for
/// anything else.
std::string guess_utf16(std::string_view text) {
  constexpr std::size_t looked_at = 4096, least = 16;  // of bytes: fewer say too little
  const std::size_t n = std::min(text.size(), looked_at) / 2 * 2;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < n; i += 2) {
    even += text[i] == '\0';
    odd += text[i + 1] == '\0';
  }
  if (text.size() % 2 != 0 || n < least || (even > 0 && odd > 0)) return "";
  if (4 * odd >= n / 2) return "UTF-16LE";
  return 4 * even >= n / 2 ? "UTF-16BE" : "";
}

/// Throws if bytes that are no UTF-8 are UTF-8 for the most part.
void refuse_damaged(const TextFile& file, const detail::Utf8Facts& facts) {
  const bool cut_short = facts.characters >= 3 && file.text.size() - facts.first_wrong <= 3;
  if (facts.characters < 10 * facts.wrong && !cut_short) return;
  fail<FileError>(
      {fmt::format("{}, line {}", file.place, line_of(file.text, facts.first_wrong)),
       fmt::format("byte {:#04x} at offset {} is not valid UTF-8",
                   static_cast<unsigned char>(file.text[facts.first_wrong]), facts.first_wrong),
       fmt::format("{} other characters are valid UTF-8, {} bytes are not", facts.characters, facts.wrong),
       "The file is damaged there: correct it, or give the encoding that it is in (--encoding)."});
}

}  // namespace

TextFile decode_text(std::string bytes, const std::string& place, const std::string& encoding) {
  TextFile file{.text = std::move(bytes), .place = place};
  std::string from = encoding;
  for (const Mark& mark : marks) {
    if (!file.text.starts_with(mark.bytes)) continue;
    if (encoding.empty()) from = mark.encoding;
    if (from != mark.encoding) continue;  // the user says otherwise
    file.text.erase(0, mark.bytes.size());
    break;
  }
  if (from.empty() && file.text.find('\0') != std::string::npos) from = guess_utf16(file.text);
  if (from.empty()) {
    const detail::Utf8Facts facts = detail::check_utf8(file.text);
    if (facts.wrong > 0) {
      refuse_damaged(file, facts);
      from = detail::guess_encoding(file.text);
    }
  } else if (from == "UTF-8") {
    const detail::Utf8Facts facts = detail::check_utf8(file.text);
    if (facts.wrong > 0) (void)detail::convert_to_utf8(file.text, from, place);  // says where
    from.clear();
  }
  if (!from.empty()) {
    file.text = detail::convert_to_utf8(file.text, from, place);
    if (file.text.starts_with(marks[0].bytes)) file.text.erase(0, marks[0].bytes.size());
    file.notes.push_back(fmt::format("text read as {}", from));
  }
  refuse_nul(file);
  return file;
}

TextFile read_text_file(const std::filesystem::path& path, const std::string& encoding) {
  const std::string place = path == "-" ? "standard input" : path.string();
  try {
    detail::refuse_other_content(detail::content_of_other(path), path);  // before all of it is read
    std::string bytes = detail::read_bytes(path);
    detail::refuse_other_content(detail::other_content(bytes), path);
    return decode_text(std::move(bytes), place, encoding);
  } catch (const std::bad_alloc&) {
    fail<FileError>({place, "no memory to read it", "a table is read whole into memory",
                     "Divide the file, close other programs, or use a machine with more memory."});
  }
}

}  // namespace saem
