#pragma once

#include <string>

#include "saem/train/monitor.h"

namespace saem {

struct ReduceLROnPlateauOptions {
  std::string monitor = "val_loss";  ///< a name in the logs
  double factor = 0.1;               ///< in [0, 1): the new rate is factor · the old one
  int patience = 10;                 ///< epochs without improvement after which the rate is reduced
  int verbose = 0;                   ///< 1: says what it does
  std::string mode = "auto";         ///< "min", "max", or "auto": by what the metric is made for
  double min_delta = 1e-4;           ///< changes up to it are no improvement
  int cooldown = 0;                  ///< epochs after a reduction in which nothing is counted
  double min_lr = 0;                 ///< the rate is not reduced further
};

/// Reduces the learning rate when a value has not improved for some epochs, and adds "learning_rate" (that of
/// the epoch) to the logs. Not for an optimizer with a schedule, or with FitOptions::schedule. Names,
/// defaults and rule as in Keras's class of this name; "auto" knows more metrics than accuracy.
class ReduceLROnPlateau final : public Callback {
 public:
  /// Throws ValueError for an option outside its range.
  explicit ReduceLROnPlateau(ReduceLROnPlateauOptions options = {});

  [[nodiscard]] std::string name() const override { return "ReduceLROnPlateau"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  [[nodiscard]] std::vector<std::string> added_logs() const override { return {"learning_rate"}; }
  void check() override;
  void on_train_begin() override;
  void on_epoch_end(int epoch, Logs& logs) override;
  [[nodiscard]] CallbackState state() const override;
  void restore(const CallbackState& state) override;

 private:
  ReduceLROnPlateauOptions options_;
  Monitor monitor_;
  double best_ = 0;
  std::int64_t wait_ = 0, cooldown_ = 0;
};

}  // namespace saem
