#include "saem/data/tables/arff_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "saem/data/tables/blanks.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

bool begins_quoted(std::string_view text) { return text.starts_with('\'') || text.starts_with('"'); }

std::vector<std::string> read_classes(ArffWords& words) {
  std::vector<std::string> classes;
  while (!words.take('}')) {
    bool quoted = false;
    std::string name = words.take_cell(",}", quoted);
    if (words.at_end()) throw ArffProblem{"the list of classes has no '}' at its end", "Close the list."};
    if (!name.empty() || quoted) classes.push_back(std::move(name));
    words.take(',');
  }
  return classes;
}

}  // namespace

ArffWords::ArffWords(std::string_view line) : rest_(without_blanks(line)) {}

bool ArffWords::take(char c) {
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  skip_blanks();
  return true;
}

std::string ArffWords::take_word(std::string_view ends) {
  if (begins_quoted(rest_)) return take_quoted();
  std::size_t size = 0;
  while (size < rest_.size() && !is_blank(rest_[size]) && ends.find(rest_[size]) == std::string_view::npos)
    ++size;
  return take_first(size);
}

std::string ArffWords::take_cell(std::string_view ends, bool& quoted) {
  quoted = begins_quoted(rest_);
  if (quoted) return take_quoted();
  return take_first(std::min(rest_.find_first_of(ends), rest_.size()));
}

void ArffWords::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

std::string ArffWords::take_first(std::size_t size) {
  std::string text(without_blanks(rest_.substr(0, size)));
  rest_.remove_prefix(size);
  skip_blanks();
  return text;
}

std::string ArffWords::take_quoted() {
  const char mark = rest_.front();
  std::string text;
  for (std::size_t i = 1; i < rest_.size(); ++i) {
    if (rest_[i] == mark) {
      rest_.remove_prefix(i + 1);
      skip_blanks();
      return text;
    }
    if (rest_[i] == '\\' && i + 1 < rest_.size()) {
      const char escaped = rest_[++i];
      text += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped;
    } else {
      text += rest_[i];
    }
  }
  throw ArffProblem{fmt::format("the quotation mark {} is never closed", mark),
                    "Close it on the same line; within the quotation marks write a backslash before it."};
}

ArffAttribute read_arff_attribute(ArffWords& words) {
  ArffAttribute attribute{.name = words.take_word("{")};
  if (words.take('{')) {
    attribute.kind = ArffAttribute::Kind::classes;
    attribute.classes = read_classes(words);
    return attribute;
  }
  const std::string type = words.take_word("{");
  if (equals_in_any_case(type, "numeric") || equals_in_any_case(type, "real") ||
      equals_in_any_case(type, "integer")) {
    attribute.kind = ArffAttribute::Kind::number;
  } else if (equals_in_any_case(type, "date")) {
    attribute.kind = ArffAttribute::Kind::date;
    attribute.date_format = words.take_word("");
  } else if (!equals_in_any_case(type, "string")) {
    throw ArffProblem{fmt::format("attribute '{}' has the type '{}', expected numeric, real, integer, "
                                  "string, date or {{names of classes}}",
                                  attribute.name, type),
                      equals_in_any_case(type, "relational")
                          ? "Tables within tables are not read: write each to a file of its own."
                          : "Correct the type."};
  }
  return attribute;
}

std::string checked_arff_cell(std::string cell, bool quoted, const ArffAttribute& attribute) {
  using Kind = ArffAttribute::Kind;
  if (!quoted && cell == "?") return {};
  if (attribute.kind == Kind::number && !parse_number(cell)) {
    throw ArffProblem{fmt::format("attribute '{}' is a number, received '{}'", attribute.name, cell),
                      "Correct the value; '?' stands for a missing one."};
  }
  if (attribute.kind == Kind::classes &&
      std::ranges::find(attribute.classes, cell) == attribute.classes.end()) {
    throw ArffProblem{
        fmt::format("attribute '{}' has no class '{}'", attribute.name, cell),
        fmt::format("The header names {}. Correct one of the two.", fmt::join(attribute.classes, ", "))};
  }
  return cell;
}

}  // namespace saem::detail
