#pragma once

#include <span>
#include <string>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

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
