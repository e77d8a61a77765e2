#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/data/samples.h"
#include "saem/task/feature.h"

namespace saem {

/// How examples are divided into what is learned from, what is watched meanwhile, and what is measured with
/// at the end.
struct SplitOptions {
  double test = 0.2;        ///< share of the examples, unless the data come divided; 0: none
  double validation = 0.1;  ///< share of the rest that is watched; 0: none
  std::string group = {};   ///< a column, or Samples::group_name: examples with the same value stay together
  std::string time = {};    ///< a column: earlier examples are learned from, later ones measured with
  /// Rows in the order of the data are cut into so many blocks, which stay together; 0: they are not.
  std::int64_t blocks = 0;
  std::uint64_t seed = 0;
};

struct Split {
  std::vector<std::int64_t> train, validation, test;  ///< examples, ascending
  std::string description;  ///< "train 712 · test 179, at random, as many of each class in both"
};

/// Divides the examples: as the data are divided, by time, by groups (of a column, or of the recordings that
/// they were cut from), with the same shares of each class, or at random.
///
/// Throws ValueError if a part would be empty, for two of `group`, `time` and `blocks`, or a share outside
/// [0, 1).
[[nodiscard]] Split make_split(const Samples& samples, const Target& target,
                               const SplitOptions& options = {});

/// As many divisions of all examples (or of those in the training part, if the data come divided) as there
/// are folds: each example is in one test part. Of a target of classes, without groups and blocks, the
/// numbers of examples of a class differ by one at most between two folds' test parts. No validation part.
[[nodiscard]] std::vector<Split> make_folds(const Samples& samples, const Target& target, int folds,
                                            const SplitOptions& options = {});

}  // namespace saem
