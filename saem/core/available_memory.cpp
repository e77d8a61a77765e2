#include "saem/core/available_memory.h"

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace saem {
namespace {

namespace fs = std::filesystem;

std::optional<std::uint64_t> number_in(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return error == std::errc{} ? std::optional(value) : std::nullopt;  // "max" is none
}

/// The number behind `key` in a file of lines "key number"; with an empty key, the file's first number.
std::optional<std::uint64_t> read_number(const fs::path& file, std::string_view key = {}) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return number_in(std::string_view(line).substr(key.size()));
  }
  return {};
}

std::uint64_t left(std::uint64_t limit, std::uint64_t used) { return limit > used ? limit - used : 0; }

void add(std::vector<AvailableMemory>& all, std::optional<std::uint64_t> limit,
         std::optional<std::uint64_t> used, const char* who) {
  if (limit && used) all.push_back({left(*limit, *used), who});
}

struct GroupFiles {
  const char* limit;
  const char* used;
  const char* cache;  ///< in memory.stat: file pages that the system gives back when they are needed
};
constexpr GroupFiles version_1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "};
constexpr GroupFiles version_2{"memory.max", "memory.current", "inactive_file "};

/// The group of this path and all above it: each may have a limit.
void add_groups(std::vector<AvailableMemory>& all, const fs::path& mount, fs::path group,
                const GroupFiles& files) {
  for (;; group = group.parent_path()) {
    const fs::path folder = mount / group.relative_path();
    const auto used = read_number(folder / files.used);
    const auto limit = read_number(folder / files.limit);
    const auto cache = read_number(folder / "memory.stat", files.cache).value_or(0);
    if (used) add(all, limit, left(*used, cache), "the control group");
    if (group.relative_path().empty()) return;
  }
}

void add_control_groups(std::vector<AvailableMemory>& all, const fs::path& root) {
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {  // "4:memory:/path", or "0::/path"
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = fmt::format(",{},", line.substr(first + 1, second - first - 1));
    const fs::path group = line.substr(second + 1);
    if (controllers == ",,") add_groups(all, root / "sys/fs/cgroup", group, version_2);
    if (controllers.find(",memory,") != std::string::npos)
      add_groups(all, root / "sys/fs/cgroup/memory", group, version_1);
  }
}

std::optional<std::uint64_t> resource_limit(decltype(RLIMIT_AS) which) {
  rlimit limit{};
  if (getrlimit(which, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return limit.rlim_cur;
}

std::optional<std::uint64_t> of_status(const fs::path& root, std::string_view key) {
  const auto kibibytes = read_number(root / "proc/self/status", key);
  return kibibytes ? std::optional(*kibibytes * 1024) : std::nullopt;
}

}  // namespace

AvailableMemory available_memory(const fs::path& root) {
  std::vector<AvailableMemory> all;
  if (const auto kibibytes = read_number(root / "proc/meminfo", "MemAvailable:"))
    all.push_back({*kibibytes * 1024, "this machine"});
  add_control_groups(all, root);
  add(all, resource_limit(RLIMIT_AS), of_status(root, "VmSize:"), "the address space (ulimit -v)");
  add(all, resource_limit(RLIMIT_DATA), of_status(root, "VmData:"), "the data segment (ulimit -d)");
  if (const char* setting = std::getenv("SAEM_MEMORY_LIMIT"))
    add(all, number_in(setting), of_status(root, "VmRSS:"), "SAEM_MEMORY_LIMIT");
  const auto least = std::ranges::min_element(all, {}, &AvailableMemory::bytes);
  return least == all.end() ? AvailableMemory{std::numeric_limits<std::uint64_t>::max(), "no limit"} : *least;
}

}  // namespace saem
