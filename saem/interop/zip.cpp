#include "saem/interop/zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "saem/core/deflate_ratio.h"
#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/interop/zip_format.h"

namespace saem::detail {
namespace {

/// Little-endian numbers of an archive, each read only if it is there.
class Archive {
 public:
  Archive(std::span<const std::byte> bytes, const std::string& place) : bytes_(bytes), place_(place) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }

  [[noreturn]] void damaged(std::uint64_t offset, std::string_view expected,
                            std::string_view received) const {
    fail<FileError>({place_, fmt::format("at byte {}: expected {}, received {}", offset, expected, received),
                     "", zip::advice});
  }
  [[noreturn]] void unsupported(std::uint64_t offset, std::string_view problem) const {
    fail<UnsupportedError>({place_, fmt::format("at byte {}: {}", offset, problem), "",
                            "Save it with numpy.savez or numpy.savez_compressed."});
  }
  void require(std::uint64_t offset, std::uint64_t count, std::string_view what) const {
    if (offset <= size() && count <= size() - offset) return;
    damaged(offset, fmt::format("{} bytes of {}", count, what),
            fmt::format("{}", size() - std::min(offset, size())));
  }
  [[nodiscard]] std::uint64_t number(std::uint64_t offset, std::size_t count) const {
    require(offset, count, "a number");
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) {
      value = value << 8 | std::to_integer<std::uint64_t>(bytes_[static_cast<std::size_t>(offset) + i]);
    }
    return value;
  }
  [[nodiscard]] std::string text(std::uint64_t offset, std::uint64_t count) const {
    require(offset, count, "a name");
    return {reinterpret_cast<const char*>(bytes_.data()) + offset, static_cast<std::size_t>(count)};
  }
  void expect_signature(std::uint64_t offset, std::uint64_t signature, std::string_view what) const {
    const std::uint64_t found = number(offset, 4);
    if (found != signature) {
      damaged(offset, fmt::format("{} ({:#010x})", what, signature), fmt::format("{:#010x}", found));
    }
  }
  [[nodiscard]] std::string_view first_bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), std::min<std::size_t>(bytes_.size(), 512)};
  }
  [[nodiscard]] const std::string& place() const { return place_; }

 private:
  std::span<const std::byte> bytes_;
  const std::string& place_;
};

/// Where the list of members lies.
struct Directory {
  std::uint64_t count = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t end = 0;  ///< where the records begin that say so
};

/// The record that ends an archive. A comment may follow it, up to the archive's last byte.
std::uint64_t find_end(const Archive& archive) {
  constexpr std::uint64_t longest_comment = 0xFFFF;
  if (archive.size() >= zip::end_size) {
    const std::uint64_t last = archive.size() - zip::end_size;
    const std::uint64_t first = last - std::min(last, longest_comment);
    for (std::uint64_t at = last;; --at) {
      if (archive.number(at, 4) == zip::end_signature && archive.number(at + 20, 2) == last - at) return at;
      if (at == first) break;
    }
  }
  const std::string_view kind = describe_content(archive.first_bytes());
  if (kind == "a ZIP archive")
    archive.damaged(archive.size(), "the list of the archive's members", "its end");
  fail<FileError>({archive.place(),
                   fmt::format("not a NumPy archive: expected a ZIP archive, received {}", kind), "",
                   "Give a file that numpy.savez wrote; read_npy reads single arrays."});
}

Directory find_directory(const Archive& archive) {
  const std::uint64_t end = find_end(archive);
  Directory list{.count = archive.number(end + 10, 2),
                 .size = archive.number(end + 12, 4),
                 .offset = archive.number(end + 16, 4),
                 .end = end};
  if (archive.number(end + 4, 2) != archive.number(end + 6, 2) || archive.number(end + 8, 2) != list.count)
    archive.unsupported(end + 4, "the archive has several parts, which saem does not read");
  const bool has64 =
      end >= zip::locator64_size && archive.number(end - zip::locator64_size, 4) == zip::locator64_signature;
  if (has64) {
    const std::uint64_t end64 = archive.number(end - zip::locator64_size + 8, 8);
    archive.require(end64, zip::end64_size, "the ZIP64 record");
    archive.expect_signature(end64, zip::end64_signature, "the ZIP64 record");
    list = {.count = archive.number(end64 + 32, 8),
            .size = archive.number(end64 + 40, 8),
            .offset = archive.number(end64 + 48, 8),
            .end = end64};
  }
  if (list.offset > list.end || list.size != list.end - list.offset) {
    archive.damaged(list.end, fmt::format("a list of members that ends here"),
                    fmt::format("one of {} bytes at byte {}", list.size, list.offset));
  }
  if (list.count > list.size / zip::entry_size) {
    archive.damaged(
        list.end,
        fmt::format("at most {} members in a list of {} bytes", list.size / zip::entry_size, list.size),
        fmt::format("{}", list.count));
  }
  return list;
}

