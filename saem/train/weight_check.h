#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saem/graph/variable.h"

namespace saem {

/// Sees to it that training starts from finite weights. A step never writes others, so it is enough to look
/// at what was assigned or loaded in between: a ReLU could hide a NaN there from loss and gradient for ever.
class WeightCheck {
 public:
  /// To be called before a step. Throws NonFiniteError, naming the weight, if one that was changed since the
  /// last step holds a NaN or an infinity. `moment` says which step this is.
  void before_step(std::span<const Variable> weights, const std::function<std::string()>& moment);
  /// To be called after the step, which has written the weights.
  void after_step(std::span<const Variable> weights);

 private:
  std::vector<std::pair<std::shared_ptr<VariableState>, std::uint64_t>> seen_;  ///< and their versions
};

}  // namespace saem
