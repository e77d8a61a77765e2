#pragma once

#include <optional>
#include <string>
#include <vector>

#include "saem/train/monitor.h"

namespace saem {

struct EarlyStoppingOptions {
  std::string monitor = "val_loss";     ///< a name in the logs
  double min_delta = 0;                 ///< changes up to it are no improvement
  int patience = 0;                     ///< epochs without improvement after which training stops
  int verbose = 0;                      ///< 1: says what it does
  std::string mode = "auto";            ///< "min", "max", or "auto": by what the metric is made for
  std::optional<double> baseline = {};  ///< improvements count only when they are better than it
  bool restore_best_weights = false;    ///< at the end the weights are those of the best epoch
  int start_from_epoch = 0;             ///< epochs before this one (from 0) are not looked at
};

/// Stops the training when a value has not improved for some epochs.
///
/// With restore_best_weights the best weights come back at the end of every training that was not
/// interrupted, stopped or not; moments and learning rate stay those of the last step. Checkpoints keep the
/// counters and the best weights. Names, defaults and rule as in Keras's class of this name.
class EarlyStopping final : public Callback {
 public:
  /// Throws ValueError for an option outside its range.
  explicit EarlyStopping(EarlyStoppingOptions options = {});

  [[nodiscard]] int stopped_epoch() const noexcept {
    return stopped_epoch_;
  }                                                                      ///< from 0; 0 if it did not stop
  [[nodiscard]] int best_epoch() const noexcept { return best_epoch_; }  ///< from 0
  [[nodiscard]] double best() const noexcept { return best_; }
  [[nodiscard]] std::int64_t wait() const noexcept { return wait_; }  ///< epochs since the last improvement

  [[nodiscard]] std::string name() const override { return "EarlyStopping"; }
  [[nodiscard]] bool watches_batches() const override { return false; }
  void check() override;
  void on_train_begin() override;
  void on_epoch_end(int epoch, Logs& logs) override;
  void on_train_end(const Logs& logs) override;
  [[nodiscard]] CallbackState state() const override;
  void restore(const CallbackState& state) override;

 private:
  void keep_weights(int epoch);

  EarlyStoppingOptions options_;
  Monitor monitor_;
  std::int64_t wait_ = 0;
  int stopped_epoch_ = 0, best_epoch_ = 0;
  double best_ = 0;
  std::vector<std::pair<std::string, Array>> best_weights_;  // by the variables' names
};

}  // namespace saem
