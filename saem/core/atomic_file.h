#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace saem {

/// A file that appears whole or not at all: written under a temporary name in the same folder, synced,
/// renamed over `path`, folder synced. A previous file at `path` stays untouched until `commit`; an
/// AtomicFile destroyed without commit (an exception, say) leaves nothing behind. A link at `path` is
/// followed; the permissions of a previous file are kept. Temporaries of the same target that a killed
/// process left behind are removed.
///
/// Throws FileError (naming the path, the reason in words, and what to do) when the folder is missing or not
/// writable, `path` is not a plain file, or the disk is full. After a failed write nothing can be committed.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  void commit();

 private:
  void create_temporary();
  void require_open() const;
  void discard() noexcept;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// Writes the whole of `text` through an AtomicFile.
void write_file(const std::filesystem::path& path, std::string_view text);
/// The whole content of a file. Throws FileError if it cannot be read or is larger than `limit` bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t limit = std::size_t{1} << 34);

}  // namespace saem
