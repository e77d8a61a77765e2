#include "saem/data/series/read_windows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <span>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/byte_reader.h"
#include "saem/data/line_reader.h"
#include "saem/data/read_samples.h"
#include "saem/data/tables/arff.h"
#include "saem/data/tables/csv.h"
#include "saem/data/tables/numbers.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

/// The first column with the first of these names that there is.
template <std::size_t n>
std::string first_named(const std::vector<std::string>& names, const std::array<std::string_view, n>& wanted,
                        bool may_be_id) {
  for (const std::string_view w : wanted) {
    for (const std::string& name : names) {
      const std::string lower = detail::lower_case(name);
      const bool is_id = may_be_id && (lower == std::string(w) + "_id" || lower == std::string(w) + " id");
      if (lower == w || is_id) return name;
    }
  }
  return "";
}

bool is_table_name(const fs::path& path) {
  std::string extension = detail::lower_case(path.extension().string());
  if (extension == ".gz") extension = detail::lower_case(path.stem().extension().string());
  constexpr std::array<std::string_view, 4> series{".ts", ".pos", ".neg", ".wav"};
  return std::ranges::find(series, extension) == series.end();
}

bool is_divided_archive(const fs::path& path) {
  const std::string stem = detail::lower_case(path.stem().string());
  return stem.ends_with("_train") || stem.ends_with("_test");
}

/// Throws for a column most of whose cells are texts: the reader of recordings would name the first of its
/// rows.
void require_numbers(const Table& table, const RecordingColumns& columns) {
  for (const std::string& name : columns.values) {
    const TextColumn& column = table.column(name);
    const NumberFormat format = find_number_format(column);
    std::int64_t texts = 0, present = 0;
    for (std::int64_t row = 0; row < column.size(); ++row) {
      if (is_missing_text(column[row])) continue;
      ++present;
      texts += !parse_number(column[row], format).has_value();
    }
    if (texts * 2 <= present) continue;
    fail<FileError>(
        {table.place,
         fmt::format("expected numbers in column '{}', but {} of {} cells are texts", name, texts, present),
         "each column of recordings is a channel, but for subject, time and target",
         fmt::format("Leave it out (--ignore {}), or say what it is: --subject, --time-column or "
                     "--target.",
                     name)});
  }
}

RecordingColumns columns_of(const Table& table, const WindowColumns& wanted,
                            std::vector<std::string>& notes) {
  const RecordingGuess guess = guess_recording_columns(table.names);
  RecordingColumns columns;
  const std::string subject = wanted.subject.empty() ? guess.subject : wanted.subject;
  columns.time = wanted.time == "none" ? "" : wanted.time.empty() ? guess.time : wanted.time;
  columns.label = !wanted.label.empty() ? wanted.label : !table.target.empty() ? table.target : guess.label;
  // A column that only looks like an answer is a channel where no answers are needed.
  const bool lacks = std::ranges::find(table.names, wanted.label) == table.names.end();
  if (!wanted.label_needed && lacks) columns.label.clear();
  if (!subject.empty()) columns.recording = {subject};
  for (const std::string& name : {subject, columns.time, columns.label})
    if (!name.empty()) static_cast<void>(table.column(name));
  for (const std::string& name : wanted.ignored) static_cast<void>(table.column(name));
  if (columns.label.empty() && wanted.label_needed) {
    fail<ValueError>({table.place, "no column looks like the answer to be learned",
                      fmt::format("columns: {}", fmt::join(table.names, ", ")),
                      "Name the column that says what each row is: --target activity."});
  }
  for (const std::string& name : table.names) {
    const bool is_used = name == subject || name == columns.time || name == columns.label ||
                         std::ranges::find(wanted.ignored, name) != wanted.ignored.end();
    if (!is_used) columns.values.push_back(name);
  }
  notes.push_back(fmt::format(
      "recordings: {}, {}; {}; channels {}",
      subject.empty() ? "one, of all rows (another with --subject)"
                      : fmt::format("one for each '{}'", subject),
      columns.time.empty() ? "steps in the order of the rows"
                           : fmt::format("in the order of '{}'", columns.time),
      columns.label.empty() ? std::string("no answers") : fmt::format("the answer in '{}'", columns.label),
      fmt::join(columns.values, ", ")));
  if (subject.empty())
    notes.emplace_back("windows of one recording can be divided by blocks of rows only: --blocks 20");
  return columns;
}

