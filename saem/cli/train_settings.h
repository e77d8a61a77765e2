#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/cli/task_settings.h"
#include "saem/train/loss.h"
#include "saem/train/optimizer.h"
#include "saem/train/schedule.h"

namespace saem::cli {

/// Of the lecture's networks: enough for 0.90 on Fashion-MNIST with the cnn and Adadelta; more give more.
inline constexpr std::int64_t default_epochs = 3;
/// Measured for short trainings that end in a cooldown: 1, the paper's form and Keras 2's default, needs an
/// epoch more; Keras 3's 0.001 hardly moves.
inline constexpr double adadelta_learning_rate = 2.0;

/// What `saem train` was asked to do. What is empty, 0 or -1 is left to the program: see `choose`.
struct TrainSettings {
  std::string data;  ///< name, file or folder
  // What decides the result: all of it is in the run's record.
  std::string network;          ///< empty: chosen
  std::int64_t epochs = 0;      ///< 0: chosen, in the end by the validation loss
  std::int64_t batch_size = 0;  ///< 0: chosen by the number of examples
  std::string optimizer;        ///< empty: chosen
  std::optional<double> learning_rate;
  std::optional<double> momentum;
  bool nesterov = false;
  std::optional<double> weight_decay;
  std::optional<double> clipnorm, clipvalue, global_clipnorm;
  std::optional<double> ema;    ///< momentum of the moving averages
  std::int64_t accumulate = 1;  ///< batches per step of the weights
  std::string schedule;         ///< empty: chosen
  std::optional<double> warmup_epochs;
  std::string loss;  ///< empty: cross-entropy of classes, squared error of values
  std::optional<double> label_smoothing;
  std::string class_weight = "none";
  std::vector<std::string> augmentation;
  std::int64_t test_changes = 0;     ///< see TaskTrainingOptions
  bool find_learning_rate = false;   ///< unless there is a learning rate
  std::string from;                  ///< a model file or run folder to go on from
  std::optional<double> validation;  ///< share of the training data that is kept to watch
  std::int64_t patience = -1;        ///< epochs without a better validation loss; 0: all are done; -1: chosen
  std::string precision = "float32";
  std::size_t memory_budget = 0;  ///< bytes; 0: no limit
  std::int64_t seed = 0;
  bool deterministic = false;
  bool debug = false;
  // Where and how.
  std::string out;                    ///< empty: runs/<data>-<network>-<number>
  std::int64_t threads = 0;           ///< 0: as many as there are processors
  std::int64_t checkpoint_steps = 0;  ///< 0: at the ends of epochs and by the clock only
  std::int64_t verbose = 1;
  bool no_memory_check = false;
  bool no_test = false;  ///< the test part is left out: nothing is measured on it
  /// Whether there is a test part to be measured on at the end.
  [[nodiscard]] bool measures() const { return !no_test && task.test.value_or(1) > 0; }
  bool force = false;
  bool json = false;
  bool quiet = false;
  std::string language = "en";  ///< of the report
  TaskSettings task;
  std::vector<std::string> given;  ///< names of the options that were asked for

  /// True for pictures that come divided, as in IDX files, with a network of the lectures, which is chosen
  /// for them unless another is asked for: trained as lectures do, for a few epochs, all of them, with the
  /// test part to look at.
  [[nodiscard]] bool is_lecture() const;
  /// What was left open: epochs, batch size, optimizer, schedule, … of the lectures' recipe, or of that for
  /// any data. @param divided_pictures  the data are pictures in memory that come divided.
  void choose(bool divided_pictures);
  /// Throws UsageError for options that exclude each other. After `choose`.
  void check() const;
  /// The optimizer with its options. Throws UsageError for an option that it does not have.
  [[nodiscard]] std::shared_ptr<Optimizer> make_optimizer() const;
  [[nodiscard]] LearningRateSchedule make_schedule() const;
  /// Of classes: of labels that are class numbers, or with `wants_rows` one-hot rows.
  [[nodiscard]] LossChoice make_loss() const;
  [[nodiscard]] bool wants_rows() const;
  /// "fashion-mnist": the last part of `data`.
  [[nodiscard]] std::string data_name() const;
};

/// Ends of epochs may be far apart.
inline constexpr double checkpoint_seconds = 30;

void declare_train_settings(Arguments& arguments, TrainSettings& settings);

/// For the run's record: the options by their names, with "_" for "-"; null for those that were left open.
/// @param learning_rate  the optimizer's.
[[nodiscard]] nlohmann::ordered_json to_record(const TrainSettings& settings, double learning_rate);
/// What to_record wrote. Throws nlohmann::json::exception if something is missing or of another type.
[[nodiscard]] TrainSettings from_record(const nlohmann::json& record);

}  // namespace saem::cli
