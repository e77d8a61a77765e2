#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace saem::cli {

/// 64 hexadecimal digits, in small letters. Source: FIPS 180-4; OpenSSL computes it.
[[nodiscard]] std::string sha256_of(std::string_view text);
/// Of a file. Throws FileError if it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace saem::cli
