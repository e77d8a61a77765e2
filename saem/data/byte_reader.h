#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace saem {

/// Reads a file from front to back, plain or gzip alike: gzip is recognised by its first bytes, not by its
/// name.
///
/// Nothing is unpacked before it is asked for, so a small archive of gigabytes of zeros costs no more than
/// what its reader wants of it. Throws FileError if the file cannot be opened or read, and for a gzip archive
/// that is cut short or whose content does not fit its checksum.
class ByteReader {
 public:
  explicit ByteReader(const std::filesystem::path& path);
  ~ByteReader();
  ByteReader(const ByteReader&) = delete;
  ByteReader& operator=(const ByteReader&) = delete;

  /// Fills `target` as far as the file goes and returns the number of bytes; less than target.size() only at
  /// the end.
  [[nodiscard]] std::size_t read(std::span<std::byte> target);
  /// True if no byte is left. For gzip this includes that the checksums at the end are there and fit.
  [[nodiscard]] bool at_end();
  /// No more bytes than this can come out of the file: its size, or for gzip 1032 times it, deflate's highest
  /// ratio. For checking a size that a header claims before memory is taken for it.
  [[nodiscard]] std::uint64_t size_limit() const noexcept;
  [[nodiscard]] bool is_gzip() const noexcept;
  /// The path, for messages.
  [[nodiscard]] const std::string& place() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace saem
