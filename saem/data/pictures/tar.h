#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace saem {

/// A file that is read at any place, by several threads at once.
class RandomAccessFile {
 public:
  /// Throws FileError if the file cannot be opened or is no plain file.
  explicit RandomAccessFile(std::filesystem::path path);
  ~RandomAccessFile();
  RandomAccessFile(const RandomAccessFile&) = delete;
  RandomAccessFile& operator=(const RandomAccessFile&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Fills `target` with the bytes from `offset` on. Throws FileError if they are not all there.
  void read(std::uint64_t offset, std::span<std::byte> target) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

struct TarMember {
  std::string name;
  std::uint64_t offset = 0;  ///< byte of the archive where its content begins
  std::uint64_t size = 0;
};

/// The plain files in a tar archive, in the order of their bytes: of the formats of POSIX (ustar, pax) and of
/// GNU tar, with long names; not compressed. Folders are passed over, and links and devices, which hold no
/// bytes. Throws FileError, with the byte, for an archive that is damaged, cut short, or holds a sparse file.
/// Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; GNU tar manual, "Basic
/// Tar Format".
[[nodiscard]] std::vector<TarMember> list_tar(const RandomAccessFile& file);

}  // namespace saem
