#pragma once

#include <string>
#include <vector>

namespace saem::cli {

/// A table of plain text: columns as wide as they need, two spaces between them.
class TextTable {
 public:
  /// A column whose heading begins with a space is aligned to the right.
  explicit TextTable(std::vector<std::string> headings);
  /// Cells are made printable. A row may be short.
  void add(std::vector<std::string> cells);
  /// Each line indented. Columns that are empty in all rows are left out, with their headings.
  [[nodiscard]] std::string to_string(std::size_t indent = 0) const;

 private:
  std::vector<std::string> headings_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace saem::cli
