#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "saem/data/table.h"
#include "saem/data/tables/csv_scanner.h"

namespace saem::detail {

/// True if the first of these rows has the names of the columns. @param text  that the cells lie in.
[[nodiscard]] bool is_header(const std::string& text, std::span<const CsvRecord> rows);

/// The first line of a table as scikit-learn keeps them: "150,4,setosa,versicolor,virginica".
struct ScikitLine {
  std::int64_t rows = 0;
  std::size_t columns = 0;           ///< with the target, which is the last
  std::vector<std::string> classes;  ///< their names, in the order of the numbers; none for a regression
  bool names_follow = false;         ///< on the second line
};
[[nodiscard]] std::optional<ScikitLine> scikit_line(const std::string& text, std::span<const CsvRecord> rows);

/// Replaces the numbers in the last column by the names of the classes, and notes it. Nothing happens if one
/// is not the number of a class.
void name_classes(Table& table, const std::vector<std::string>& classes);

/// Gives each column a name of its own, and notes which had none or one that another has.
void make_names_unique(Table& table);

/// Notes of columns without a name in the header what lies in them.
void note_unnamed_columns(Table& table, const std::vector<std::string>& header);

}  // namespace saem::detail
