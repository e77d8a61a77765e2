#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/train/history.h"

namespace saem {

class Model;

/// Where `fit` keeps what it takes to go on after the process was killed, and when it writes it.
struct CheckpointOptions {
  std::string path = {};  ///< a safetensors file; empty: none is written. The one before it is kept beside it
                          ///< as PATH.previous
  std::int64_t every_steps = 0;  ///< besides the ends of epochs and an early end; 0: only there
  double every_seconds = 0;      ///< the same by the clock; 0: never. When is not part of the result
  bool resume = false;  ///< go on from the file if it is there: weights, moments, random counters, learning
                        ///< rate, place in the data, metrics, callbacks and history are as they were
};

/// How far a training run has come.
struct TrainingProgress {
  // What has to be the same for the rest of the run to be what it would have been.
  std::int64_t rows = 0, batch_size = 0;
  std::uint64_t seed = 0;
  bool shuffle = true;

  std::int64_t epoch = 0;            ///< finished ones
  std::int64_t batches = 0;          ///< done in the present one
  double initial_learning_rate = 0;  ///< what a schedule multiplies
  std::vector<double> metrics = {};  ///< RunningMetrics::state of the present epoch
  History history = {};
  std::map<std::string, Array> callbacks = {};  ///< CallbackList::state
};

/// The content of a checkpoint file.
struct Checkpoint {
  std::filesystem::path path;
  TrainingProgress progress;
  std::map<std::string, Array> values;  ///< of all variables: "model/dense/kernel", "random", "optimizer/…"

  /// Throws ValueError unless the values are those of this model and its optimizer.
  void check(const Model& model) const;
  /// Brings model and optimizer to where the checkpoint was written. Throws as `check`; nothing has changed
  /// then.
  void restore(const Model& model) const;
};

/// Writes the model's weights and random counter, its optimizer's variables and the progress: whole or not at
/// all, with a checksum (write_safetensors). At every instant `path` or PATH.previous is a whole checkpoint.
/// Throws FileError if it cannot be written; the old files are then as they were.
void write_checkpoint(const std::filesystem::path& path, const Model& model,
                      const TrainingProgress& progress);

/// The checkpoint at `path`. If it is damaged, PATH.previous takes its place, also on the disk. None if there
/// is neither. Throws FileError if both are damaged, or the file is none.
[[nodiscard]] std::optional<Checkpoint> read_checkpoint(const std::filesystem::path& path);

/// PATH.previous.
[[nodiscard]] std::filesystem::path previous_checkpoint(const std::filesystem::path& path);

}  // namespace saem
