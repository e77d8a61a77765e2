#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saem/core/array.h"

namespace saem {

/// Examples and their labels.
struct Dataset {
  Array x = {};  ///< (n, …), float32: one example per row; pictures are (n, h, w, c) in [0, 1]
  Array y = {};  ///< (n,), int32: the label of each example, an index of class_names
  std::vector<std::string> class_names = {};  ///< what the labels 0, 1, … mean
  std::string name = {};                      ///< for messages and reports: "fashion-mnist (train)"
  /// How much each example counts in the loss and in weighted metrics: (n,), or a weight for each place of
  /// the output; empty: all 1.
  Array sample_weight = {};

  /// The number of examples.
  [[nodiscard]] std::int64_t size() const;
  /// A copy of examples [first, last). Throws ValueError outside.
  [[nodiscard]] Dataset rows(std::int64_t first, std::int64_t last) const;
  /// A copy of the examples with these indices. Throws ValueError for an index outside.
  [[nodiscard]] Dataset take(std::span<const std::int64_t> indices) const;
};

/// What to learn from, and what to measure with: `auto [train, test] = datasets::mnist();`
struct DatasetPair {
  Dataset train;
  Dataset test;
};

}  // namespace saem