Recordings recordings_of_table(const fs::path& path, const WindowColumns& wanted, OnBadSample rule) {
  const bool is_arff = detail::lower_case(path.filename().string()).find(".arff") != std::string::npos;
  CsvOptions csv = wanted.csv;
  csv.on_bad_sample = rule;
  const Table table =
      is_arff ? read_arff(path, {.encoding = csv.encoding, .on_bad_sample = rule}) : read_csv(path, csv);
  std::vector<std::string> notes;
  const RecordingColumns columns = columns_of(table, wanted, notes);
  require_numbers(table, columns);
  Recordings recordings = recordings_from_table(table, columns, rule);
  if (!columns.label.empty()) recordings.label_name = columns.label;
  recordings.notes.insert(recordings.notes.end(), notes.begin(), notes.end());
  return recordings;
}

/// A folder whose class folders have tables in them.
bool is_recording_folder(const fs::path& folder) {
  std::error_code error;
  std::int64_t tables = 0, others = 0, seen = 0;
  for (auto entry = fs::recursive_directory_iterator(folder, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (++seen > 500) break;
    if (entry->is_directory(error) || entry->path().filename().string().starts_with('.')) continue;
    const std::string extension = detail::lower_case(entry->path().extension().string());
    const bool is_table = extension == ".csv" || extension == ".tsv" || extension == ".txt";
    (is_table && entry.depth() > 0 ? tables : others) += 1;
  }
  return tables > others;
}

/// Data whose layout says what everything is. @param target  the name that their answer has
void require_no_choice(const fs::path& path, const WindowColumns& columns, const std::string& target) {
  const bool other_label = !columns.label.empty() && columns.label != target;
  if (columns.subject.empty() && columns.time.empty() && columns.ignored.empty() && !other_label) return;
  fail<ValueError>({path.string(), "has no columns to choose among: its layout says what is what",
                    fmt::format("the answer is '{}'", target),
                    "Leave --subject, --time-column, --ignore and --target out."});
}

}  // namespace

RecordingGuess guess_recording_columns(const std::vector<std::string>& names) {
  constexpr std::array<std::string_view, 7> subjects{"subject", "user",      "person", "participant",
                                                     "patient", "recording", "session"};
  constexpr std::array<std::string_view, 6> times{"time",      "timestamp", "datetime",
                                                  "date_time", "seconds",   "ms"};
  constexpr std::array<std::string_view, 6> labels{"activity", "target", "label",
                                                   "class",    "y",      "class_label"};
  return {first_named(names, subjects, true), first_named(names, times, false),
          first_named(names, labels, false)};
}

bool is_wisdm_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  std::string text(4096, '\0');
  try {
    ByteReader reader(path);
    text.resize(reader.read(std::as_writable_bytes(std::span(text))));
  } catch (const FileError&) {
    return false;  // whoever reads it says what is wrong with it
  }
  std::string_view rest = text;
  while (!rest.empty() && (rest.front() == '\n' || rest.front() == '\r' || rest.front() == ' '))
    rest.remove_prefix(1);
  const std::size_t end = rest.find(';');
  if (end == std::string_view::npos || rest.substr(0, end).find('\n') != std::string_view::npos) return false;
  std::string_view record = rest.substr(0, end);
  if (record.ends_with(',')) record.remove_suffix(1);
  std::vector<std::string_view> fields;
  for (bool more = true; more;) {
    more = record.find(',') != std::string_view::npos;
    fields.push_back(detail::trimmed(detail::take_field(record, ',')));
  }
  if (fields.size() != 6 || parse_number(fields[1]) || fields[1].empty()) return false;
  return std::ranges::all_of(std::array{0, 2, 3, 4, 5}, [&](int i) {
    return parse_number(fields[static_cast<std::size_t>(i)]).has_value();
  });
}

