#include "saem/data/tables/arff.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/tables/arff_header.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/csv_header.h"
#include "saem/data/tables/text_file.h"

namespace saem {
namespace {

using detail::equals_in_any_case;
using detail::without_blanks;

using detail::ArffAttribute;
using detail::ArffProblem;
using detail::ArffWords;

/// The first line that is neither blank nor a comment; "" if there is none.
std::string_view first_line_of(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = without_blanks(text.substr(0, end));
    if (!line.empty() && line.front() != '%') return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

class ArffReader {
 public:
  ArffReader(const TextFile& file, const ArffOptions& options)
      : rest_(file.text), place_(file.place), skipped_(options.on_bad_sample) {
    if (file.text.find('\n') == std::string::npos) line_end_ = '\r';
    table_.place = file.place;
    table_.notes = file.notes;
  }

  Table read() {
    read_header();
    places_.resize(attributes_.size());
    while (const auto line = next_line()) read_row(*line);
    const auto block = std::make_shared<const std::string>(std::move(cells_));
    for (std::size_t i = 0; i < attributes_.size(); ++i) {
      table_.columns.emplace_back(block, std::move(places_[i]));
      describe(attributes_[i]);
    }
    detail::make_names_unique(table_);
    table_.skipped = skipped_.take();
    return std::move(table_);
  }

 private:
  /// The next line that is neither blank nor a comment.
  std::optional<std::string_view> next_line() {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find(line_end_), rest_.size());
      const std::string_view line = without_blanks(rest_.substr(0, end));
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++line_;
      if (!line.empty() && line.front() != '%') return line;
    }
    return {};
  }

  [[nodiscard]] Message message(const ArffProblem& problem) const {
    return {.place = fmt::format("{}, line {}", place_, line_),
            .problem = problem.problem,
            .context = "",
            .advice = problem.advice};
  }

  void read_header() {
    for (bool more = true; more;) {
      const auto line = next_line();
      if (!line) {
        fail<FileError>(
            message({fmt::format("the file ends before @data, with {} attributes", attributes_.size()),
                     "The header of an ARFF file is @relation, @attribute …, @data. Check that "
                     "the file was copied to its end."}));
      }
      try {
        more = read_declaration(*line);
      } catch (const ArffProblem& problem) {
        fail<FileError>(message(problem));
      }
    }
    if (attributes_.empty())
      fail<FileError>(message({"@data comes before any @attribute", "Name the columns, one on each line."}));
  }

  /// False for the last.
  bool read_declaration(std::string_view line) {
    ArffWords words(line);
    const std::string word = words.take_word("");
    if (equals_in_any_case(word, "@data")) return false;
    if (equals_in_any_case(word, "@attribute")) {
      attributes_.push_back(detail::read_arff_attribute(words));
    } else if (!equals_in_any_case(word, "@relation")) {
      throw ArffProblem{
          fmt::format("expected @relation, @attribute or @data, received '{}'", word.substr(0, 40)),
          "Correct the header; comments begin with %."};
    }
    return true;
  }

  void read_row(std::string_view line) {
    if (line.front() == '{') {
      fail<FileError>(
          message({"a sparse row, {index value, …}, which is not read",
                   "Write the table with all values: in Weka, with the filter SparseToNonSparse."}));
    }
    try {
      const std::vector<std::string> row = cut(line);
      for (std::size_t i = 0; i < row.size(); ++i) {
        places_[i].push_back({cells_.size(), static_cast<std::uint32_t>(row[i].size())});
        cells_ += row[i];
      }
      table_.lines.push_back(line_);
    } catch (const ArffProblem& problem) {
      skipped_.add(message(problem));
    }
  }

  std::vector<std::string> cut(std::string_view line) const {
    ArffWords words(line);
    std::vector<std::string> row;
    std::size_t cells = 0;
    do {
      bool quoted = false;
      std::string cell = words.take_cell(",", quoted);
      if (!words.at_end() && words.rest().front() != ',' && quoted) {
        throw ArffProblem{
            fmt::format("expected ',' behind the quotation mark, received '{}'", words.rest().substr(0, 1)),
            "Within quotation marks write a backslash before each of them."};
      }
      if (cells < attributes_.size())
        row.push_back(detail::checked_arff_cell(std::move(cell), quoted, attributes_[cells]));
      ++cells;
    } while (words.take(','));
    if (cells == attributes_.size()) return row;
    throw ArffProblem{
        fmt::format("expected {} cells, as many as attributes, received {}", attributes_.size(), cells),
        "Correct the line: a text with a comma needs quotation marks around it."};
  }

  void describe(const ArffAttribute& attribute) {
    table_.names.push_back(attribute.name.empty() ? fmt::format("column {}", table_.names.size() + 1)
                                                  : attribute.name);
    if (attribute.kind == ArffAttribute::Kind::classes && attribute.classes.size() <= 100)
      table_.notes.push_back(
          fmt::format("'{}' has the classes {}", attribute.name, fmt::join(attribute.classes, ", ")));
    if (!attribute.date_format.empty())
      table_.notes.push_back(fmt::format("'{}' has dates as '{}'", attribute.name, attribute.date_format));
  }

  std::string_view rest_;
  std::string place_;
  char line_end_ = '\n';
  std::int64_t line_ = 0;
  std::vector<ArffAttribute> attributes_;
  std::string cells_;  ///< the block of all columns
  std::vector<std::vector<TextColumn::Place>> places_;
  Table table_;
  SkippedSamples skipped_;
};

Table read_arff_text(TextFile file, const ArffOptions& options) {
  if (file.text.empty()) {
    fail<FileError>({file.place, "expected a table, received an empty file", "",
                     "Check that it was written, or copied, to its end."});
  }
  const std::string_view first = first_line_of(file.text);
  if (first.empty() || first.front() == '@') return ArffReader(file, options).read();
  Table table = parse_csv(std::move(file.text), file.place,
                          {.encoding = "UTF-8", .on_bad_sample = options.on_bad_sample});
  table.notes.insert(table.notes.begin(), file.notes.begin(), file.notes.end());
  table.notes.emplace_back(
      "no header of an ARFF file (@relation, @attribute, @data): read as a table of values");
  return table;
}

}  // namespace

Table parse_arff(std::string bytes, const std::string& place, const ArffOptions& options) {
  return read_arff_text(decode_text(std::move(bytes), place, options.encoding), options);
}

Table read_arff(const std::filesystem::path& path, const ArffOptions& options) {
  return read_arff_text(read_text_file(path, options.encoding), options);
}

}  // namespace saem
