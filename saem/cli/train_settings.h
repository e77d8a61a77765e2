#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "saem/cli/commands.h"
#include "saem/train/optimizer.h"

namespace saem::cli {

/// Enough for 0.90 on Fashion-MNIST with the cnn and Adadelta; more epochs give more.
inline constexpr std::int64_t default_epochs = 3;
/// Measured for short trainings that end in a cooldown: 1, the paper's form and Keras 2's default, needs an
/// epoch more; Keras 3's 0.001 hardly moves.
inline constexpr double adadelta_learning_rate = 2.0;

/// What `saem train` was asked to do.
struct TrainSettings {
  std::string data;  ///< name or folder
  std::string network = "cnn";
  std::int64_t epochs = default_epochs;
  std::int64_t batch_size = 128;
  std::string optimizer = "adadelta";
  std::optional<double> learning_rate;
  std::string schedule = "cooldown";
  std::string precision = "float32";
  std::size_t memory_budget = 0;  ///< bytes; 0: no limit
  std::int64_t seed = 0;
  std::string out;           ///< empty: runs/<data>-<network>-<number>
  std::int64_t threads = 0;  ///< 0: as many as there are processors
  std::int64_t verbose = 1;
  std::int64_t checkpoint_steps = 0;  ///< 0: at the ends of epochs and by the clock only
  bool force = false;
  bool json = false;
  bool quiet = false;
  bool debug = false;

  /// The optimizer with its learning rate.
  [[nodiscard]] std::shared_ptr<Optimizer> make_optimizer() const;
  /// "fashion-mnist": the last part of `data`.
  [[nodiscard]] std::string data_name() const;
};

/// Ends of epochs may be far apart.
inline constexpr double checkpoint_seconds = 30;

/// None if help was asked for, and printed. Throws UsageError for what does not fit.
[[nodiscard]] std::optional<TrainSettings> parse_train_settings(Words words);

}  // namespace saem::cli
