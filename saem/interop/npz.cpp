#include "saem/interop/npz.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/format_bytes.h"
#include "saem/interop/npy.h"
#include "saem/interop/npy_header.h"
#include "saem/interop/zip.h"

namespace saem {
namespace {

constexpr std::string_view suffix = ".npy";
constexpr std::size_t longest_name = 65535 - suffix.size();  // of a ZIP member, without its suffix

void check_total(std::span<const detail::ZipMember> members, std::uint64_t limit, std::string_view place) {
  std::uint64_t total = 0;
  for (const detail::ZipMember& member : members) total += member.size;  // at most 1032 times the archive
  if (total <= limit) return;
  fail<FileError>(
      {std::string(place),
       fmt::format("the arrays unpack to {}, expected at most {}", format_bytes(total), format_bytes(limit)),
       "", "If you trust the file and have the memory, give read_npz a higher limit."});
}

Array read_member(std::span<const std::byte> bytes, const detail::ZipMember& member, std::string_view name,
                  std::string_view place) {
  const std::string where = fmt::format("{}, array '{}'", place, name);
  detail::ZipMemberReader reader(bytes, member, where);
  Array array = detail::read_npy_stream([&](std::span<std::byte> target) { return reader.read(target); },
                                        member.size, where);
  reader.finish();
  return array;
}

void check_names(const NpzFile& file) {
  std::set<std::string_view> names;
  for (const auto& [name, array] : file.arrays) {
    std::string problem;
    if (!names.insert(name).second) problem = fmt::format("the name '{}' is used twice", name);
    if (name.size() > longest_name)
      problem = fmt::format("a name has {} bytes, expected at most {}", name.size(), longest_name);
    try {
      (void)nlohmann::json(name).dump();
    } catch (const nlohmann::json::type_error&) {
      problem = fmt::format("a name of {} bytes is not UTF-8", name.size());
    }
    if (!problem.empty())
      fail<ValueError>({"write_npz", problem, "", "Give every array a short name of its own, in UTF-8."});
  }
}

}  // namespace

bool NpzFile::contains(std::string_view name) const noexcept {
  return std::ranges::any_of(arrays, [&](const auto& array) { return array.first == name; });
}

const Array& NpzFile::at(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [candidate, array] : arrays) {
    if (candidate == name) return array;
    names.push_back(candidate);
  }
  const std::string_view nearest = nearest_name(name, names);
  fail<ValueError>({"npz", fmt::format("there is no array '{}'", name),
                    fmt::format("{} arrays are in the file", names.size()),
                    nearest.empty() ? "" : fmt::format("Did you mean '{}'?", nearest)});
}

NpzFile parse_npz(std::span<const std::byte> bytes, std::string_view place, std::uint64_t limit) {
  const std::vector<detail::ZipMember> members = detail::list_zip(bytes, std::string(place));
  check_total(members, limit, place);
  NpzFile file;
  for (const detail::ZipMember& member : members) {
    if (!member.name.ends_with(suffix)) {
      fail<FileError>({std::string(place),
                       fmt::format("at byte {}: expected arrays, whose names end in .npy, received '{}'",
                                   member.header, member.name),
                       "", "Save the arrays alone, with numpy.savez."});
    }
    std::string name = member.name.substr(0, member.name.size() - suffix.size());
    Array array = read_member(bytes, member, name, place);
    file.arrays.emplace_back(std::move(name), std::move(array));
  }
  return file;
}

NpzFile read_npz(const std::filesystem::path& path, std::uint64_t limit) {
  const std::string content = read_file(path);
  return parse_npz(std::as_bytes(std::span(content)), path.string(), limit);
}

void write_npz(const std::filesystem::path& path, const NpzFile& file, const NpzOptions& options) {
  check_names(file);
  AtomicFile output(path);
  detail::ZipWriter writer(output);
  for (const auto& [name, array] : file.arrays) {
    const std::string head = detail::format_npy_head(array.dtype(), array.shape());
    const std::array parts = {std::as_bytes(std::span(head)),
                              std::span<const std::byte>(array.bytes(), array.byte_size())};
    writer.add(name + std::string(suffix), parts, options.compressed);
  }
  writer.finish();
  output.commit();
}

}  // namespace saem
