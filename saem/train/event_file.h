#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "saem/core/array.h"

namespace saem::detail {

/// A file of events as TensorBoard reads it: TFRecord frames around Event messages of protocol buffers.
///
/// A frame is the length (8 bytes, little-endian), its masked CRC-32C, the message, its masked CRC-32C.
/// Sources: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto,
/// tensorflow/core/framework/summary.proto.
class EventFile {
 public:
  /// Makes the folder, and in it a new file "events.out.tfevents.<seconds>.<process>.<counter>". Throws
  /// FileError.
  explicit EventFile(const std::filesystem::path& folder);
  ~EventFile();
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Both throw FileError if the file cannot be written.
  void add_scalar(std::string_view tag, double value, std::int64_t step);
  /// 30 ranges of equal width from the smallest finite element to the largest.
  void add_histogram(std::string_view tag, const Array& values, std::int64_t step);

 private:
  void write_event(std::int64_t step, std::string_view rest);
  void write_record(std::string_view message);

  std::filesystem::path path_;
  int descriptor_ = -1;
};

/// CRC-32C (Castagnoli) of the bytes. Source: RFC 3720, appendix B.4.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes) noexcept;

}  // namespace saem::detail