ReaderResult window_samples(const Samples& samples, const WindowOptions& options) {
  const auto is_series = [](const Samples::Column& c) {
    return std::holds_alternative<SeriesColumn>(c.values);
  };
  const auto found = std::ranges::find_if(samples.columns, is_series);
  const auto is_other = [&](const Samples::Column& c) { return !is_series(c) && c.name != samples.target; };
  if (std::ranges::count_if(samples.columns, is_series) != 1 ||
      std::ranges::any_of(samples.columns, is_other)) {
    fail<UnsupportedError>({samples.name, "windows are cut of recordings, and these data are none",
                            "a table with a row for each step, WISDM's raw text, .ts, or a folder of tables",
                            "Leave --window out."});
  }
  const SeriesColumn& series = std::get<SeriesColumn>(found->values);
  const TextColumn* labels = nullptr;
  if (const int target = samples.find(samples.target); target >= 0)
    labels = std::get_if<TextColumn>(&samples.columns[static_cast<std::size_t>(target)].values);
  Recordings recordings{.name = samples.name, .channels = series.channels, .notes = samples.notes};
  if (!samples.groups.empty()) recordings.group_name = samples.group_name;
  std::map<std::string, std::int32_t, std::less<>> numbers;
  for (std::int64_t i = 0; i < samples.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string name = samples.places.empty() ? fmt::format("recording {}", i + 1) : samples.places[at];
    Recording recording{.name = name,
                        .group = samples.groups.empty() ? name : samples.groups[at],
                        .values = series.values[at]};
    if (!samples.parts.empty()) recording.part = samples.parts[at];
    if (labels != nullptr) {
      const std::string label((*labels)[i]);
      const auto [known, fresh] = numbers.emplace(label, static_cast<std::int32_t>(numbers.size()));
      if (fresh) recordings.label_names.push_back(label);
      recording.labels.assign(static_cast<std::size_t>(series.values[at].shape()[0]), known->second);
    }
    recordings.all.push_back(std::move(recording));
  }
  ReaderResult result = cut_windows(recordings, options);
  const int label = result.samples.find("label");
  if (label >= 0 && !samples.target.empty()) {
    result.samples.columns[static_cast<std::size_t>(label)].name = samples.target;
    result.samples.target = samples.target;
  }
  return result;
}

ReaderResult read_windows(const fs::path& path, const WindowColumns& columns, const WindowOptions& options,
                          OnBadSample on_bad_sample) {
  std::error_code error;
  if (fs::is_directory(path, error) && is_recording_folder(path)) {
    require_no_choice(path, {.subject = columns.subject, .label = columns.label}, "label");
    const RecordingColumns used{.time = columns.time == "none" ? "" : columns.time,
                                .find_time = columns.time.empty(),
                                .ignored = columns.ignored};
    return cut_windows(read_recording_folder(path, used, on_bad_sample, columns.csv), options);
  }
  if (is_wisdm_file(path)) {
    require_no_choice(path, columns, "label");
    return cut_windows(read_wisdm(path, on_bad_sample), options);
  }
  const bool is_file = path == "-" || fs::is_regular_file(path, error);
  if (is_file && is_table_name(path) && !is_divided_archive(path))
    return cut_windows(recordings_of_table(path, columns, on_bad_sample), options);
  ReaderResult whole = read_samples(path, {.on_bad_sample = on_bad_sample, .csv = columns.csv});
  require_no_choice(path, columns, whole.samples.target);
  ReaderResult windows = window_samples(whole.samples, options);
  windows.skipped.insert(windows.skipped.begin(), whole.skipped.begin(), whole.skipped.end());
  return windows;
}

}  // namespace saem
