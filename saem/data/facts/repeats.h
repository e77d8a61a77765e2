#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/data/samples.h"

namespace saem {

/// Two examples, by their indices: the earlier one first.
using ExamplePair = std::pair<std::int64_t, std::int64_t>;

/// Examples that are there more than once.
struct Repeats {
  std::int64_t count = 0;  ///< examples that were there before
  std::optional<ExamplePair> first = {};
  std::int64_t shared = 0;  ///< test examples that the training part has too
  std::optional<ExamplePair> first_shared = {};
  std::int64_t contradicting = 0;  ///< of `count`, those with another answer than the first of their kind
  std::optional<ExamplePair> first_contradicting = {};
};

/// @param hashes   of what each example is; 0: not known, and the same as nothing else
/// @param parts    of each example; empty: none is shared
/// @param answers  of each example; null: none contradicts
[[nodiscard]] Repeats find_repeats(std::span<const std::uint64_t> hashes, std::span<const Part> parts = {},
                                   const TextColumn* answers = nullptr);

}  // namespace saem
