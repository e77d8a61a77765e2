#include "saem/runs/history_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/runs/json_fields.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

std::optional<double> history_number(std::string_view field) {
  if (field.empty() || field == "NA") return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return value;
}

HistoryTable parse_history(std::string_view text, std::string& problem) {
  HistoryTable table;
  const std::vector<std::string_view> header = fields_of(take_line(text));
  if (header.front() != "epoch") {
    problem = "history.csv does not begin with \"epoch\"";
    return table;
  }
  table.names.assign(header.begin() + 1, header.end());
  for (std::size_t number = 2; !text.empty(); ++number) {
    const std::string_view line = take_line(text);
    if (line.empty()) continue;
    const std::vector<std::string_view> fields = fields_of(line);
    std::vector<double> row;
    for (std::size_t i = 1; i < fields.size(); ++i) {
      const std::optional<double> value = history_number(fields[i]);
      if (!value) break;
      row.push_back(*value);
    }
    if (fields.size() != header.size() || row.size() != table.names.size()) {
      problem = fmt::format("history.csv is damaged in line {}", number);
      return table;
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

bool HistoryTable::has(const std::string& name) const {
  return std::ranges::find(names, name) != names.end();
}

std::vector<double> HistoryTable::column(const std::string& name) const {
  std::vector<double> values;
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return values;
  const auto place = static_cast<std::size_t>(found - names.begin());
  for (const std::vector<double>& row : rows) values.push_back(row[place]);
  return values;
}

std::size_t HistoryTable::row_of_lowest(const std::string& name) const {
  const std::vector<double> values = column(name);
  std::size_t lowest = rows.size() - 1;
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] < best)) continue;  // NaN is not
    best = values[i];
    lowest = i;
  }
  return lowest;
}

HistoryTable read_history(const fs::path& file, std::string& problem) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (!error && status.type() != fs::file_type::regular) {
    problem = "history.csv is not a file";
    return {};
  }
  try {
    const std::string text = read_file(file, std::size_t{1} << 27);
    if (text.empty()) return {};  // of a run that has not finished an epoch
    return parse_history(text, problem);
  } catch (const Error& e) {
    problem = fmt::format("history.csv {}", first_line(e, file));
    return {};
  }
}

}  // namespace saem::runs
