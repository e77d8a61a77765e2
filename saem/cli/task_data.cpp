#include "saem/cli/task_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/cli/usage_error.h"
#include "saem/core/parse_json.h"
#include "saem/data/datasets.h"
#include "saem/data/public_sets/public_sets.h"
#include "saem/data/series/read_windows.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Fewer examples than this are not worth dividing further: all are learned from.
constexpr std::int64_t least_to_watch = 300;

void refuse_options_without_window(const TaskSettings& s) {
  const auto refuse = [](bool given, const char* option) {
    if (!given) return;
    fail<UsageError>({.place = fmt::format("--{}", option),
                      .problem = "says how long recordings are cut into windows, and there is no --window",
                      .context = "",
                      .advice = "Give the steps of a window too, for example --window 80."});
  };
  refuse(s.step > 0, "step");
  refuse(!s.subject.empty(), "subject");
  refuse(!s.time_column.empty(), "time-column");
}

[[noreturn]] void ask_for_window(const std::string& data) {
  fail<UsageError>(
      {.place = data,
       .problem =
           "has long recordings in it, and it was not said how long the windows are that they are cut into",
       .context = "WISDM's raw text: a row for each step, several activities in a recording",
       .advice =
           "Give their steps, for example --window 80 --step 40: 4 seconds at 20 Hz, half of them shared."});
}

/// A table that looks like recordings is no reason to stop, but one to say it.
void note_recordings(Samples& samples) {
  std::vector<std::string> names;
  for (const Samples::Column& c : samples.columns) {
    if (!std::holds_alternative<TextColumn>(c.values)) return;
    names.push_back(c.name);
  }
  const RecordingGuess guess = guess_recording_columns(names);
  if (guess.subject.empty() || guess.time.empty()) return;
  samples.notes.push_back(fmt::format(
      "'{}' and '{}' look like recordings, a row for each step: --window 80 cuts them into windows, "
      "--group {} keeps their rows on one side",
      guess.subject, guess.time, guess.subject));
}

/// Whether a column may name files: of a model, if it takes it so; else unless something else was said of it.
bool may_name_files(const TaskSettings& s, const std::string& column) {
  const auto has = [&](const std::vector<std::string>& columns) {
    return std::ranges::find(columns, column) != columns.end();
  };
  if (s.of_files) return has(*s.of_files);
  return !has(s.ignored) && std::ranges::none_of(s.kinds, [&](const std::string& kind) {
    return kind.starts_with(column + "=") && kind != column + "=picture" && kind != column + "=sound";
  });
}

ReaderResult read_whole(const std::string& data, const TaskSettings& s, OnBadSample rule,
                        bool answers_needed) {
  if (is_sample_data(data)) {
    return read_samples(data, {.on_bad_sample = rule,
                               .csv = csv_options(s),
                               .may_name_files = [&](const std::string& c) { return may_name_files(s, c); },
                               .answers_needed = answers_needed});
  }
  std::error_code error;
  const std::vector<std::string> known = datasets::names();
  std::string name = data;
  std::ranges::replace(name, '_', '-');
  const bool is_known = std::ranges::find(known, name) != known.end();
  if (is_known || std::filesystem::exists(data, error)) return {datasets::load_samples(data), {}};
  std::vector<std::string> sets;
  for (const PublicSet& set : public_sets()) sets.emplace_back(set.name);
  const std::string_view near = nearest_name(name, sets);
  fail<UsageError>({.place = data,
                    .problem = "is neither a file, a folder nor the name of a set of data",
                    .context = "",
                    .advice = near.empty() ? "Give a path, or one of the names that saem data list shows."
                                           : fmt::format("Did you mean '{}'? See saem data list.", near)});
}

}  // namespace

