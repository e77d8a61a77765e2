#include "saem/data/series/recordings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>

#include "saem/core/error.h"
#include "saem/data/class_folders.h"
#include "saem/data/line_reader.h"
#include "saem/data/series/read_windows.h"
#include "saem/data/series/recording_builder.h"
#include "saem/data/tables/csv.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"

namespace saem {
namespace {

/// A column of numbers, or of moments in seconds.
class NumberColumn {
 public:
  NumberColumn(const Table& table, const std::string& name, bool may_be_dates)
      : name_(name), column_(table.column(name)), format_(find_number_format(column_)) {
    if (!may_be_dates) return;
    for (std::int64_t row = 0; row < column_.size() && !has_dates_; ++row) {
      if (is_missing_text(column_[row])) continue;
      if (parse_number(column_[row], format_)) return;
      order_ = find_date_order(column_);
      has_dates_ = parse_date(column_[row], order_).has_value();
      return;
    }
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string_view text(std::int64_t row) const { return column_[row]; }
  /// NaN for a missing value, nothing for what is no number.
  [[nodiscard]] std::optional<double> at(std::int64_t row) const {
    const std::string_view text = column_[row];
    if (is_missing_text(text)) return std::numeric_limits<double>::quiet_NaN();
    if (!has_dates_) return parse_number(text, format_);
    const auto date = parse_date(text, order_);
    return date ? std::optional(seconds_since_1970(*date)) : std::nullopt;
  }
  [[nodiscard]] bool has_dates() const { return has_dates_; }

 private:
  std::string name_;
  TextColumn column_;
  NumberFormat format_;
  DateOrder order_ = DateOrder::year_first;
  bool has_dates_ = false;
};

/// The columns of values: those that are named, or all that are nothing else.
std::vector<std::string> value_columns(const Table& table, const RecordingColumns& columns) {
  std::vector<std::string> used = columns.recording;
  for (const std::string& name : {columns.group, columns.time, columns.label}) {
    if (!name.empty() && std::ranges::count(used, name) == 0) used.push_back(name);
  }
  for (const std::string& name : columns.ignored) {
    static_cast<void>(table.column(name));
    used.push_back(name);
  }
  std::vector<std::string> values = columns.values;
  if (values.empty()) {
    for (const std::string& name : table.names) {
      if (std::ranges::count(used, name) == 0) values.push_back(name);
    }
  }
  for (const std::string& name : values) {
    if (std::ranges::count(values, name) == 1 && std::ranges::count(used, name) == 0) continue;
    fail<ValueError>({table.place, fmt::format("the column '{}' is named twice", name), "",
                      "A column is a recording's name, its time, its label or a value."});
  }
  if (values.empty()) {
    fail<ValueError>({table.place, "no column of values is left", "",
                      "A table of recordings needs at least one column beside recording, time and label."});
  }
  return values;
}

/// Adds the rows of one table to recordings.
class TableRows {
 public:
  TableRows(const Table& table, const RecordingColumns& columns, const std::vector<std::string>& channels,
            detail::RecordingBuilder& builder, SkippedSamples& skipped)
      : table_(table), columns_(columns), builder_(builder), skipped_(skipped) {
    for (const std::string& name : channels) values_.emplace_back(table, name, false);
    if (!columns.time.empty()) time_.emplace(table, columns.time, true);
    for (const std::string& name : columns.recording) recording_.push_back(table.column(name));
    if (!columns.group.empty()) group_ = table.column(columns.group);
    if (!columns.label.empty()) label_ = table.column(columns.label);
  }

  /// @param file_name   the recording's name where no column says one
  /// @param file_label  the label of all rows, if it is no column
  void read(const std::string& file_name, const std::optional<std::string>& file_label) {
    for (std::int64_t row = 0; row < table_.rows(); ++row) read_row(row, file_name, file_label);
    if (time_ && time_->has_dates()) builder_.note(fmt::format("times of '{}' in seconds", columns_.time));
  }

 private:
  void bad(std::int64_t row, const std::string& problem) {
    skipped_.add({fmt::format("{}, line {}", table_.place, table_.lines[static_cast<std::size_t>(row)]),
                  problem, "", "Correct the row, or leave bad rows out with --on-bad-sample skip."});
  }

  [[nodiscard]] std::string recording_name(std::int64_t row, const std::string& file_name) const {
    if (recording_.empty()) return file_name;
    std::string name;
    for (std::size_t i = 0; i < recording_.size(); ++i) {
      name += fmt::format("{}{} {}", i == 0 ? "" : ", ", columns_.recording[i], recording_[i][row]);
    }
    return name;
  }

