#include "saem/data/arrays/array_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/data/class_folders.h"
#include "saem/interop/npy.h"
#include "saem/interop/npy_header.h"
#include "saem/interop/npz.h"
#include "saem/interop/zip.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

/// The head of an array of texts, and how wide each is.
struct TextHead {
  detail::NpyHeader header;  ///< as if the elements were bytes: for the shape
  char kind = 'U';           ///< 'U': characters of four bytes; 'S': bytes
  bool big_endian = false;
  std::size_t width = 0;  ///< characters
  std::size_t begin = 0;  ///< byte of the first element
};

std::size_t little_endian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Nothing unless the array is one of texts. What is damaged is left to read_npy to say.
std::optional<TextHead> text_head(const std::string& bytes, const std::string& place) {
  if (!bytes.starts_with("\x93NUMPY") || bytes.size() < 12) return {};
  const std::size_t length_size = bytes[6] == 1 ? 2 : 4;
  const std::size_t begin = 8 + length_size;
  const std::size_t length = little_endian(std::string_view(bytes).substr(8, length_size));
  if (length > bytes.size() - begin) return {};
  std::string text = bytes.substr(begin, length);
  const std::size_t key = text.find("'descr':");
  const std::size_t open = key == std::string::npos ? key : text.find('\'', key + 8);
  const std::size_t close = open == std::string::npos ? open : text.find('\'', open + 1);
  if (close == std::string::npos) return {};
  const std::string type = text.substr(open + 1, close - open - 1);
  const std::size_t letter = type.find_first_of("US");
  if (letter == std::string::npos || letter > 1 || type.size() == letter + 1 || type.size() > letter + 10 ||
      type.find_first_not_of("0123456789", letter + 1) != std::string::npos)
    return {};
  TextHead head{.header = {}, .kind = type[letter], .big_endian = type[0] == '>'};
  head.width = std::stoul(type.substr(letter + 1));
  head.begin = begin + length;
  text.replace(open + 1, close - open - 1, "|u1");
  head.header = detail::parse_npy_header(text, begin, place);
  return head;
}

void append_utf8(std::string& text, std::uint32_t c) {
  const auto add = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    add(0xE0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3F));
  } else {
    add(0xF0 | (c >> 18 & 7));
    add(0x80 | (c >> 12 & 0x3F));
    add(0x80 | (c >> 6 & 0x3F));
  }
  add(0x80 | (c & 0x3F));
}

std::string text_at(const char* element, const TextHead& head) {
  std::string text;
  if (head.kind == 'S') {
    text.assign(element, head.width);
  } else {
    for (std::size_t i = 0; i < head.width; ++i) {
      std::string bytes(element + 4 * i, 4);
      if (head.big_endian) std::ranges::reverse(bytes);
      append_utf8(text, static_cast<std::uint32_t>(little_endian(bytes)));
    }
  }
  while (text.ends_with('\0')) text.pop_back();
  return text;
}

std::vector<std::string> texts_of(const std::string& bytes, const TextHead& head, const std::string& place) {
  const Shape& shape = head.header.shape;
  if (shape.rank() != 1) {
    fail<UnsupportedError>(
        {place, fmt::format("expected texts in one row, received the shape {}", shape.to_string()), "",
         "Save each column of texts as an array of its own."});
  }
  const std::size_t size = head.width * (head.kind == 'U' ? 4 : 1);
  const auto count = static_cast<std::size_t>(shape[0]);
  const std::size_t rest = bytes.size() - head.begin;
  if (size == 0 ? count > 0 : rest / size < count || rest != count * size) {
    fail<FileError>({place,
                     fmt::format("at byte {}: expected {} texts of {} bytes, received {} bytes", head.begin,
                                 count, size, rest),
                     "", "Save the array again with numpy.save, or take the file from a copy."});
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(text_at(bytes.data() + head.begin + i * size, head));
  return texts;
}

NamedArray parse_array(const std::string& bytes, std::string name, const std::string& place) {
  NamedArray array{.name = std::move(name), .place = place, .values = {}};
  if (const std::optional<TextHead> head = text_head(bytes, place)) {
    array.values = texts_of(bytes, *head, place);
  } else {
    array.values = parse_npy(std::as_bytes(std::span(bytes)), place);
  }
  return array;
}

std::vector<NamedArray> read_archive(const fs::path& path) {
  const std::string content = read_file(path);
  const auto bytes = std::as_bytes(std::span(content));
  const std::string place = path.string();
  const std::vector<detail::ZipMember> members = detail::list_zip(bytes, place);
  std::uint64_t total = 0;
  for (const detail::ZipMember& member : members) total += member.size;
  if (total > npz_limit) {
    fail<FileError>({place,
                     fmt::format("the arrays unpack to {}, expected at most {}", format_bytes(total),
                                 format_bytes(npz_limit)),
                     "", "Divide the arrays."});
  }
  std::vector<NamedArray> arrays;
  for (const detail::ZipMember& member : members) {
    const std::size_t end = member.name.ends_with(".npy") ? member.name.size() - 4 : member.name.size();
    const std::string name = member.name.substr(0, end);
    const std::string where = fmt::format("{}, array '{}'", place, name);
    detail::ZipMemberReader reader(bytes, member, where);
    std::string unpacked(static_cast<std::size_t>(member.size), '\0');
    const std::size_t count = reader.read(std::as_writable_bytes(std::span(unpacked)));
    unpacked.resize(count);
    reader.finish();
    arrays.push_back(parse_array(unpacked, name, where));
  }
  return arrays;
}

}  // namespace

std::vector<NamedArray> read_named_arrays(const fs::path& path) {
  std::error_code error;
  std::vector<NamedArray> arrays;
  if (!fs::is_directory(path, error)) {
    const std::string content = read_file(path);
    if (content.starts_with("PK")) return read_archive(path);
    arrays.push_back(parse_array(content, path.stem().string(), path.string()));
    return arrays;
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename().string();
    constexpr std::array<std::string_view, 1> endings = {".npy"};
    if (!is_system_file(name) && has_extension(name, endings)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const fs::path& file : files)
    arrays.push_back(parse_array(read_file(file), file.stem().string(), file.string()));
  return arrays;
}

}  // namespace saem
