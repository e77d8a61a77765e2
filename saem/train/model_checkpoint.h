#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "saem/train/monitor.h"
#include "saem/train/update_frequency.h"

namespace saem {

struct ModelCheckpointOptions {
  std::string monitor = "val_loss";     ///< a name in the logs; only looked at with save_best_only
  int verbose = 0;                      ///< 1: says what it does
  bool save_best_only = false;          ///< only when the monitored value is better than ever before
  bool save_weights_only = false;       ///< refused: a model file has weights and architecture
  std::string mode = "auto";            ///< "min", "max", or "auto": by what the metric is made for
  UpdateFrequency save_freq = "epoch";  ///< or a number of batches
  std::optional<double> initial_value_threshold = {};  ///< what the first value has to be better than
};

/// Saves the model (Model::save) as it trains: to use it, or to keep the best one. (To go on with a training
/// that was killed, see FitOptions::checkpoint.) `filepath` may have places for the epoch (from 1), for the
/// batch with save_freq in batches, and for the logs: "models/{epoch:02d}-{val_loss:.2f}.safetensors".
/// Folders are made. Without such places each file replaces the one before, whole or not at all. Names,
/// defaults and rule as in Keras's class of this name; as there, the best value is kept from one `fit` to the
/// next.
class ModelCheckpoint final : public Callback {
 public:
  /// Throws ValueError for an option outside its range, UnsupportedError for save_weights_only.
  explicit ModelCheckpoint(std::string filepath, ModelCheckpointOptions options = {});

  [[nodiscard]] std::optional<double> best() const noexcept { return best_; }
  /// The file that was written last; empty if none was.
  [[nodiscard]] const std::filesystem::path& last_path() const noexcept { return last_path_; }

  [[nodiscard]] std::string name() const override { return "ModelCheckpoint"; }
  [[nodiscard]] bool watches_batches() const override { return !options_.save_freq.is_epoch(); }
  void check() override;
  void on_epoch_end(int epoch, Logs& logs) override;
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  [[nodiscard]] CallbackState state() const override;
  void restore(const CallbackState& state) override;

 private:
  [[nodiscard]] std::string path_for(std::optional<std::int64_t> batch, int epoch, const Logs& logs) const;
  bool is_wanted(int epoch, const Logs& logs);
  void save(int epoch, std::optional<std::int64_t> batch, const Logs& logs);

  std::string filepath_;
  ModelCheckpointOptions options_;
  Monitor monitor_;
  std::optional<double> best_;
  std::filesystem::path last_path_;
};

}  // namespace saem
