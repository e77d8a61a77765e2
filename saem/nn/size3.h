#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

namespace saem {

/// Depth, height and width; one number means all three: Conv3D(32, 3), Conv3D(32, {1, 3, 3}).
struct Size3 {
  constexpr Size3(std::integral auto all)  // NOLINT: a number is a cube
      : Size3(all, all, all) {}
  constexpr Size3(std::integral auto d, std::integral auto h, std::integral auto w)
      : depth(static_cast<std::int64_t>(d)),
        height(static_cast<std::int64_t>(h)),
        width(static_cast<std::int64_t>(w)) {}

  std::int64_t depth;
  std::int64_t height;
  std::int64_t width;

  [[nodiscard]] std::vector<std::int64_t> list() const { return {depth, height, width}; }
  friend bool operator==(const Size3&, const Size3&) = default;
};

}  // namespace saem