std::string reading_note(const TaskSettings& s, const std::string& target) {
  Json json;
  if (s.window > 0) {
    json = {{"window", s.window},    {"step", s.step},       {"subject", s.subject},
            {"time", s.time_column}, {"ignored", s.ignored}, {"target", target}};
  }
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  add("separator", s.separator);
  add("header", s.header);
  add("encoding", s.encoding);
  return json.is_null() ? "" : json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TaskSettings read_reading_note(const std::string& note, const std::string& place) {
  TaskSettings s;
  if (note.empty()) return s;
  try {
    const auto json = parse_json(note);
    s.separator = json.value("separator", "");
    s.header = json.value("header", "");
    s.encoding = json.value("encoding", "");
    if (!json.contains("window")) return s;
    s.window = json.at("window").get<std::int64_t>();
    s.step = json.at("step").get<std::int64_t>();
    s.subject = json.at("subject").get<std::string>();
    s.time_column = json.at("time").get<std::string>();
    s.ignored = json.at("ignored").get<std::vector<std::string>>();
    s.targets = {json.at("target").get<std::string>()};
    if (s.window >= 2 && s.step >= 0) return s;
  } catch (const nlohmann::json::exception&) {  // answered below
  }
  fail<FileError>({place, "how its data are read cannot be read", "",
                   "Train the model again with saem train, or use a newer saem."});
}

ReaderResult read_task_data(const std::string& data, const TaskSettings& s, bool answers_needed) {
  const OnBadSample rule = s.on_bad_sample == "skip" ? OnBadSample::skip : OnBadSample::stop;
  ReaderResult result;
  if (s.window > 0) {
    if (s.targets.size() > 1) {
      fail<UsageError>({.place = "--target",
                        .problem = "windows have one answer, received several targets",
                        .context = "",
                        .advice = "Give one of them."});
    }
    const PublicSet* set = std::filesystem::exists(data) ? nullptr : find_public_set(data);
    result = read_windows(
        set == nullptr ? std::filesystem::path(data) : public_data(*set),
        {.subject = s.subject,
         .time = s.time_column,
         .label = s.targets.empty() ? "" : s.targets.front(),
         .ignored = s.ignored,
         .label_needed = answers_needed,
         .csv = csv_options(s)},
        {.length = s.window,
         .step = s.step,
         .short_recordings = rule == OnBadSample::skip ? ShortRecordings::skip : ShortRecordings::stop,
         .repeated_times = rule == OnBadSample::skip ? RepeatedTimes::mean : RepeatedTimes::few},
        rule);
  } else {
    refuse_options_without_window(s);
    if (is_wisdm_file(data)) ask_for_window(data);
    result = read_whole(data, s, rule, answers_needed);
    if (s.group.empty() && s.time.empty()) note_recordings(result.samples);
  }
  if (s.group == no_group && !result.samples.groups.empty()) {
    result.samples.notes.push_back(
        fmt::format("{}s are on both sides of the division, as asked",
                    result.samples.group_name.empty() ? "recording" : result.samples.group_name));
    result.samples.groups.clear();
  }
  if (s.parts == "ignore" && !result.samples.parts.empty()) {
    result.samples.parts.clear();
    result.samples.notes.emplace_back("the division that the data bring does not count, as asked");
  }
  return result;
}

void leave_out_bad_cells(ReaderResult& data, const std::vector<BadCell>& bad, const TaskSettings& settings) {
  if (bad.empty()) return;
  SkippedSamples skipped(settings.on_bad_sample == "skip" ? OnBadSample::skip : OnBadSample::stop);
  std::vector<bool> is_bad(static_cast<std::size_t>(data.samples.size()), false);
  for (const BadCell& cell : bad) {
    Message message = cell.message;
    if (settings.on_bad_sample != "skip" && bad.size() > 1)
      message.context = fmt::format("the first of {} such examples", bad.size());
    skipped.add(message);
    is_bad[static_cast<std::size_t>(cell.example)] = true;
  }
  std::vector<std::int64_t> good;
  for (std::size_t i = 0; i < is_bad.size(); ++i) {
    if (!is_bad[i]) good.push_back(static_cast<std::int64_t>(i));
  }
  data.samples = data.samples.take(good);
  for (std::string& line : skipped.take()) data.skipped.push_back(std::move(line));
}

TaskWishes task_wishes(const TaskSettings& s, const Samples& samples) {
  TaskWishes wishes{.targets = s.targets};
  // Of windows, the columns of the table became channels.
  if (s.window > 0) {
    wishes.targets.clear();
  } else {
    wishes.ignored = s.ignored;
  }
  if (s.task == "classification") wishes.target_kind = "classes";
  if (s.task == "regression") wishes.target_kind = "value";
  if (s.task == "multi-label") wishes.target_kind = "labels";
  if (s.task == "anomaly") wishes.target_kind = "anomaly";
  wishes.normal = s.normal;
  for (const std::string& text : s.kinds) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
      fail<UsageError>({.place = "--kind",
                        .problem = fmt::format("expected COLUMN=KIND, received '{}'", text),
                        .context = "",
                        .advice = "For example --kind zip=category."});
    }
    wishes.kinds[text.substr(0, equals)] = text.substr(equals + 1);
  }
  // A column that examples are divided by is no part of them, unless somebody says so.
  for (const std::string& column : {s.group_column(), s.time}) {
    if (column.empty() || wishes.kinds.contains(column)) continue;
    if (std::ranges::find(s.targets, column) != s.targets.end()) continue;
    const bool is_group_name = !samples.groups.empty() && column == samples.group_name;
    if (samples.find(column) >= 0 || !is_group_name) wishes.ignored.push_back(column);
  }
  return wishes;
}

SplitOptions task_split_options(const TaskSettings& s, const Samples& samples,
                                std::optional<double> validation) {
  SplitOptions o{.group = s.group_column(), .time = s.time, .blocks = s.blocks};
  if (s.test) o.test = *s.test;
  const std::int64_t learned_from =
      samples.parts.empty() ? samples.size() : std::ranges::count(samples.parts, Part::train);
  o.validation = validation.value_or(learned_from < least_to_watch ? 0 : 0.1);
  return o;
}

}  // namespace saem::cli
