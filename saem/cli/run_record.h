#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "saem/backend/algorithms.h"
#include "saem/cli/train_settings.h"

namespace saem::cli {

/// Where a run was made: what may explain that a repetition differs. ("processor", "AMD EPYC …"), ….
using Circumstances = std::vector<std::pair<std::string, std::string>>;

/// What a run.json says.
struct RunRecord {
  std::string status;
  std::string started;
  std::string command;
  TrainSettings settings;  ///< what decides the result; the rest is as it is by default
  int threads = 0;
  std::string data_hash;
  AlgorithmChoices algorithms;  ///< for this machine
  std::int64_t steps = 0;
  Circumstances circumstances;
  std::string model_hash, history_hash;  ///< of the files as the run wrote them; empty unless it is finished
};

/// Reads RUN/run.json. Throws FileError if there is none, or it cannot be understood.
[[nodiscard]] RunRecord read_run_record(const std::filesystem::path& run);

/// Those of this process, in the same order and under the same names.
[[nodiscard]] Circumstances present_circumstances();

}  // namespace saem::cli
