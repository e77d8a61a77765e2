#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace saem::cli {

/// A file to be downloaded.
struct Download {
  std::string address;  ///< https://…; also file://… and http://127.0.0.1…, which come from this machine
  std::filesystem::path target;
  std::uint64_t size = 0;   ///< that it has to have; 0: any, up to largest_download
  std::string sha256 = {};  ///< that it has to have; empty: any
};

struct DownloadOptions {
  bool progress = false;      ///< a line on stderr that is written over
  long connect_seconds = 20;  ///< until somebody answers
  long stall_seconds = 30;    ///< with hardly a byte
  int attempts = 3;           ///< as long as each brings something
};

/// Of files whose size is not known.
inline constexpr std::uint64_t largest_download = std::uint64_t{16} << 30;

/// Downloads a file: under another name (".NAME.part") until it is whole and checked, so that the target
/// appears whole or not at all. What an earlier call left of it is gone on from. Returns its SHA-256.
///
/// Throws FileError, saying what to do, if nobody answers, for a certificate that does not hold, more than 5
/// redirections or one to an address that is not https, an answer such as 404, and a full disk (what was read
/// is kept then, and gone on from); for a wrong size or hash (the file is removed; both hashes are said); and
/// if another process downloads the same file. Throws ValueError for an address of another kind. After an
/// interruption (see InterruptGuard) it throws FileError, and keeps what was read.
std::string download(const Download& file, const DownloadOptions& options = {});

}  // namespace saem::cli
