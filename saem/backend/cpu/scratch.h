#pragma once

#include <cstddef>
#include <cstdint>

namespace saem::cpu {

/// A size or a place, none of which is negative, as the standard library wants it.
[[nodiscard]] constexpr std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

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
