#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace saem {

/// How much memory this process may still take, and who says so.
struct AvailableMemory {
  std::uint64_t bytes = 0;
  std::string limit;  ///< "this machine", "the control group", "the address space (ulimit -v)", …
};

/// The least of what these leave: the system (MemAvailable), the control groups (version 1 and 2) that the
/// process is in, the limits on its address space and data (RLIMIT_AS, RLIMIT_DATA), and SAEM_MEMORY_LIMIT,
/// if it is set: bytes that this process may hold at all. Where the system does not say, there is no limit.
/// @param root  where /proc and /sys are, for tests.
[[nodiscard]] AvailableMemory available_memory(const std::filesystem::path& root = "/");

}  // namespace saem
