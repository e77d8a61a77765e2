#include "saem/cli/search_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "saem/cli/task_file_keys.h"
#include "saem/cli/task_file_values.h"
#include "saem/cli/train_settings.h"
#include "saem/cli/usage_error.h"
#include "saem/core/random.h"

namespace saem::cli {
namespace {

using Type = OptionInfo::Type;
using Kind = TomlValue::Kind;

constexpr std::uint64_t search_stream = std::uint64_t{0x7C4E} << 32;

/// Sections whose options say how something is learned, and not what or how it is measured.
bool can_be_searched(const TaskFileKey& key) {
  constexpr std::array<std::string_view, 3> sections{"preprocessing", "model", "training"};
  constexpr std::array<std::string_view, 5> fixed{"ensemble", "time-budget", "memory-budget", "deterministic",
                                                  "precision"};
  return std::ranges::find(sections, key.section) != sections.end() &&
         std::ranges::find(fixed, key.option) == fixed.end();
}

const TaskFileKey* find_key(std::string_view name) {
  const auto keys = task_file_keys();
  const auto found =
      std::ranges::find_if(keys, [&](const TaskFileKey& k) { return can_be_searched(k) && k.key() == name; });
  return found == keys.end() ? nullptr : &*found;
}

class RangeReader {
 public:
  RangeReader(const TomlEntry& entry, const std::filesystem::path& path, const OptionTable& table)
      : entry_(entry), path_(path) {
    const TaskFileKey* key = find_key(entry.key);
    const auto info = key == nullptr ? table.end() : std::ranges::find(table, key->option, &OptionInfo::name);
    if (info == table.end()) refuse_key();
    info_ = &*info;
    range_.option = info_->name;
  }

  SearchRange read() {
    if (entry_.value.kind == Kind::array) {
      read_choices();
    } else if (entry_.value.kind == Kind::table) {
      read_interval();
    } else {
      refuse(entry_.value,
             fmt::format("expected a list of values or a range, received {}", toml_received(entry_.value)),
             "For example width = [64, 128], or dropout = {low = 0, high = 0.5}. A value that is always the "
             "same stands in its own section.");
    }
    return std::move(range_);
  }

 private:
  [[nodiscard]] std::string origin(const TomlValue& value) const {
    return fmt::format("{}: {}", toml_place(path_.string(), value.line, value.column), entry_.key);
  }
  [[noreturn]] void refuse(const TomlValue& value, const std::string& problem,
                           const std::string& advice) const {
    fail<UsageError>({origin(value), problem, "", advice});
  }

  [[noreturn]] void refuse_key() const {
    std::vector<std::string> names = tune_keys();
    for (const TaskFileKey& key : task_file_keys()) {
      if (can_be_searched(key)) names.push_back(key.key());
    }
    fail<UsageError>(
        {fmt::format("{}: {}", toml_place(path_.string(), entry_.line, entry_.column), entry_.key),
         "is nothing that can be searched", "",
         suggestion(entry_.key, names, fmt::format("[tune] has {}.", fmt::join(names, ", ")))});
  }

  /// The value as a word, if the option takes it.
  [[nodiscard]] std::string word(const TomlValue& value) const {
    const std::optional<std::string> text = toml_word(value, info_->type);
    if (!text)
      refuse(value,
             fmt::format("expected {}, received {}", toml_expectation(info_->type), toml_received(value)),
             "");
    TrainSettings settings;
    Arguments arguments({});
    declare_train_settings(arguments, settings);
    arguments.preset(info_->name, *text, origin(value));
    return *text;
  }

  void read_choices() {
    for (const TomlValue& item : entry_.value.items) {
      std::string text = word(item);
      if (std::ranges::find(range_.choices, text) != range_.choices.end())
        refuse(item, fmt::format("{} stands in the list twice", text), "Leave one of them out.");
      range_.choices.push_back(std::move(text));
    }
    if (range_.choices.empty()) refuse(entry_.value, "expected values, received an empty list", "");
  }

  void read_interval() {
    if (info_->type != Type::integer && info_->type != Type::number)
      refuse(entry_.value, "has no lowest and highest value", "Give a list of values: [\"…\", \"…\"].");
    range_.whole = info_->type == Type::integer;
    for (const TomlEntry& part : entry_.value.entries) {
      const TomlValue& value = part.value;
      if (part.key == "low" || part.key == "high") {
        static_cast<void>(word(value));
        (part.key == "low" ? range_.low : range_.high) =
            value.kind == Kind::integer ? static_cast<double>(value.integer) : value.number;
      } else if (part.key == "scale" && value.kind == Kind::text &&
                 (value.text == "log" || value.text == "linear")) {
        range_.log = value.text == "log";
      } else if (part.key == "scale") {
        refuse(value, fmt::format("expected \"linear\" or \"log\", received {}", toml_received(value)), "");
      } else {
        refuse(value, fmt::format("a range has no '{}'", part.key), "It has low, high and scale.");
      }
    }
    for (const char* end : {"low", "high"}) {
      if (entry_.value.find(end) == nullptr)
        refuse(entry_.value, fmt::format("a range needs low and high, but there is no {}", end), "");
    }
    if (range_.low >= range_.high)
      refuse(entry_.value,
             fmt::format("expected low below high, received {} and {}", range_.low, range_.high), "");
    if (range_.log && range_.low <= 0)
      refuse(entry_.value, fmt::format("has a logarithmic scale, but low is {}", range_.low),
             "Give a low above 0, or scale = \"linear\".");
  }

