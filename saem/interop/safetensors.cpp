#include "saem/interop/safetensors.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/interop/safetensors_header.h"

namespace saem {
namespace {

using detail::SafetensorsEntry;
using detail::SafetensorsHeader;

constexpr std::size_t prefix_size = 8;
constexpr std::size_t alignment = 8;
constexpr std::uint64_t max_header_size = 100'000'000;  // The limit of the reference implementation.

// Two keys, not one, so that no single flipped bit can hide the checksum: if "saem.checksum" is hit, "format"
// still says that there has to be one; if "format" is hit, the checksum is there and does not match.
constexpr std::string_view format_key = "format";
constexpr std::string_view format_name = "saem";
constexpr std::string_view checksum_key = "saem.checksum";
constexpr std::string_view checksum_field = R"("saem.checksum":")";
constexpr std::size_t checksum_length = 16;
constexpr std::string_view no_checksum = "0000000000000000";

using Prefix = std::array<char, prefix_size>;

Prefix encode_prefix(std::uint64_t header_size) {
  Prefix prefix;
  for (char& c : prefix) {
    c = static_cast<char>(header_size & 0xFF);
    header_size >>= 8;
  }
  return prefix;
}

std::uint64_t decode_prefix(std::string_view prefix) {
  std::uint64_t size = 0;
  for (std::size_t i = prefix_size; i-- > 0;) size = size << 8 | static_cast<unsigned char>(prefix[i]);
  return size;
}

unsigned long extend_crc(unsigned long crc, const void* bytes, std::size_t size) {
  if (size == 0) return crc;  // zlib starts anew when it is given no bytes by a null pointer.
  return crc32_z(crc, static_cast<const Bytef*>(bytes), size);
}

/// CRC-32 of length and header (with the checksum's own digits as zeros), then CRC-32 of the data: 16 hex
/// digits. A CRC finds every error of up to 32 neighbouring bits.
std::string checksum_text(std::string_view blank_header, unsigned long data_crc) {
  const Prefix prefix = encode_prefix(blank_header.size());
  unsigned long crc = extend_crc(0, prefix.data(), prefix.size());
  crc = extend_crc(crc, blank_header.data(), blank_header.size());
  return fmt::format("{:08x}{:08x}", crc, data_crc);
}

/// A file being read: its two parts, and the name it goes by in messages.
struct Parts {
  std::string place;
  std::string_view header;
  std::string_view data;

  [[noreturn]] void damaged(const std::string& problem, const std::string& context = "") const {
    fail<FileError>(
        {place, problem, context, "The file is damaged or cut short. Take it from a copy again."});
  }
};

Parts split(std::span<const std::byte> bytes, std::string_view place) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  Parts parts{.place = std::string(place), .header = {}, .data = {}};
  if (text.size() < prefix_size) {
    parts.damaged(fmt::format("{} bytes are too few for a safetensors file", text.size()));
  }
  const std::uint64_t header_size = decode_prefix(text);
  if (header_size > std::min<std::uint64_t>(max_header_size, text.size() - prefix_size)) {
    const std::string_view kind = describe_content(text.substr(0, 512));
    if (kind != unknown_content && kind != "a safetensors file") {
      fail<FileError>({parts.place, fmt::format("not a safetensors file: this is {}", kind), "",
                       "Give a file whose name ends in .safetensors, or convert this one."});
    }
    parts.damaged(fmt::format("the header should be {} bytes long, which is more than there is", header_size),
                  fmt::format("the file has {} bytes, a header at most {}", text.size(), max_header_size));
  }
  parts.header = text.substr(prefix_size, static_cast<std::size_t>(header_size));
  parts.data = text.substr(prefix_size + static_cast<std::size_t>(header_size));
  return parts;
}

void verify_checksum(const Parts& parts, const SafetensorsHeader& header) {
  const auto checksum = header.metadata.find(std::string(checksum_key));
  const auto format = header.metadata.find(std::string(format_key));
  if (checksum == header.metadata.end()) {
    if (format != header.metadata.end() && format->second == format_name) {
      parts.damaged("a saem file, but its checksum is missing");
    }
    return;
  }
  // The quotes of `checksum_field` cannot stand inside a JSON text, so this is the key itself.
  const std::size_t digits = parts.header.find(checksum_field);
  if (digits == std::string_view::npos || checksum->second.size() != checksum_length) {
    parts.damaged("the checksum in the header is not in the form that saem writes");
  }
  std::string blank(parts.header);
  blank.replace(digits + checksum_field.size(), checksum_length, no_checksum);
  const std::string expected = checksum_text(blank, extend_crc(0, parts.data.data(), parts.data.size()));
  if (expected != checksum->second) {
    const bool header_fits = expected.substr(0, 8) == checksum->second.substr(0, 8);
    parts.damaged(
        fmt::format("the checksum of the {} does not fit: bytes have changed since saem wrote this file",
                    header_fits ? "tensors" : "header"),
        fmt::format("expected {}, found {}", checksum->second, expected));
  }
}

