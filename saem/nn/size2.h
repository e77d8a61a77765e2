#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <vector>

namespace saem {

/// Height and width; one number means both: Conv2D(32, 3), Conv2D(32, {3, 5}).
struct Size2 {
  constexpr Size2(std::integral auto both)  // NOLINT: a number is a square
      : height(static_cast<std::int64_t>(both)), width(height) {}
  constexpr Size2(std::integral auto h, std::integral auto w)
      : height(static_cast<std::int64_t>(h)), width(static_cast<std::int64_t>(w)) {}

  std::int64_t height;
  std::int64_t width;

  [[nodiscard]] std::vector<std::int64_t> list() const { return {height, width}; }
  friend bool operator==(const Size2&, const Size2&) = default;
};

}  // namespace saem