  const TomlEntry& entry_;
  const std::filesystem::path& path_;
  const OptionInfo* info_ = nullptr;
  SearchRange range_;
};

std::string draw(const SearchRange& range, Generator& random) {
  if (!range.choices.empty()) {
    const std::int64_t which = random.integer(static_cast<std::int64_t>(range.choices.size()));
    return range.choices[static_cast<std::size_t>(which)];
  }
  // Of whole numbers, each has its share up to the next one.
  const double above = range.high + (range.whole ? 1 : 0);
  double value = range.log ? std::exp(random.uniform(std::log(range.low), std::log(above)))
                           : random.uniform(range.low, above);
  if (range.whole) {
    value = std::clamp(std::floor(value), range.low, range.high);
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }
  const std::string text = fmt::format("{:.4g}", value);  // more digits say nothing
  const double rounded = std::stod(text);
  return rounded < range.low || rounded > range.high ? fmt::format("{}", value) : text;
}

TomlValue number_value(double number, bool whole) {
  TomlValue value;
  value.kind = whole ? Kind::integer : Kind::number;
  value.integer = whole ? static_cast<std::int64_t>(number) : 0;
  value.number = number;
  return value;
}

TomlValue text_value(const std::string& text) {
  TomlValue value;
  value.kind = Kind::text;
  value.text = text;
  return value;
}

/// A word of an option as a value of a task file.
TomlValue value_of_word(const std::string& word, Type type) {
  if (type == Type::integer) return number_value(static_cast<double>(std::stoll(word)), true);
  if (type == Type::number) return number_value(std::stod(word), false);
  if (type != Type::flag) return text_value(word);
  TomlValue value;
  value.kind = Kind::boolean;
  value.boolean = word == "true";
  return value;
}

}  // namespace

const std::vector<std::string>& tune_keys() {
  static const std::vector<std::string> names{"method", "trials", "metric", "parallel", "time_budget"};
  return names;
}

SearchSpace parse_search_space(const TomlValue& tune, const std::filesystem::path& path,
                               const OptionTable& table) {
  SearchSpace space;
  for (const TomlEntry& entry : tune.entries) {
    if (std::ranges::find(tune_keys(), entry.key) == tune_keys().end())
      space.push_back(RangeReader(entry, path, table).read());
  }
  return space;
}

SearchSpace usual_search_space(bool is_task) {
  if (!is_task) {
    return {{.option = "optimizer", .choices = {"adam", "adamw", "nadam"}},
            {.option = "learning-rate", .choices = {}, .low = 3e-4, .high = 1e-2, .log = true},
            {.option = "batch-size", .choices = {"32", "64", "128", "256"}}};
  }
  return {{.option = "learning-rate", .choices = {}, .low = 1e-4, .high = 1e-2, .log = true},
          {.option = "batch-size", .choices = {"16", "32", "64", "128"}},
          {.option = "width", .choices = {"64", "128", "256", "512"}},
          {.option = "depth", .choices = {"1", "2", "3"}},
          {.option = "dropout", .choices = {}, .low = 0, .high = 0.5}};
}

std::vector<Configuration> draw_configurations(const SearchSpace& space, std::int64_t count,
                                               std::uint64_t seed) {
  constexpr int attempts = 1000;  // for one that is not there yet
  std::vector<Configuration> all;
  for (std::int64_t number = 0; number < count; ++number) {
    Generator random(seed, search_stream + static_cast<std::uint64_t>(number));
    bool is_new = false;
    for (int attempt = 0; attempt < attempts && !is_new; ++attempt) {
      Configuration drawn;
      for (const SearchRange& range : space) drawn.emplace_back(range.option, draw(range, random));
      is_new = std::ranges::find(all, drawn) == all.end();
      if (is_new) all.push_back(std::move(drawn));
    }
    if (!is_new) break;
  }
  return all;
}

TomlEntry to_toml(const SearchRange& range, const OptionTable& table) {
  const auto key = std::ranges::find(task_file_keys(), range.option, &TaskFileKey::option);
  const Type type = std::ranges::find(table, range.option, &OptionInfo::name)->type;
  TomlEntry entry{.key = key->key()};
  if (!range.choices.empty()) {
    entry.value.kind = Kind::array;
    for (const std::string& word : range.choices) entry.value.items.push_back(value_of_word(word, type));
    return entry;
  }
  entry.value.entries.push_back({.key = "low", .value = number_value(range.low, range.whole)});
  entry.value.entries.push_back({.key = "high", .value = number_value(range.high, range.whole)});
  if (range.log) entry.value.entries.push_back({.key = "scale", .value = text_value("log")});
  return entry;
}

}  // namespace saem::cli
