#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "saem/cli/task_settings.h"
#include "saem/task/trained_task.h"

namespace saem::cli {

/// Of the information in a model's file: see reading_note.
inline constexpr const char* reading_key = "reading";

struct TaskPredictSettings {
  std::string model;               ///< as it was named
  std::vector<std::string> files;  ///< with data; "-" is stdin
  std::int64_t top = 3;            ///< classes to name for each example
  std::string precision = "float32";
  TaskSettings reading = {};  ///< as declare_reading_settings gets it
  bool json = false;
  bool quiet = false;
};

/// Says what a model answers for each example of the files, and returns the exit code. Of several files, one
/// that cannot be answered does not keep the others from it: its error is told, and the code is that of a
/// failure.
int predict_task(TrainedTask& trained, const TaskPredictSettings& settings);

struct TaskEvaluateSettings {
  std::string model, data, split;
  std::filesystem::path run;  ///< the folder that the model file lies in
  std::int64_t batch_size = 256;
  std::string precision = "float32";
  TaskSettings reading = {};  ///< as declare_reading_settings gets it
  bool json = false;
  bool quiet = false;
};

/// Measures a model on data with answers, and returns the exit code. Of data that come divided, the part that
/// is asked for; of others, all.
int evaluate_task(TrainedTask& trained, const TaskEvaluateSettings& settings);

}  // namespace saem::cli