  void read_row(std::int64_t row, const std::string& file_name,
                const std::optional<std::string>& file_label) {
    std::vector<float> values;
    for (const NumberColumn& column : values_) {
      const std::optional<double> value = column.at(row);
      if (!value) {
        return bad(row, fmt::format("expected a number in column '{}', received {}", column.name(),
                                    detail::in_quotes(column.text(row))));
      }
      if (std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max())) {
        return bad(row, fmt::format("the value {} in column '{}' is infinite or too large for float32",
                                    detail::in_quotes(column.text(row)), column.name()));
      }
      values.push_back(static_cast<float>(*value));
    }
    const std::optional<double> time = time_ ? time_->at(row) : 0;
    if (!time || !std::isfinite(*time)) {
      const bool is_unclear = parse_date(time_->text(row), DateOrder::day_first) &&
                              parse_date(time_->text(row), DateOrder::month_first);
      return bad(row, fmt::format("expected a number or a date as time in column '{}', received {}{}",
                                  columns_.time, detail::in_quotes(time_->text(row)),
                                  is_unclear ? ", whose day and month cannot be told apart" : ""));
    }
    const std::size_t number = builder_.recording(recording_name(row, file_name));
    Recording& recording = builder_[number];
    if (columns_.group.empty() && !recording_.empty()) {
      recording.group = recording.name;
    } else if (!columns_.group.empty()) {
      const std::string_view group = group_[row];
      if (recording.lines.empty()) recording.group = group;
      if (recording.group != group) {
        return bad(row, fmt::format("'{}' was in the group '{}' until here, and is in '{}' now",
                                    recording.name, recording.group, group));
      }
    }
    if (time_) recording.times.push_back(*time);
    if (file_label) recording.labels.push_back(builder_.label(*file_label));
    if (!columns_.label.empty()) recording.labels.push_back(builder_.label(label_[row]));
    recording.lines.push_back(table_.lines[static_cast<std::size_t>(row)]);
    builder_.add(number, values);
  }

  const Table& table_;
  const RecordingColumns& columns_;
  detail::RecordingBuilder& builder_;
  SkippedSamples& skipped_;
  std::vector<NumberColumn> values_;
  std::optional<NumberColumn> time_;
  std::vector<TextColumn> recording_;
  TextColumn group_, label_;
};

std::string file_name(const std::filesystem::path& path) { return path.filename().string(); }

}  // namespace

Recordings recordings_from_table(const Table& table, const RecordingColumns& columns,
                                 OnBadSample on_bad_sample) {
  const std::vector<std::string> channels = value_columns(table, columns);
  detail::RecordingBuilder builder(file_name(table.place), channels);
  for (const std::string& text : table.notes) builder.note(text);
  SkippedSamples skipped(on_bad_sample);
  TableRows(table, columns, channels, builder, skipped).read(file_name(table.place), std::nullopt);
  std::vector<std::string> all = table.skipped;
  for (std::string& text : skipped.take()) all.push_back(std::move(text));
  Recordings recordings = builder.finish(std::move(all));
  if (!columns.group.empty()) {
    recordings.group_name = columns.group;
  } else if (columns.recording.size() == 1) {
    recordings.group_name = columns.recording.front();
  }
  return recordings;
}

Recordings read_recording_folder(const std::filesystem::path& root, const RecordingColumns& columns,
                                 OnBadSample on_bad_sample, CsvOptions csv) {
  constexpr std::array<std::string_view, 3> extensions = {".csv", ".tsv", ".txt"};
  ClassFolders found = walk_class_folders(root, extensions, {on_bad_sample});
  std::optional<detail::RecordingBuilder> builder;
  std::vector<std::string> names;  // of the columns of the first file
  std::vector<std::string> channels;
  RecordingColumns used{.time = columns.time, .values = columns.values, .ignored = columns.ignored};
  SkippedSamples skipped(on_bad_sample);
  csv.on_bad_sample = on_bad_sample;
  std::vector<std::string> bad_rows;
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    try {
      const Table table = read_csv(found.files[i], csv);
      if (!builder) {
        names = table.names;
        if (columns.find_time && used.time.empty()) used.time = guess_recording_columns(names).time;
        channels = value_columns(table, used);
        builder.emplace(root.filename().string(), channels);
        builder->note(fmt::format("recordings: one for each file, {}; channels {}",
                                  used.time.empty() ? "steps in the order of the rows"
                                                    : fmt::format("in the order of '{}'", used.time),
                                  fmt::join(channels, ", ")));
      } else if (table.names != names) {
        fail<FileError>({table.place,
                         fmt::format("expected the columns of {}, {}, received {}", found.places.front(),
                                     fmt::join(names, ", "), fmt::join(table.names, ", ")),
                         "", "Give recordings of the same channels, with the same names."});
      }
      TableRows(table, used, channels, *builder, skipped).read(found.places[i], found.labels[i]);
      bad_rows.insert(bad_rows.end(), table.skipped.begin(), table.skipped.end());
      if (!found.parts.empty()) (*builder)[builder->recording(found.places[i])].part = found.parts[i];
    } catch (const FileError& error) {
      skipped.add(error);
    }
  }
  std::vector<std::string> all = std::move(found.skipped);
  for (std::string& text : skipped.take()) all.push_back(std::move(text));
  all.insert(all.end(), bad_rows.begin(), bad_rows.end());
  if (!builder) builder.emplace(root.filename().string(), channels);
  for (std::string& text : found.notes) builder->note(std::move(text));
  return builder->finish(std::move(all));
}

}  // namespace saem
