#pragma once

#include <string>

#include "saem/train/callback.h"

namespace saem {

/// Validates with the moving averages of the weights (of an optimizer with use_ema), and trains on with the
/// weights themselves; at its end `fit` gives the model the averages in any case. As Keras's class of this
/// name, without swap_on_epoch.
///
///     model.compile({.optimizer = Adam({.use_ema = true}), .loss = "mse"});
///     model.fit(x, y, {.validation_split = 0.1, .callbacks = {SwapEMAWeights()}});
class SwapEMAWeights final : public Callback {
 public:
  [[nodiscard]] std::string name() const override { return "SwapEMAWeights"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  /// Throws ValueError for an optimizer without use_ema.
  void check() override;
  void on_test_begin() override;
  void on_test_end(const Logs& logs) override;
};

}  // namespace saem
