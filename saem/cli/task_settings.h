#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/cli/arguments.h"

namespace saem::cli {

/// What `saem train` was asked to do with tables, texts, recordings and whatever else is not a set of
/// pictures in IDX files.
struct TaskSettings {
  std::vector<std::string> targets;
  std::string task;                ///< "classification", "regression"; empty: found out
  std::vector<std::string> kinds;  ///< "zip=category"
  std::vector<std::string> ignored;
  std::optional<double> test;  ///< share
  std::string group, time;     ///< columns
  std::int64_t blocks = 0;     ///< 0: rows are not divided by their order
  std::int64_t folds = 0;      ///< 0: one division
  std::int64_t members = 1;
  double time_budget = 0;  ///< seconds
  std::string on_bad_sample = "stop";
};

void declare_task_settings(Arguments& arguments, TaskSettings& settings);

}  // namespace saem::cli
