#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saem::runs {

/// A history.csv: one row per epoch.
struct HistoryTable {
  std::vector<std::string> names;         ///< "loss", "val_accuracy", …; without "epoch"
  std::vector<std::vector<double>> rows;  ///< in the order of `names`; NaN where an epoch has no value

  [[nodiscard]] bool has(const std::string& name) const;
  /// Of all epochs; empty if there is no such column.
  [[nodiscard]] std::vector<double> column(const std::string& name) const;
  /// The row with the smallest finite value in this column; the last row if there is none.
  /// There must be a row.
  [[nodiscard]] std::size_t row_of_lowest(const std::string& name) const;
};

/// Reads what CSVLogger wrote. What follows a line that it cannot have written is left out, and `problem`
/// says so. Empty, without a problem, if there is no such file.
[[nodiscard]] HistoryTable read_history(const std::filesystem::path& file, std::string& problem);

}  // namespace saem::runs
