#pragma once

#include <span>
#include <string>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// What an op made in one run: its smallest and its largest element (0 and 0 if there is none, NaN if one is
/// NaN).
struct ValueRange {
  std::string op;
  std::string scope;
  double low = 0;
  double high = 0;
};
[[nodiscard]] ValueRange range_of(const std::string& op, const std::string& scope, const void* memory,
                                  const TensorType& type);

/// What a message about a non-finite value tells of the op that made it.
struct MadeBy {
  const std::string& op;
  const std::string& scope;
  std::span<const void* const> inputs;
  const std::vector<TensorType>& input_types;
};
/// Throws NonFiniteError, naming op and layer, the place of the element, and the range of each input, if a
/// floating value holds a NaN or an infinity.
void require_finite(const MadeBy& by, const void* memory, const TensorType& type);

}  // namespace saem
