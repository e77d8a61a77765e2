#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "saem/task/split.h"
#include "saem/task/task_network.h"
#include "saem/task/trained_task.h"

namespace saem {

struct TaskTrainingOptions {
  TaskNetworkOptions network = {};
  EncoderOptions encoders = {};
  std::int64_t epochs = 0;      ///< 0: until the validation loss no longer falls, at most 200
  std::int64_t batch_size = 0;  ///< 0: by the number of examples
  double learning_rate = 1e-3;  ///< of Adam
  std::int64_t patience = -1;   ///< epochs without a lower validation loss; -1: by the number of examples
  bool balanced = false;        ///< rare classes count as much as frequent ones
  int members = 1;              ///< networks from several seeds, whose answers are averaged
  double time_budget = 0;       ///< seconds after which training ends, with the best so far; 0: no limit
  int verbose = 0;
  Callbacks callbacks = {};  ///< of each member's training
};

/// What training a task gave.
struct TaskTrainingResult {
  TrainedTask trained;
  std::vector<History> histories;           ///< of each member
  std::int64_t batch_size = 0, epochs = 0;  ///< as they were chosen
};

/// Learns from the training part of the samples, and watches the validation part if there is one. What the
/// encoders learn, they learn from the training part too.
///
/// Throws ValueError for data that do not fit (see Inputs, Answers) or options outside their range.
[[nodiscard]] TaskTrainingResult train_task(const Samples& train, const Samples& validation,
                                            const LearningTask& task,
                                            const TaskTrainingOptions& options = {});

}  // namespace saem
