#pragma once

#include <cstdint>
#include <string>

namespace saem::cli {

/// Throws FileError that says in words why a download failed, and what to do.
/// @param code    libcurl's CURLcode
/// @param status  of HTTP; 0: none
/// @param kept    bytes that were read and are kept
[[noreturn]] void fail_download(const std::string& address, int code, long status, std::uint64_t kept);

}  // namespace saem::cli
