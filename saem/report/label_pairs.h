#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/core/array.h"

namespace saem::detail {

/// True and predicted classes of n examples, as positions in `class_names`. What every classification score
/// starts from.
struct LabelPairs {
  std::vector<std::string> class_names;
  std::vector<std::int64_t> truth;      ///< n values in [0, class_names.size())
  std::vector<std::int64_t> predicted;  ///< likewise
};

/// Checks and pairs two integer (or bool) arrays of shape (n,), n > 0.
///
/// With class names, label i means class_names[i] and every class is kept, seen or not. Without, the classes
/// are the numbers that occur in either array, in ascending order, named by themselves. `place` begins the
/// message of every error: DTypeError for floating values, ShapeError for another rank or different lengths,
/// ValueError for no examples or a label outside [0, class_names.size()).
[[nodiscard]] LabelPairs pair_labels(const Array& labels, const Array& predictions,
                                     const std::vector<std::string>& class_names, const std::string& place);

}  // namespace saem::detail
