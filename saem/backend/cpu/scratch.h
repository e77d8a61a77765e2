#pragma once

#include <cstddef>

namespace saem::cpu {

/// Divides a kernel's working memory: each part starts at a multiple of 64 bytes.
class Scratch {
 public:
  /// The offset of a new part.
  std::size_t reserve(std::size_t bytes) noexcept {
    const std::size_t place = bytes_;
    bytes_ += (bytes + 63) / 64 * 64;
    return place;
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  std::size_t bytes_ = 0;
};

}  // namespace saem::cpu
