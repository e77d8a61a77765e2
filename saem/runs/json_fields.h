#pragma once

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace saem::runs {

/// Records of runs are read tolerantly: other versions of saem wrote other fields, and people edit them. What
/// is not there, or is of another type, is empty.
using Json = nlohmann::ordered_json;
using FieldPath = std::initializer_list<const char*>;

/// The field, or null where there is none.
[[nodiscard]] const Json* find_field(const Json& json, FieldPath path);
/// A text as it is, a number or truth value as JSON writes it; empty for anything else.
[[nodiscard]] std::string text_field(const Json& json, FieldPath path);
/// A finite number.
[[nodiscard]] std::optional<double> number_field(const Json& json, FieldPath path);
/// A whole number that a double holds exactly; 0 for anything else.
[[nodiscard]] std::int64_t count_field(const Json& json, FieldPath path);
/// The texts in a list, without what is none.
[[nodiscard]] std::vector<std::string> texts_field(const Json& json, FieldPath path);

/// A file's JSON object; null if it is none, and then a clause in `problem`: "run.json is no JSON: cut off,
/// or damaged". A file that is not there gives null and no problem.
[[nodiscard]] Json read_object(const std::filesystem::path& file, std::string& problem);

/// What of an exception fits into a line: its first, without the file's path.
[[nodiscard]] std::string first_line(const std::exception& error, const std::filesystem::path& file);

}  // namespace saem::runs
