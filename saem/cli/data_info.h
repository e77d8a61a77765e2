#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "saem/cli/task_settings.h"
#include "saem/data/facts/content_facts.h"
#include "saem/data/facts/file_facts.h"
#include "saem/data/facts/repeats.h"
#include "saem/data/on_bad_sample.h"
#include "saem/data/tables/table_facts.h"
#include "saem/task/order_leak.h"
#include "saem/task/split.h"

namespace saem::cli {

/// What `saem data info` was asked to do.
struct DataInfoSettings {
  std::string data;
  TaskSettings task;
  std::int64_t seed = 0;
  double time_budget = 30;  ///< seconds for looking into files
  bool all = false;         ///< all files, however long it takes
  bool json = false;
  bool quiet = false;
};

/// What is known of a column.
struct ColumnInfo {
  using Facts = std::variant<std::monostate, TableColumnFacts, TextFacts, SeriesFacts, ArrayFacts,
                             PictureFacts, SoundFileFacts>;
  std::string name;
  std::string role;  ///< "target", "input", "left out"
  std::string kind;  ///< "number"; of targets "classes", "value"
  std::string reason;
  Facts facts = {};
  std::vector<std::string> unusual = {};
};

/// The examples of each class of a target, by parts of the division: training, validation, test.
struct ClassBalance {
  std::string target;
  struct Class {
    std::string name;
    std::int64_t train = 0, validation = 0, test = 0;
  };
  std::vector<Class> classes = {};
  std::int64_t missing = 0;  ///< examples without an answer
};

/// All that was found out about data, and what a training would do with them.
struct DataInfo {
  std::string data;    ///< as it was named
  std::string layout;  ///< "a table of 891 rows and 12 columns"
  ReaderResult read = {};
  std::optional<LearningTask> task = {};
  std::optional<Split> split = {};
  std::string refusal = {};  ///< why there would be no training; empty: there would be one
  std::vector<ColumnInfo> columns = {};
  std::vector<ClassBalance> balances = {};
  Repeats repeats = {};
  std::vector<std::pair<std::string, GivesAway>> gives_away = {};  ///< target, and the column
  OrderLeak leak = {};
  std::vector<std::string> warnings = {};  ///< what somebody should look at, a sentence each
  std::vector<std::string> unreadable = {};

  /// Of the files in its columns: how many there are, and were looked at.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> files() const;
  /// "line 12", "cats/3.jpg": for people.
  [[nodiscard]] std::string place(std::int64_t example) const;
};

/// Looks at data. Throws as read_task_data does, if nothing of them can be read.
[[nodiscard]] DataInfo look_at_data(const DataInfoSettings& settings);

/// Fills `warnings` from the rest.
void add_warnings(DataInfo& info);

/// What is printed: aligned text, and JSON.
[[nodiscard]] std::string data_info_text(const DataInfo& info, const DataInfoSettings& settings);
[[nodiscard]] std::string data_info_json(const DataInfo& info, const DataInfoSettings& settings);
/// "male 577, female 314", "0 to 39.7, mean 29.1": what is in a column, in a few words.
[[nodiscard]] std::string values_of(const ColumnInfo& column);
/// The networks that a training would join, in words.
[[nodiscard]] std::string network_for(const LearningTask& task);

}  // namespace saem::cli