/// Sorts by place in the data and checks that the tensors fill it without gap, overlap or rest.
void check_layout(const Parts& parts, std::vector<SafetensorsEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const SafetensorsEntry& a, const SafetensorsEntry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t position = 0;
  for (const SafetensorsEntry& entry : entries) {
    if (entry.begin != position) {
      parts.damaged(fmt::format("tensor '{}' begins at byte {} of the data, but the one before it ends at {}",
                                entry.name, entry.begin, position));
    }
    position = entry.end;
  }
  if (position != parts.data.size()) {
    parts.damaged(
        fmt::format("the tensors need {} bytes, but {} follow the header", position, parts.data.size()));
  }
}

Array read_tensor(const Parts& parts, const SafetensorsEntry& entry) {
  const std::string_view bytes = parts.data.substr(static_cast<std::size_t>(entry.begin),
                                                   static_cast<std::size_t>(entry.end - entry.begin));
  if (entry.dtype == DType::boolean &&
      bytes.find_first_not_of(std::string_view("\0\1", 2)) != std::string_view::npos) {
    parts.damaged(fmt::format("tensor '{}' is BOOL but has a byte that is neither 0 nor 1", entry.name));
  }
  Array array = Array::uninitialized(entry.shape, entry.dtype);
  if (!bytes.empty()) std::memcpy(array.mutable_bytes(), bytes.data(), bytes.size());
  return array;
}

SafetensorsHeader make_header(const SafetensorsFile& file) {
  SafetensorsHeader header{.metadata = file.metadata, .entries = {}};
  header.metadata[std::string(format_key)] = format_name;
  header.metadata[std::string(checksum_key)] = no_checksum;
  std::set<std::string_view> names = {"__metadata__"};
  std::uint64_t position = 0;
  for (const auto& [name, array] : file.tensors) {
    if (!names.insert(name).second) {
      fail<ValueError>({"write_safetensors",
                        fmt::format("the tensor name '{}' is used twice or reserved", name), "",
                        "Give every tensor a name of its own."});
    }
    const std::uint64_t end = position + array.byte_size();
    header.entries.push_back(
        {.name = name, .dtype = array.dtype(), .shape = array.shape(), .begin = position, .end = end});
    position = end;
  }
  return header;
}

}  // namespace

bool SafetensorsFile::contains(std::string_view name) const noexcept {
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const auto& tensor) { return tensor.first == name; });
}

const Array& SafetensorsFile::at(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [candidate, array] : tensors) {
    if (candidate == name) return array;
    names.push_back(candidate);
  }
  const std::string_view nearest = nearest_name(name, names);
  fail<ValueError>({"safetensors", fmt::format("there is no tensor '{}'", name),
                    fmt::format("{} tensors are in the file", names.size()),
                    nearest.empty() ? "" : fmt::format("Did you mean '{}'?", nearest)});
}

SafetensorsFile parse_safetensors(std::span<const std::byte> bytes, std::string_view place) {
  const Parts parts = split(bytes, place);
  SafetensorsHeader header = detail::parse_safetensors_header(parts.header, parts.place);
  check_layout(parts, header.entries);
  verify_checksum(parts, header);
  SafetensorsFile file;
  for (const SafetensorsEntry& entry : header.entries)
    file.tensors.emplace_back(entry.name, read_tensor(parts, entry));
  file.metadata = std::move(header.metadata);
  file.metadata.erase(std::string(checksum_key));
  return file;
}

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  const std::string content = read_file(path);
  return parse_safetensors(std::as_bytes(std::span(content)), path.string());
}

void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& file) {
  std::string header = format_safetensors_header(make_header(file));
  if (header.size() > max_header_size - alignment) {
    fail<ValueError>({path.string(), fmt::format("the header would be {} bytes long", header.size()),
                      fmt::format("a safetensors header holds at most {}", max_header_size),
                      "Shorten the metadata."});
  }
  header.append((alignment - (prefix_size + header.size()) % alignment) % alignment, ' ');
  unsigned long data_crc = 0;
  for (const auto& [name, array] : file.tensors)
    data_crc = extend_crc(data_crc, array.bytes(), array.byte_size());
  const std::string checksum = checksum_text(header, data_crc);
  header.replace(header.find(checksum_field) + checksum_field.size(), checksum_length, checksum);

  const Prefix prefix = encode_prefix(header.size());
  AtomicFile output(path);
  output.write(std::string_view(prefix.data(), prefix.size()));
  output.write(header);
  for (const auto& [name, array] : file.tensors) output.write(std::span(array.bytes(), array.byte_size()));
  output.commit();
}

}  // namespace saem
