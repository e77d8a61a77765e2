#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace saem::cli {

struct UnpackOptions {
  std::string inside = {};  ///< "a/b/": only the files below it, and without it; empty: all
  std::uint64_t most_bytes = std::uint64_t{16} << 30;  ///< in all
  std::int64_t most_files = 1'000'000;
};

/// Unpacks a ZIP or tar archive, also a gzip one, into a folder that is there; of a gzip file that is no
/// archive, the content, under its name without ".gz". Links in an archive are left out.
///
/// Returns "SHA-256  name" of each file, as sha256sum writes them, a line each, in the order of the names'
/// bytes. Throws FileError for another file, a damaged archive, a name that leads out of the folder ("../x",
/// "/x", "a\\b") or is there already, and for more than the options allow; what was unpacked before is still
/// there then.
std::string unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                   const UnpackOptions& options = {});

}  // namespace saem::cli