/// Takes what the fields of an entry do not hold from its extra field.
void read_extra64(const Archive& archive, std::uint64_t begin, std::uint64_t end, ZipMember& member) {
  const auto wanted = [&](const std::uint64_t& field) { return field == zip::elsewhere32; };
  if (!wanted(member.size) && !wanted(member.packed_size) && !wanted(member.header)) return;
  while (end - begin >= 4) {
    const std::uint64_t id = archive.number(begin, 2);
    const std::uint64_t length = archive.number(begin + 2, 2);
    begin += 4;
    if (length > end - begin) break;
    if (id == zip::extra64) {
      const std::uint64_t field_end = begin + length;
      for (std::uint64_t* field : {&member.size, &member.packed_size, &member.header}) {
        if (!wanted(*field)) continue;
        if (field_end - begin < 8) archive.damaged(begin, "a 64-bit size", "the end of the extra field");
        *field = archive.number(begin, 8);
        begin += 8;
      }
      return;
    }
    begin += length;
  }
  archive.damaged(begin, "an extra field with the 64-bit sizes", "the end of the entry");
}

void require_utf8(const Archive& archive, std::uint64_t offset, const std::string& name) {
  try {
    (void)nlohmann::json(name).dump();
  } catch (const nlohmann::json::type_error&) {
    archive.unsupported(offset, "the name of a member is not UTF-8");
  }
}

/// One entry of the list, at `offset`, which moves behind it.
ZipMember read_entry(const Archive& archive, std::uint64_t& offset, std::uint64_t list_end) {
  const std::uint64_t begin = offset;
  archive.expect_signature(begin, zip::entry_signature, "an entry of the list of members");
  const std::uint64_t flags = archive.number(begin + 8, 2);
  const std::uint64_t method = archive.number(begin + 10, 2);
  const std::uint64_t name_size = archive.number(begin + 28, 2);
  const std::uint64_t extra_size = archive.number(begin + 30, 2);
  const std::uint64_t comment_size = archive.number(begin + 32, 2);
  ZipMember member{.name = archive.text(begin + zip::entry_size, name_size),
                   .deflated = method == zip::deflated,
                   .crc = static_cast<std::uint32_t>(archive.number(begin + 16, 4)),
                   .packed_size = archive.number(begin + 20, 4),
                   .size = archive.number(begin + 24, 4),
                   .header = archive.number(begin + 42, 4)};
  const std::uint64_t extra = begin + zip::entry_size + name_size;
  offset = extra + extra_size + comment_size;
  if (offset > list_end)
    archive.damaged(begin, fmt::format("an entry that ends by byte {}", list_end),
                    fmt::format("one up to byte {}", offset));
  require_utf8(archive, begin + zip::entry_size, member.name);
  if ((flags & zip::encrypted_flag) != 0)
    archive.unsupported(begin + 8, fmt::format("'{}' is encrypted, which saem does not read", member.name));
  if (method != zip::stored && method != zip::deflated) {
    archive.unsupported(begin + 10,
                        fmt::format("'{}' is packed by method {}; saem reads 0 (stored) and 8 (deflated)",
                                    member.name, method));
  }
  read_extra64(archive, extra, extra + extra_size, member);
  return member;
}

/// Finds the content of a member, and checks its sizes against the archive.
void locate(const Archive& archive, ZipMember& member, std::uint64_t list_begin) {
  archive.expect_signature(member.header, zip::local_signature,
                           fmt::format("the header of '{}'", member.name));
  archive.require(member.header, zip::local_size, "a member's header");
  const std::uint64_t name_size = archive.number(member.header + 26, 2);
  const std::uint64_t extra_size = archive.number(member.header + 28, 2);
  const std::uint64_t name_at = member.header + zip::local_size;
  if (archive.text(name_at, name_size) != member.name)
    archive.damaged(name_at, fmt::format("the name '{}'", member.name), "another");
  member.data = name_at + name_size + extra_size;
  if (member.data > list_begin || member.packed_size > list_begin - member.data) {
    archive.damaged(member.data, fmt::format("{} bytes of '{}'", member.packed_size, member.name),
                    fmt::format("{}", list_begin - std::min(member.data, list_begin)));
  }
  const std::uint64_t ratio = member.deflated ? deflate_ratio : 1;
  const bool possible =
      member.deflated ? member.size / ratio <= member.packed_size : member.size == member.packed_size;
  if (!possible) {
    archive.damaged(member.data,
                    fmt::format("{} {} bytes of '{}'", member.deflated ? "at most" : "exactly",
                                member.packed_size * ratio, member.name),
                    fmt::format("a claim of {}", member.size));
  }
}

}  // namespace

std::vector<ZipMember> list_zip(std::span<const std::byte> bytes, const std::string& place) {
  const Archive archive(bytes, place);
  const Directory list = find_directory(archive);
  std::vector<ZipMember> members;
  std::set<std::string> names;
  std::uint64_t offset = list.offset;
  for (std::uint64_t i = 0; i < list.count; ++i) {
    const std::uint64_t begin = offset;
    members.push_back(read_entry(archive, offset, list.end));
    locate(archive, members.back(), list.offset);
    if (!names.insert(members.back().name).second)
      archive.damaged(begin, "a name that is not there already",
                      fmt::format("'{}' again", members.back().name));
  }
  if (offset != list.end) {
    archive.damaged(offset, fmt::format("the end of {} members", list.count),
                    fmt::format("{} more bytes", list.end - offset));
  }
  std::ranges::sort(members, {}, &ZipMember::header);
  for (std::size_t i = 1; i < members.size(); ++i) {  // overlapping members could unpack to any size
    const ZipMember& before = members[i - 1];
    if (before.data + before.packed_size > members[i].header) {
      archive.damaged(members[i].header, fmt::format("'{}' to end before '{}'", before.name, members[i].name),
                      "an overlap");
    }
  }
  return members;
}

}  // namespace saem::detail
