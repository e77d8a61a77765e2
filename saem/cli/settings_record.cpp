// TrainSettings in run.json: what `saem resume` and `saem runs verify` read back.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "saem/cli/commands.h"
#include "saem/cli/train_settings.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

/// What says where a run is and how it is told, and decides nothing.
constexpr std::array<std::string_view, 6> of_the_call{"out", "force", "threads", "verbose", "json", "quiet"};

bool is_recorded(std::string_view option) {
  return option != "help" && std::ranges::find(of_the_call, option) == of_the_call.end();
}

std::string key_of(std::string option) {
  std::ranges::replace(option, '-', '_');
  return option;
}

Json value_of(const OptionInfo& option, const std::vector<std::string>& values) {
  using Type = OptionInfo::Type;
  if (option.type == Type::texts) return values;
  if (option.type == Type::flag) return !values.empty();
  if (values.empty()) return nullptr;
  if (option.type == Type::integer) return std::stoll(values[0]);
  if (option.type == Type::number) return std::stod(values[0]);
  return values[0];
}

/// As words of a command line have it.
std::string text_of(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

Json to_record(const TrainSettings& settings, double learning_rate) {
  TrainSettings s = settings;
  s.learning_rate = learning_rate;
  s.find_learning_rate = false;  // it is found
  Arguments arguments(train_command().text);
  declare_train_settings(arguments, s);
  Json record{{"data", s.data}};
  for (const Arguments::Setting& setting : arguments.settings()) {
    if (!is_recorded(setting.name)) continue;
    const auto option = std::ranges::find(arguments.table(), setting.name, &OptionInfo::name);
    record[key_of(setting.name)] = value_of(*option, setting.values);
  }
  record["threads"] = thread_count();
  return record;
}

TrainSettings from_record(const nlohmann::json& record) {
  TrainSettings settings;
  Arguments arguments(train_command().text);
  declare_train_settings(arguments, settings);
  settings.data = record.at("data").get<std::string>();
  for (const OptionInfo& option : arguments.table()) {
    if (is_word(option) || !is_recorded(option.name)) continue;
    const nlohmann::json& value = record.at(key_of(option.name));
    if (value.is_null()) continue;
    if (!value.is_array()) {
      arguments.preset(option.name, text_of(value), "run.json: " + key_of(option.name));
      continue;
    }
    for (const nlohmann::json& each : value)
      arguments.preset(option.name, text_of(each), "run.json: " + key_of(option.name));
  }
  return settings;
}

}  // namespace saem::cli
