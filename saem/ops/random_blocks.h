#pragma once

// What the random ops share. Not part of the public interface.

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "saem/core/random.h"
#include "saem/graph/op.h"

namespace saem::detail {

/// Calls f(i, words) for i = 0, 4, 8, … below `count`, with the four words at places i … i + 3 of the stream
/// that the key (seed, counter) opens.
template <class F>
void for_each_block(std::span<const std::int64_t> key, std::int64_t count, F&& f) {
  const auto low = [](std::int64_t x) { return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(x)); };
  const auto high = [](std::int64_t x) {
    return static_cast<std::uint32_t>(std::bit_cast<std::uint64_t>(x) >> 32);
  };
  for (std::int64_t i = 0; i < count; i += 4)
    f(i, philox({low(i / 4), high(i / 4), low(key[1]), high(key[1])}, {low(key[0]), high(key[0])}));
}

/// Rejects a key that is not (seed, counter), int64.
void require_key(const Signature& s);
/// Shape rule: the attribute "shape".
[[nodiscard]] Shape drawn_shape(const Signature& s);
/// Random keys, with these attributes.
[[nodiscard]] Sampler random_keys(Attributes attributes, double tolerance = 0);

}  // namespace saem::detail
