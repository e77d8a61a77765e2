#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "saem/task/augmentation.h"
#include "saem/task/split.h"
#include "saem/task/task_network.h"
#include "saem/task/task_source.h"
#include "saem/task/trained_task.h"
#include "saem/train/learning_rate_finder.h"
#include "saem/train/memory_need.h"

namespace saem {

struct TaskTrainingOptions {
  TaskNetworkOptions network = {};
  EncoderOptions encoders = {};
  std::vector<AugmentationStep> augmentation = {};
  std::int64_t epochs = 0;      ///< 0: until the validation loss no longer falls, at most 200
  std::int64_t batch_size = 0;  ///< 0: by the number of examples
  double learning_rate = 1e-3;  ///< of Adam
  /// Makes the optimizer of each member; empty: Adam with this learning rate.
  std::function<std::shared_ptr<Optimizer>()> optimizer = {};
  /// How the learning rate moves; empty: it falls when the validation loss no longer does, or in the second
  /// half where nothing is watched.
  LearningRateSchedule schedule = {};
  bool find_learning_rate = false;  ///< see train/learning_rate_finder.h; in place of the optimizer's
  LossChoice class_loss = "sparse_categorical_crossentropy";  ///< of targets of classes
  bool rows = false;  ///< the loss of classes wants rows of probabilities, not class numbers
  LossChoice value_loss = "mean_squared_error";  ///< of targets of values
  /// Epochs without a lower validation loss, after which training ends with the best weights; -1: by the
  /// number of examples; 0: all epochs are done, and the weights are the last.
  std::int64_t patience = -1;
  /// A model file of saem train to go on from: its encoders and weights, in place of new ones.
  std::string start = {};
  /// So many changed forms of an example, as `augmentation` says, are answered besides the example itself,
  /// and the answers averaged: test-time augmentation. Kept in the model file.
  int test_changes = 0;
  bool balanced = false;   ///< rare classes count as much as frequent ones
  int members = 1;         ///< networks from several seeds, whose answers are averaged
  double time_budget = 0;  ///< seconds after which training ends, with the best so far; 0: no limit
  std::string precision = "float32";
  std::size_t memory_budget = 0;  ///< see ModelCompileOptions
  bool debug = false;             ///< see FitOptions
  int verbose = 0;
  CheckpointOptions checkpoint = {};  ///< of the second and later members at PATH-2, …
  Callbacks callbacks = {};           ///< of each member's training
  Callbacks first_callbacks = {};     ///< of the first member's alone, before the others
};

/// What training a task gave.
struct TaskTrainingResult {
  TrainedTask trained;
  std::vector<History> histories;           ///< of each member
  std::int64_t batch_size = 0, epochs = 0;  ///< as they were chosen
};

/// A training that is ready to begin: encoders are fitted, the first network is built and compiled.
class TaskTraining {
 public:
  /// Learns from `train`, and watches `validation` if it is not empty. What the encoders learn, they learn
  /// from `train` alone. Both must outlive the training.
  ///
  /// Throws ValueError for data that do not fit (see Inputs, Answers) or options outside their range.
  TaskTraining(const Samples& train, const Samples& validation, const LearningTask& task,
               const TaskTrainingOptions& options = {});

  /// With all that was left open chosen: epochs, batch size, patience.
  [[nodiscard]] const TaskTrainingOptions& options() const noexcept { return options_; }
  [[nodiscard]] const Inputs& inputs() const noexcept { return inputs_; }
  [[nodiscard]] const std::vector<Answers>& answers() const noexcept { return answers_; }
  /// The network that is trained, or will be first.
  [[nodiscard]] Model& model() noexcept { return model_; }
  [[nodiscard]] double learning_rate() const;  ///< that it begins with
  /// What was tried to find it; empty unless that was asked for.
  [[nodiscard]] const LearningRateCurve& tried_rates() const noexcept { return tried_rates_; }
  /// None if it cannot be known. @param data_bytes  that the program holds besides
  [[nodiscard]] std::optional<MemoryNeed> memory(std::size_t data_bytes) const;
  /// Steps that all members have done.
  [[nodiscard]] std::int64_t steps() const;
  /// What there is if training ended now: the present network.
  [[nodiscard]] TrainedTask present() const { return {inputs_, answers_, model_}; }

  /// Throws NonFiniteError, with the present network as it was before that step; FileError for a checkpoint
  /// that cannot be written.
  [[nodiscard]] TaskTrainingResult run();

 private:
  [[nodiscard]] Model make_model(int member) const;
  [[nodiscard]] FitOptions fit_options(int member) const;
  [[nodiscard]] double seconds_left(int member) const;
  void go_on_from(const std::string& file, const LearningTask& task);

  TaskTrainingOptions options_;
  Inputs inputs_;
  std::vector<Answers> answers_;
  std::unique_ptr<TaskSource> learned_;
  std::shared_ptr<TaskSource> watched_;  ///< null: nothing is watched
  Samples usual_ = {};                   ///< of an anomaly: what the threshold is found with
  Model model_;
  std::vector<History> histories_;
  LearningRateCurve tried_rates_;
  std::optional<double> found_rate_ = {};
  double started_ = 0;  ///< on the steady clock, seconds
};

/// A whole training.
[[nodiscard]] TaskTrainingResult train_task(const Samples& train, const Samples& validation,
                                            const LearningTask& task,
                                            const TaskTrainingOptions& options = {});

}  // namespace saem
