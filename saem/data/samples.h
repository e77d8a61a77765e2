#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "saem/core/array.h"
#include "saem/data/text_column.h"

namespace saem {

/// Recordings, one for each example: float32 (steps, channels), each of its own length; NaN where a value is
/// missing.
struct SeriesColumn {
  std::vector<Array> values;
  std::vector<std::string> channels;  ///< "x", "y", "z"; "1", "2", … where the file has no names
};

/// Files, one for each example, read when they are needed.
struct FileColumn {
  enum class Kind : std::uint8_t { picture, sound };
  Kind kind = Kind::picture;
  std::vector<std::filesystem::path> files;
};

/// Numbers, one array for all examples: (n, …).
struct ArrayColumn {
  Array values;
};

/// Which part of the data an example belongs to.
enum class Part : std::uint8_t { train, validation, test };

/// What was found in a person's data, of whatever layout, before anything is decided: named columns with a
/// value for each example.
struct Samples {
  using Values = std::variant<TextColumn, SeriesColumn, FileColumn, ArrayColumn>;
  struct Column {
    std::string name;
    Values values;
  };

  std::string name;                  ///< for messages and reports: "housing.csv"
  std::vector<Column> columns = {};  ///< of as many examples each; unique names
  std::string target = {};           ///< the column with the answer, where the layout says so; else empty
  std::vector<std::string> classes = {};  ///< of the target, in the order that the data have them; or empty
  std::vector<Part> parts = {};           ///< of each example, if the data come divided; else empty
  std::vector<std::string> groups = {};   ///< what each example was cut from (a recording); else empty
  std::string group_name =
      {};  ///< what a group is, as --group may call it: "speaker"; empty if there is none
  std::vector<std::string> places = {};  ///< of each example, for messages: "line 12", "cats/3.jpg"
  std::vector<std::string> notes = {};   ///< what was found out, for people: "separator ';'"

  [[nodiscard]] std::int64_t size() const;
  /// The number of a column, or -1.
  [[nodiscard]] int find(std::string_view column) const;
  /// Throws ValueError, with the nearest name, if there is none.
  [[nodiscard]] const Column& column(std::string_view column) const;
  /// The examples with these indices. Throws ValueError for one outside.
  [[nodiscard]] Samples take(std::span<const std::int64_t> indices) const;
};

}  // namespace saem
