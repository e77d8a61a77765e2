#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace saem {

/// A tar or ZIP archive, whose files are read without unpacking it. Safe for use by several threads.
class Archive {
 public:
  /// Throws FileError for what is neither, and for a damaged archive; for a ZIP archive of more than 4 GiB,
  /// which would have to lie in memory.
  explicit Archive(const std::filesystem::path& path);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// The names of its files, in the order of the archive.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept;
  /// The number of bytes of a file, by its number in names().
  [[nodiscard]] std::uint64_t size(std::size_t index) const;
  /// The content of a file, or its first `most` bytes. Throws FileError if it is not there, or damaged.
  [[nodiscard]] std::string read(const std::string& name,
                                 std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const;

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

/// True if the file is there and begins as a tar or ZIP archive does.
[[nodiscard]] bool is_archive(const std::filesystem::path& path);

/// The content of a file, or of one inside an archive: "pictures.tar:cats/3.jpg"; or its first `most` bytes.
/// The archives of late are kept open. Throws FileError if it is not there or cannot be read.
[[nodiscard]] std::string read_member(const std::filesystem::path& path,
                                      std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

}  // namespace saem
