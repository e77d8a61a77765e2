#include "saem/data/pictures/tar.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "saem/core/error.h"

namespace saem {
namespace {

constexpr std::uint64_t block_size = 512;
constexpr std::uint64_t most_header_bytes = 1 << 20;  // of a long name or a pax header

using Block = std::array<std::byte, block_size>;

[[noreturn]] void fail_tar(const RandomAccessFile& file, std::uint64_t offset, const std::string& problem) {
  fail<FileError>({file.path().string(), fmt::format("byte {}: {}", offset, problem), "",
                   "Copy or download the archive again, or unpack it and name the folder."});
}

std::string_view field(const Block& header, std::size_t at, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(header.data()) + at, size);
  return text.substr(0, text.find('\0'));
}

/// Octal digits, or GNU's binary form for what they cannot hold.
std::optional<std::uint64_t> tar_number(const Block& header, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  if ((header[at] & std::byte{0x80}) != std::byte{}) {
    for (std::size_t i = 1; i < size; ++i) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | std::to_integer<std::uint64_t>(header[at + i]);
    }
    return value;
  }
  std::string_view text = field(header, at, size);
  text = text.substr(std::min(text.find_first_not_of(' '), text.size()));
  text = text.substr(0, text.find(' '));
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_valid_checksum(const Block& header) {
  std::uint64_t sum = 8U * ' ';  // in place of the checksum itself
  for (std::size_t i = 0; i < block_size; ++i)
    if (i < 148 || i >= 156) sum += std::to_integer<std::uint64_t>(header[i]);
  return tar_number(header, 148, 8) == sum;
}

/// What stands before a member and says more about it.
struct LongHeader {
  std::optional<std::string> name;
  std::optional<std::uint64_t> size;
};

/// Records "LENGTH KEY=VALUE\n". False if one is not such.
bool read_pax(std::string_view text, LongHeader& found) {
  while (!text.empty()) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    const auto digits = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || length > text.size() || length < digits + 3 || text[digits] != ' ' ||
        text[length - 1] != '\n') {
      return false;
    }
    const std::string_view record = text.substr(digits + 1, length - digits - 2);
    const std::size_t equal = record.find('=');
    if (equal == std::string_view::npos) return false;
    const std::string_view value = record.substr(equal + 1);
    if (record.substr(0, equal) == "path") found.name = value;
    if (record.substr(0, equal) == "size") {
      std::uint64_t size = 0;
      const auto [last, bad] = std::from_chars(value.data(), value.data() + value.size(), size);
      if (bad != std::errc{} || last != value.data() + value.size()) return false;
      found.size = size;
    }
    text.remove_prefix(length);
  }
  return true;
}

/// Reads the content of a header that precedes a member.
void read_long_header(const RandomAccessFile& file, char kind, std::uint64_t offset, std::uint64_t size,
                      LongHeader& found) {
  if (size > most_header_bytes) fail_tar(file, offset, fmt::format("a name of {} bytes", size));
  std::string text(size, '\0');
  file.read(offset, std::as_writable_bytes(std::span(text)));
  if (kind == 'L') {
    found.name = text.substr(0, text.find('\0'));
  } else if (kind == 'x' && !read_pax(text, found)) {
    fail_tar(file, offset, "the pax header is damaged");
  }
}

std::string member_name(const Block& header) {
  const std::string name(field(header, 0, 100));
  const bool is_posix = field(header, 257, 6) == "ustar";  // GNU tar uses the prefix for something else
  const std::string_view prefix = is_posix ? field(header, 345, 155) : std::string_view{};
  return prefix.empty() ? name : fmt::format("{}/{}", prefix, name);
}

bool is_zero(const Block& block) {
  return std::ranges::all_of(block, [](std::byte byte) { return byte == std::byte{}; });
}

}  // namespace

RandomAccessFile::RandomAccessFile(std::filesystem::path path)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat facts {};
  if (descriptor_ == -1 || ::fstat(descriptor_, &facts) == -1 || !S_ISREG(facts.st_mode)) {
    const std::string reason =
        descriptor_ == -1 ? std::generic_category().message(errno) : "it is no plain file";
    if (descriptor_ != -1) ::close(descriptor_);
    fail<FileError>({path_.string(), fmt::format("cannot be read: {}", reason), "",
                     "Check its name and your right to read it."});
  }
  size_ = static_cast<std::uint64_t>(facts.st_size);
}

RandomAccessFile::~RandomAccessFile() { ::close(descriptor_); }

void RandomAccessFile::read(std::uint64_t offset, std::span<std::byte> target) const {
  while (!target.empty()) {
    const ssize_t count = ::pread(descriptor_, target.data(), target.size(), static_cast<off_t>(offset));
    if (count == -1 && errno == EINTR) continue;
    if (count <= 0) {
      fail<FileError>({path_.string(),
                       count == 0 ? fmt::format("ends at byte {}, expected {} more", offset, target.size())
                                  : fmt::format("byte {} cannot be read: {}", offset,
                                                std::generic_category().message(errno)),
                       "", "Copy or download the file again."});
    }
    offset += static_cast<std::uint64_t>(count);
    target = target.subspan(static_cast<std::size_t>(count));
  }
}

std::vector<TarMember> list_tar(const RandomAccessFile& file) {
  std::vector<TarMember> members;
  LongHeader next;
  Block header{};
  std::uint64_t offset = 0;
  for (;;) {
    if (file.size() - offset < block_size)
      fail_tar(file, file.size(), "the archive is cut short: it ends without two empty blocks");
    file.read(offset, header);
    if (is_zero(header)) return members;
    if (!has_valid_checksum(header))
      fail_tar(file, offset, "expected the header of a member, found other bytes");
    const char kind = static_cast<char>(header[156]);
    auto size = tar_number(header, 124, 12);
    const bool is_header = kind == 'L' || kind == 'K' || kind == 'x' || kind == 'g';
    if (!is_header && next.size) size = next.size;
    if (!size) fail_tar(file, offset, "the size of a member is no number");
    const std::uint64_t begin = offset + block_size;
    const bool is_file = kind == '0' || kind == '\0' || kind == '7';
    const bool has_content = is_file || is_header;
    if (has_content && *size > file.size() - begin) {
      fail_tar(file, offset,
               fmt::format("the archive is cut short: a member has {} bytes, {} are left", *size,
                           file.size() - begin));
    }
    if (kind == 'S') fail_tar(file, offset, "a sparse file, which is not read");
    if (is_header) {
      read_long_header(file, kind, begin, *size, next);
    } else {
      std::string name = next.name ? *std::exchange(next.name, {}) : member_name(header);
      if (is_file && !name.ends_with('/')) members.push_back({std::move(name), begin, *size});
      next = {};
    }
    const std::uint64_t padded = has_content ? (*size + block_size - 1) / block_size * block_size : 0;
    if (padded > file.size() - begin) fail_tar(file, file.size(), "the archive is cut short");
    offset = begin + padded;
  }
}

}  // namespace saem
