#pragma once

#include <filesystem>
#include <string>

namespace saem::test {

struct RunFiles {
  std::string status = "finished", model = "mlp", data = "flowers.csv", started = "2026-05-01T12:00:00Z";
  double accuracy = 0.9;  ///< of the test part
  int validation = 20;    ///< examples in that part
  int patience = 5;
};

/// Writes run.json, report.json and history.csv of a run on a table, as saem train does. The folder is made.
/// Of the three epochs the second is the best; there "val_accuracy" is 0.8 and "val_loss" 0.4.
void write_run(const std::filesystem::path& folder, const RunFiles& files = {});
/// Of a run on pictures by an older saem: without parts, targets and the time of its beginning.
void write_older_run(const std::filesystem::path& folder, double accuracy = 0.75);

}  // namespace saem::test
