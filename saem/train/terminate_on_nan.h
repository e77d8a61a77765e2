#pragma once

#include <string>

#include "saem/train/callback.h"

namespace saem {

/// Ends a training whose loss or gradient is not finite, in place of the NonFiniteError that `fit` throws
/// otherwise: `fit` prints what happened and returns, with History::stopped. As always, the weights are those
/// from before that step. (Keras's class of this name leaves NaN in the weights.)
class TerminateOnNaN final : public Callback {
 public:
  [[nodiscard]] std::string name() const override { return "TerminateOnNaN"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  bool on_non_finite(const NonFiniteError& error) override {
    print(error.what());
    return true;
  }
};

}  // namespace saem
