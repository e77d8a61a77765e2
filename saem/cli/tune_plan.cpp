#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "saem/cli/commands.h"
#include "saem/cli/task_data.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_file_keys.h"
#include "saem/cli/task_file_settings.h"
#include "saem/cli/task_file_values.h"
#include "saem/cli/tune.h"
#include "saem/cli/usage_error.h"
#include "saem/data/read_samples.h"
#include "saem/runs/shell_argument.h"

namespace saem::cli {
namespace {

[[noreturn]] void refuse_tune(const std::string& option, const std::string& problem,
                              const std::string& advice) {
  fail<UsageError>({"tune: " + option, problem, "", advice});
}

bool is_given(const TuneSettings& settings, std::string_view option) {
  return std::ranges::find(settings.train.given, option) != settings.train.given.end();
}

std::string tune_command_line(Words words) {
  std::string line = "saem tune";
  for (const std::string& word : words) line += " " + runs::shell_argument(word);
  return line;
}

/// [tune] has `time_budget` where the command line has --tune-time.
std::string option_of_key(const std::string& key) { return key == "time_budget" ? "tune-time" : key; }

/// What [tune] says of the search itself.
void preset_search(const TaskFile& file, Arguments& arguments) {
  for (const TomlEntry& entry : file.tune->entries) {
    if (std::ranges::find(tune_keys(), entry.key) == tune_keys().end()) continue;
    const std::string option = option_of_key(entry.key);
    const std::string origin =
        fmt::format("{}: {}", toml_place(file.path.string(), entry.line, entry.column), entry.key);
    const OptionInfo& info = *std::ranges::find(arguments.table(), option, &OptionInfo::name);
    const std::optional<std::string> word = toml_word(entry.value, info.type);
    if (!word)
      fail<UsageError>(
          {origin,
           fmt::format("expected {}, received {}", toml_expectation(info.type), toml_received(entry.value)),
           "", ""});
    arguments.preset(option, *word, origin);
  }
}

/// The words over the task file, if there is one; and its ranges.
TuneSettings settled(const TuneSettings& given, Words words, SearchSpace& space) {
  if (!is_task_file(given.train.data)) return given;
  const Command command = tune_command();
  TuneSettings settings;
  Arguments arguments(command.text);
  declare_tune_settings(arguments, settings);
  const OptionTable table = train_command().table();
  const TaskFile file = read_task_file(task_file_of(given.train.data), table);
  if (file.tune) {
    preset_search(file, arguments);
    space = parse_search_space(*file.tune, file.path, table);
  }
  apply_task_file(file, given.train, words, arguments, settings.train);
  return settings;
}

void refuse_what_a_search_cannot_change(const TuneSettings& given) {
  constexpr std::array<std::string_view, 8> can_change{"resume", "trials", "parallel",  "threads",
                                                       "json",   "quiet",  "tune-time", "verbose"};
  for (const std::string& option : given.train.given) {
    if (std::ranges::find(can_change, option) == can_change.end())
      refuse_tune("--" + option, "a search that goes on has the settings that it began with",
                  "Leave it out, or begin a search in another folder.");
  }
}

std::vector<Bracket> brackets_of(const TuneSettings& s) {
  if (s.method == "random") return {{{s.trials, 0}}};
  if (is_given(s, "trials"))
    refuse_tune("--trials", "Hyperband says itself how many trials there are",
                "Leave it out, or choose --method random. More --epochs give more trials.");
  return hyperband_brackets(is_given(s, "epochs") ? s.train.epochs : hyperband_epochs);
}

}  // namespace

TunePlan plan_search(const TuneSettings& given, Words words) {
  if (given.resume) refuse_what_a_search_cannot_change(given);
  TunePlan plan;
  plan.settings = settled(given, words, plan.space);
  TuneSettings& s = plan.settings;
  if (s.train.data == "-")
    refuse_tune("DATA", "each trial reads the data, but the standard input can be read once",
                "Write them into a file first.");
  if (!s.train.validation) {
    s.train.validation = tune_validation;
    s.train.given.emplace_back("validation");
  }
  if (*s.train.validation == 0)
    refuse_tune("--validation", "trials are compared on validation data, but there are none",
                "Leave it out, or give a share such as 0.2.");
  // What is wrong with the data or the columns is said at once, and not by each trial.
  const Samples samples = read_task_data(s.train.data, s.train.task).samples;
  static_cast<void>(find_task(samples, task_wishes(s.train.task, samples)));
  if (plan.space.empty()) plan.space = usual_search_space(is_sample_data(s.train.data));
  // What is said on the command line is not searched.
  std::erase_if(plan.space, [&](const SearchRange& r) { return is_given(s, r.option); });
  if (plan.space.empty())
    refuse_tune("DATA", "there is nothing to search: every range has a fixed value",
                "Give ranges in the [tune] section of a saem.toml.");
  if (s.method == "hyperband" &&
      std::ranges::find(plan.space, "epochs", &SearchRange::option) != plan.space.end())
    refuse_tune("epochs", "Hyperband chooses the epochs itself: they cannot be searched too",
                "Take the range out of [tune]; [training] epochs says the most.");
  plan.brackets = brackets_of(s);
  std::int64_t count = 0;
  for (const Bracket& bracket : plan.brackets) count += bracket.front().configurations;
  const auto seed = static_cast<std::uint64_t>(s.train.seed);
  plan.configurations = draw_configurations(plan.space, count, seed);
  plan.state = {.status = "running",
                .command = tune_command_line(words),
                .method = s.method,
                .metric = s.metric,
                .seed = seed,
                .smaller_is_better = smaller_is_better(s.metric),
                .trials = {},
                .best = {}};
  return plan;
}

std::string tune_task_file(const TunePlan& plan) {
  const OptionTable table = train_command().table();
  TomlValue tune;
  TuneSettings copy = plan.settings;
  Arguments arguments(tune_command().text);
  declare_tune_settings(arguments, copy);
  for (const Arguments::Setting& setting : arguments.settings()) {
    const auto key = std::ranges::find(tune_keys(), setting.name, option_of_key);
    const bool is_chosen_by_method = setting.name == "trials" && copy.method == "hyperband";
    if (key == tune_keys().end() || setting.values.empty() || is_chosen_by_method) continue;
    TomlValue value;
    value.kind = TomlValue::Kind::text;
    value.text = setting.values.front();
    if (setting.name == "trials" || setting.name == "parallel") {
      value.kind = TomlValue::Kind::integer;
      value.integer = std::stoll(setting.values.front());
    }
    tune.entries.push_back({.key = *key, .value = value});
  }
  for (const SearchRange& range : plan.space) tune.entries.push_back(to_toml(range, table));
  // What was not asked for is found out by each trial.
  std::vector<std::string> unused;
  for (const OptionInfo& info : table) {
    if (!is_given(plan.settings, info.name)) unused.push_back(info.name);
  }
  return write_task_file(
      {.settings = plan.settings.train, .folder = plan.folder, .unused = unused, .tune = &tune});
}

}  // namespace saem::cli
