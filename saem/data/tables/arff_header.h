#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saem::detail {

/// A problem in a line of an ARFF file, before its place is known.
struct ArffProblem {
  std::string problem, advice;
};

/// Takes words and quoted texts from the front of a line.
class ArffWords {
 public:
  explicit ArffWords(std::string_view line);

  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  /// True if this character comes next, which then is behind.
  bool take(char c);
  /// A text in quotation marks, or up to a blank or one of `ends`. Throws ArffProblem, as take_cell does.
  std::string take_word(std::string_view ends);
  /// A cell: a text in quotation marks, or up to one of `ends`, without the blanks around.
  std::string take_cell(std::string_view ends, bool& quoted);

 private:
  void skip_blanks();
  std::string take_first(std::size_t size);
  std::string take_quoted();

  std::string_view rest_;
};

/// A column of an ARFF file.
struct ArffAttribute {
  enum class Kind : std::uint8_t { number, classes, text, date };
  std::string name;
  Kind kind = Kind::text;
  std::vector<std::string> classes = {};
  std::string date_format = {};
};

/// The rest of a line that begins with @attribute. Throws ArffProblem.
[[nodiscard]] ArffAttribute read_arff_attribute(ArffWords& words);

/// A cell of that attribute, empty if it is missing. Throws ArffProblem if the attribute cannot have it.
[[nodiscard]] std::string checked_arff_cell(std::string cell, bool quoted, const ArffAttribute& attribute);

}  // namespace saem::detail
