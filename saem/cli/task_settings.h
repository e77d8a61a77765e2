#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/data/tables/csv.h"
#include "saem/task/encoder.h"
#include "saem/task/task_network.h"

namespace saem::cli {

/// As --group: what the data call a group may be on both sides of the division.
inline constexpr const char* no_group = "none";

/// What `saem train` was asked to do with tables, texts, recordings and whatever else is not a set of
/// pictures in IDX files.
struct TaskSettings {
  std::vector<std::string> targets;
  /// "classification", "regression", "multi-label", "anomaly"; empty: found out
  std::string task;
  std::string normal;              ///< of an anomaly
  std::vector<std::string> kinds;  ///< "zip=category"; of targets "price=value"
  std::vector<std::string> ignored;
  std::optional<std::vector<std::string>> of_files;  ///< the columns that a model takes as pictures or sounds
  std::optional<double> test;                        ///< share
  std::string group, time;                           ///< columns; `group` may be no_group
  std::int64_t blocks = 0;                           ///< 0: rows are not divided by their order
  std::int64_t folds = 0;                            ///< 0: one division
  std::int64_t members = 1;
  double time_budget = 0;  ///< seconds
  std::string on_bad_sample = "stop";
  // How tables are written, if that is not found out: "tab", "space" or a character; "yes" or "no"; as iconv
  // names it.
  std::string separator, header, encoding;
  std::string parts = "data";         ///< "ignore": the division that the data bring does not count
  std::int64_t window = 0, step = 0;  ///< steps; 0: recordings stay whole, windows side by side
  std::string subject, time_column;   ///< columns of a table that is cut into windows
  // What is empty, or 0, is as the library has it.
  std::string scale;  ///< of numbers: "quantile", "standard"
  std::int64_t most_categories = 0, most_words = 0, most_steps = 0;
  std::int64_t picture_height = 0, picture_width = 0;
  std::int64_t width = 0, depth = -1;  ///< of networks' dense layers; depth -1: as the library has it
  std::optional<double> dropout;

  /// Empty: no column that examples stay together by was named.
  [[nodiscard]] std::string group_column() const { return group == no_group ? std::string() : group; }
};

/// How tables are written, as asked. Throws UsageError for a separator of several characters.
[[nodiscard]] CsvOptions csv_options(const TaskSettings& settings);
/// How columns become inputs, as asked.
[[nodiscard]] EncoderOptions encoder_options(const TaskSettings& settings);
/// Sets what was asked for of a network's size: width, depth, dropout.
void set_network_size(const TaskSettings& settings, TaskNetworkOptions& network);

/// What the data are, and how they are divided: the part of declare_task_settings that saem data info has
/// too.
void declare_data_settings(Arguments& arguments, TaskSettings& settings);
/// --on-bad-sample and how tables are written: whatever reads data has these.
void declare_reading_settings(Arguments& arguments, TaskSettings& settings);
void declare_task_settings(Arguments& arguments, TaskSettings& settings);

}  // namespace saem::cli
