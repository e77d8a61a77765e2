#include "saem/runs/json_fields.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parse_json.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_record = std::size_t{1} << 27;

}  // namespace

const Json* find_field(const Json& json, FieldPath path) {
  const Json* at = &json;
  for (const char* key : path) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(key);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string text_field(const Json& json, FieldPath path) {
  const Json* field = find_field(json, path);
  if (field == nullptr || field->is_null() || field->is_structured()) return {};
  return field->is_string() ? field->get<std::string>()
                            : field->dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<double> number_field(const Json& json, FieldPath path) {
  const Json* field = find_field(json, path);
  if (field == nullptr || !field->is_number()) return std::nullopt;
  const double value = field->get<double>();
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::int64_t count_field(const Json& json, FieldPath path) {
  constexpr double largest = 9007199254740992;  // 2⁵³
  const double value = number_field(json, path).value_or(0);
  return std::abs(value) <= largest ? static_cast<std::int64_t>(value) : 0;
}

std::vector<std::string> texts_field(const Json& json, FieldPath path) {
  std::vector<std::string> texts;
  const Json* field = find_field(json, path);
  if (field == nullptr || !field->is_array()) return texts;
  for (const Json& text : *field) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

Json read_object(const fs::path& file, std::string& problem) {
  const std::string name = file.filename().string();
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return nullptr;
  if (!error && status.type() != fs::file_type::regular) {  // reading a pipe would wait for ever
    problem = name + " is not a file";
    return nullptr;
  }
  try {
    Json json = parse_json<Json>(read_file(file, largest_record));
    if (json.is_object()) return json;
    problem = name + (json.is_discarded() ? " is no JSON: cut off, or damaged" : " is not a JSON object");
  } catch (const Error& e) {
    problem = fmt::format("{} {}", name, first_line(e, file));
  }
  return nullptr;
}

std::string first_line(const std::exception& error, const fs::path& file) {
  std::string text = error.what();
  text = text.substr(0, text.find('\n'));
  std::error_code ignored;
  for (const fs::path& path : {fs::absolute(file, ignored), file}) {
    const std::string start = path.string() + ": ";
    if (text.starts_with(start)) text = text.substr(start.size());
  }
  return text;
}

}  // namespace saem::runs
