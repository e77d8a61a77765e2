#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace saem::cli {

/// 64 hexadecimal digits, in small letters. Source: FIPS 180-4; OpenSSL computes it.
[[nodiscard]] std::string sha256_of(std::string_view text);
/// Of a file. Throws FileError if it cannot be read.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);

/// The name that Git has for a file's bytes: the SHA-1 of "blob", their number, a zero and them; 40
/// hexadecimal digits. Throws FileError if it cannot be read. Source: Git's gitformat-pack and hash-object
/// documentation.
[[nodiscard]] std::string git_id_of_file(const std::filesystem::path& path);

}  // namespace saem::cli
