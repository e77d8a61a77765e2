#pragma once

#include <cstdint>
#include <vector>

#include "saem/nn/size2.h"
#include "saem/nn/size3.h"

namespace saem::detail {

// One number per spatial axis, of a size over one, two or three of them.
[[nodiscard]] inline std::vector<std::int64_t> size_list(std::int64_t size) { return {size}; }
[[nodiscard]] inline std::vector<std::int64_t> size_list(const Size2& size) { return size.list(); }
[[nodiscard]] inline std::vector<std::int64_t> size_list(const Size3& size) { return size.list(); }

/// How many numbers a size has.
template <class Size>
inline constexpr int axes_of = 1;
template <>
inline constexpr int axes_of<Size2> = 2;
template <>
inline constexpr int axes_of<Size3> = 3;

/// The size in a list that has as many numbers as it has axes.
template <class Size>
[[nodiscard]] Size size_of(const std::vector<std::int64_t>& list);
template <>
[[nodiscard]] inline std::int64_t size_of<std::int64_t>(const std::vector<std::int64_t>& list) {
  return list.at(0);
}
template <>
[[nodiscard]] inline Size2 size_of<Size2>(const std::vector<std::int64_t>& list) {
  return {list.at(0), list.at(1)};
}
template <>
[[nodiscard]] inline Size3 size_of<Size3>(const std::vector<std::int64_t>& list) {
  return {list.at(0), list.at(1), list.at(2)};
}

}  // namespace saem::detail
