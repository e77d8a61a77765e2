#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "saem/core/error.h"
#include "saem/interop/zip.h"
#include "saem/interop/zip_format.h"

namespace saem::detail {
namespace {

constexpr std::uint64_t version = 20;            // deflate
constexpr std::uint64_t version64 = 45;          // ZIP64
constexpr std::uint64_t first_day = 1 << 5 | 1;  // 1 January 1980, the earliest that the format has

void append(std::string& text, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint64_t field(std::uint64_t value, std::uint64_t elsewhere = zip::elsewhere32) {
  return std::min(value, elsewhere);
}

/// The extra field with those numbers that do not fit into 32 bits.
std::string extra64(std::initializer_list<std::uint64_t> numbers) {
  std::string content;
  for (const std::uint64_t number : numbers)
    if (number >= zip::elsewhere32) append(content, number, 8);
  if (content.empty()) return content;
  std::string extra;
  append(extra, zip::extra64, 2);
  append(extra, content.size(), 2);
  return extra + content;
}

/// The fields that a member's header and its entry in the list share.
std::string common_fields(const ZipMember& member, bool is64, std::size_t extra_size) {
  const bool ascii = std::ranges::all_of(member.name, [](char c) { return (c & 0x80) == 0; });
  std::string text;
  append(text, is64 ? version64 : version, 2);
  append(text, ascii ? 0 : zip::utf8_flag, 2);
  append(text, member.deflated ? zip::deflated : zip::stored, 2);
  append(text, 0, 2);  // time
  append(text, first_day, 2);
  append(text, member.crc, 4);
  append(text, field(member.packed_size), 4);
  append(text, field(member.size), 4);
  append(text, member.name.size(), 2);
  append(text, extra_size, 2);
  return text;
}

struct EndDeflate {
  void operator()(z_stream* stream) const noexcept { deflateEnd(stream); }
};

std::string deflated(std::span<const std::span<const std::byte>> parts) {
  z_stream stream{};
  constexpr int raw = -MAX_WBITS;
  constexpr int memory_level = 8;  // zlib's default
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
    fail<ValueError>({"write_npz", "zlib cannot start: not enough memory", "", "Close other programs."});
  const std::unique_ptr<z_stream, EndDeflate> owner(&stream);
  std::string packed;
  std::array<char, 1 << 16> buffer;
  const auto pump = [&](int flush) {
    int status = Z_OK;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
      stream.avail_out = static_cast<uInt>(buffer.size());
      status = deflate(&stream, flush);
      packed.append(buffer.data(), buffer.size() - stream.avail_out);
    } while (stream.avail_out == 0 && status != Z_STREAM_END);
  };
  for (std::span<const std::byte> part : parts) {
    while (!part.empty()) {
      const std::size_t count = std::min<std::size_t>(part.size(), std::numeric_limits<uInt>::max());
      stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(part.data()));  // zlib only reads
      stream.avail_in = static_cast<uInt>(count);
      pump(Z_NO_FLUSH);
      part = part.subspan(count);
    }
  }
  stream.avail_in = 0;
  pump(Z_FINISH);
  return packed;
}

}  // namespace

std::string zip_local_header(const ZipMember& member) {
  // Both sizes are in the extra field if one is: the format asks for it here.
  const bool is64 = std::max(member.size, member.packed_size) >= zip::elsewhere32;
  ZipMember shown = member;
  std::string extra;
  if (is64) {
    append(extra, zip::extra64, 2);
    append(extra, 16, 2);
    append(extra, member.size, 8);
    append(extra, member.packed_size, 8);
    shown.size = shown.packed_size = zip::elsewhere32;
  }
  std::string header;
  append(header, zip::local_signature, 4);
  return header + common_fields(shown, is64, extra.size()) + member.name + extra;
}

std::string zip_list_entry(const ZipMember& member) {
  const std::string extra = extra64({member.size, member.packed_size, member.header});
  std::string entry;
  append(entry, zip::entry_signature, 4);
  append(entry, version64, 2);  // made by
  entry += common_fields(member, !extra.empty(), extra.size());
  append(entry, 0, 2);  // no comment
  append(entry, 0, 2);  // the archive is in one part
  append(entry, 0, 2);  // binary
  append(entry, 0, 4);  // no attributes of the file system
  append(entry, field(member.header), 4);
  return entry + member.name + extra;
}

std::string zip_end(std::uint64_t count, std::uint64_t size, std::uint64_t offset) {
  std::string end;
  if (count >= zip::elsewhere16 || size >= zip::elsewhere32 || offset >= zip::elsewhere32) {
    append(end, zip::end64_signature, 4);
    append(end, zip::end64_size - 12, 8);  // of what follows
    append(end, version64, 2);
    append(end, version64, 2);
    append(end, 0, 4);  // this part, and the part with the list
    append(end, 0, 4);
    append(end, count, 8);
    append(end, count, 8);
    append(end, size, 8);
    append(end, offset, 8);
    append(end, zip::locator64_signature, 4);
    append(end, 0, 4);
    append(end, offset + size, 8);
    append(end, 1, 4);  // part in all
  }
  append(end, zip::end_signature, 4);
  append(end, 0, 4);
  append(end, field(count, zip::elsewhere16), 2);
  append(end, field(count, zip::elsewhere16), 2);
  append(end, field(size), 4);
  append(end, field(offset), 4);
  append(end, 0, 2);  // no comment
  return end;
}

void ZipWriter::write(std::string_view text) {
  file_.write(text);
  position_ += text.size();
}

void ZipWriter::add(const std::string& name, std::span<const std::span<const std::byte>> parts,
                    bool deflate) {
  ZipMember member{.name = name, .deflated = deflate, .header = position_};
  unsigned long crc = 0;
  for (const auto part : parts) {
    member.size += part.size();
    if (!part.empty()) crc = crc32_z(crc, reinterpret_cast<const Bytef*>(part.data()), part.size());
  }
  member.crc = static_cast<std::uint32_t>(crc);
  const std::string packed = deflate ? deflated(parts) : std::string();
  member.packed_size = deflate ? packed.size() : member.size;
  write(zip_local_header(member));
  if (deflate) {
    write(packed);
  } else {
    for (const auto part : parts)
      write(std::string_view(reinterpret_cast<const char*>(part.data()), part.size()));
  }
  members_.push_back(std::move(member));
}

void ZipWriter::finish() {
  const std::uint64_t begin = position_;
  for (const ZipMember& member : members_) write(zip_list_entry(member));
  write(zip_end(members_.size(), position_ - begin, begin));
}

}  // namespace saem::detail
