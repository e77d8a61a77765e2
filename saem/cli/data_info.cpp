#include "saem/cli/data_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "saem/cli/task_checks.h"
#include "saem/cli/task_data.h"
#include "saem/data/facts/unusual_values.h"
#include "saem/data/series/read_windows.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/tables/text_counts.h"
#include "saem/report/text.h"
#include "saem/task/bad_cells.h"
#include "saem/task/class_order.h"

namespace saem::cli {
namespace {

using detail::with_separators;

std::string plural(std::int64_t n, const std::string& what) {
  return fmt::format("{} {}{}", with_separators(n), what, n == 1 ? "" : "s");
}

std::string layout_of(const Samples& samples) {
  const std::string columns = plural(static_cast<std::int64_t>(samples.columns.size()), "column");
  for (const Samples::Column& column : samples.columns) {
    if (std::holds_alternative<SeriesColumn>(column.values)) return plural(samples.size(), "recording");
    if (const auto* files = std::get_if<FileColumn>(&column.values))
      return plural(samples.size(), files->kind == FileColumn::Kind::picture ? "picture" : "sound");
    if (const auto* array = std::get_if<ArrayColumn>(&column.values))
      return plural(samples.size(), array->values.shape().rank() >= 3 ? "picture" : "array");
  }
  const bool is_text = samples.columns.size() == 2 && samples.find("text") >= 0 && !samples.target.empty();
  if (is_text) return plural(samples.size(), "text");
  return fmt::format("a table of {} and {}", plural(samples.size(), "row"), columns);
}

/// Reads all that can be read. Long recordings are looked at as they are.
ReaderResult read_all(const DataInfoSettings& settings) {
  TaskSettings task = settings.task;
  task.on_bad_sample = "skip";
  if (task.window > 0 || !is_wisdm_file(settings.data)) return read_task_data(settings.data, task);
  ReaderResult whole = cut_windows(read_wisdm(settings.data, OnBadSample::skip), {});
  whole.samples.notes.emplace_back(
      "long recordings of several activities: --window 80 --step 40 cuts them into windows, as a training "
      "needs");
  return whole;
}

/// What the training would learn, or why it would not.
void find_training(DataInfo& info, const DataInfoSettings& settings) {
  const Samples& samples = info.read.samples;
  // A name that is misspelt is an error; what the data are is none.
  if (settings.task.window == 0)
    for (const std::string& target : settings.task.targets) static_cast<void>(samples.column(target));
  const TaskWishes wishes = task_wishes(settings.task, samples);
  for (const std::string& column : wishes.ignored) static_cast<void>(samples.column(column));
  for (const auto& [column, kind] : wishes.kinds) static_cast<void>(samples.column(column));
  try {
    info.task = find_task(samples, wishes);
    for (const BadCell& cell : bad_cells(samples, *info.task))
      info.unreadable.push_back(cell.message.place + ": " + cell.message.problem);
    require_few_classes(*info.task, samples);
    SplitOptions options = task_split_options(settings.task, samples);
    options.seed = static_cast<std::uint64_t>(settings.seed);
    info.split = make_split(samples, info.task->targets[0], options);
    const bool by_chance =
        options.group.empty() && options.time.empty() && options.blocks == 0 && samples.groups.empty();
    if (by_chance) info.leak = find_order_leak(samples, *info.task);
  } catch (const ValueError& error) {
    info.refusal = error.what();
  } catch (const UnsupportedError& error) {
    info.refusal = error.what();
  }
}

/// What is known of each column before its values are looked at, in their order.
std::vector<ColumnInfo> describe_roles(const DataInfo& info) {
  const Samples& samples = info.read.samples;
  std::unordered_map<std::string_view, const Target*> targets;
  std::unordered_map<std::string_view, const Feature*> features;
  if (info.task) {
    for (const Target& target : info.task->targets) targets.emplace(target.column, &target);
    for (const Feature& feature : info.task->features) features.emplace(feature.column, &feature);
  }
  std::vector<ColumnInfo> columns;
  for (const Samples::Column& c : samples.columns) {
    ColumnInfo column{.name = c.name, .role = "input", .kind = "", .reason = ""};
    if (const auto target = targets.find(c.name); target != targets.end()) {
      column.role = "target";
      column.kind = saem::name(target->second->kind);
      column.reason = target->second->reason;
    } else if (const auto feature = features.find(c.name); feature != features.end()) {
      column.kind = saem::name(feature->second->kind);
      column.reason = feature->second->reason;
      if (feature->second->kind == FeatureKind::ignored) column.role = "left out";
    } else if (!info.task && c.name == samples.target) {
      column.role = "target";
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

/// The columns that are texts, as a table; lines are the numbers of the examples.
Table table_of(const Samples& samples, const std::unordered_set<std::string_view>& wanted) {
  Table table{.names = {}, .columns = {}, .lines = {}, .place = samples.name};
  for (const Samples::Column& column : samples.columns) {
    const auto* texts = std::get_if<TextColumn>(&column.values);
    if (texts == nullptr || !wanted.contains(column.name)) continue;
    table.names.push_back(column.name);
    table.columns.push_back(*texts);
  }
  table.lines.resize(static_cast<std::size_t>(samples.size()));
  std::iota(table.lines.begin(), table.lines.end(), std::int64_t{0});
  return table;
}

struct LookAtValues {
  const DataInfoSettings& settings;
  ColumnInfo& column;
  void operator()(const TextColumn& values) const {
    if (column.kind == "text") {
      column.facts = text_facts(values);
    } else {
      Table one{.names = {column.name}, .columns = {values}, .lines = {}, .place = column.name};
      one.lines.resize(static_cast<std::size_t>(values.size()));
      column.facts = table_facts(one).columns.front();
      if (column.role != "left out") column.unusual = unusual_values(values);
    }
  }
  void operator()(const SeriesColumn& values) const { column.facts = series_facts(values); }
  void operator()(const ArrayColumn& values) const { column.facts = array_facts(values); }
  void operator()(const FileColumn& values) const {
    const FileFactsOptions options{.seconds = settings.all ? 0 : settings.time_budget};
    if (values.kind == FileColumn::Kind::picture) {
      column.facts = picture_facts(values, options);
    } else {
      column.facts = sound_facts(values, options);
    }
  }
};

const FileFacts* file_facts(const ColumnInfo& column) {
  if (const auto* pictures = std::get_if<PictureFacts>(&column.facts)) return pictures;
  return std::get_if<SoundFileFacts>(&column.facts);
}

std::vector<Part> parts_of(const DataInfo& info) {
  if (!info.split) return info.read.samples.parts;
  std::vector<Part> parts(static_cast<std::size_t>(info.read.samples.size()), Part::train);
  for (const std::int64_t i : info.split->validation) parts[static_cast<std::size_t>(i)] = Part::validation;
  for (const std::int64_t i : info.split->test) parts[static_cast<std::size_t>(i)] = Part::test;
  return parts;
}

/// Examples that are the same in all that is learned from.
Repeats repeats_in(const DataInfo& info, const std::vector<Part>& parts) {
  const Samples& samples = info.read.samples;
  std::vector<std::string> inputs;
  for (const ColumnInfo& column : info.columns)
    if (column.role == "input") inputs.push_back(column.name);
  std::vector<std::uint64_t> hashes = example_hashes(samples, inputs);
  for (const ColumnInfo& column : info.columns) {
    const FileFacts* files = column.role == "input" ? file_facts(column) : nullptr;
    if (files == nullptr) continue;
    for (std::size_t i = 0; i < hashes.size(); ++i)
      hashes[i] = files->hashes[i] == 0 ? 0 : detail::joined_hash(hashes[i], files->hashes[i]);
  }
  const TextColumn* answers = nullptr;
  if (info.task && info.task->targets[0].kind == TargetKind::classes)
    answers = std::get_if<TextColumn>(&samples.column(info.task->targets[0].column).values);
  return find_repeats(hashes, parts, answers);
}

ClassBalance balance_of(const Samples& samples, const Target& target, const std::vector<Part>& parts) {
  ClassBalance balance{.target = target.column};
  for (const std::string& name : target.classes) balance.classes.push_back({name});
  const TextColumn& answers = std::get<TextColumn>(samples.column(target.column).values);
  std::unordered_map<std::string_view, std::size_t> numbers;
  for (const std::string& name : target.classes) numbers.emplace(name, numbers.size());
  for (std::int64_t i = 0; i < answers.size(); ++i) {
    if (is_missing_text(answers[i])) {
      ++balance.missing;
      continue;
    }
    const auto found = numbers.find(detail::class_name(answers[i]));
    if (found == numbers.end()) continue;
    ClassBalance::Class& c = balance.classes[found->second];
    const Part part = parts.empty() ? Part::train : parts[static_cast<std::size_t>(i)];
    ++(part == Part::train ? c.train : part == Part::test ? c.test : c.validation);
  }
  return balance;
}

void find_answers(DataInfo& info, const std::vector<Part>& parts) {
  if (!info.task) return;
  std::unordered_set<std::string_view> names;
  for (const ColumnInfo& column : info.columns)
    if (column.role != "left out" && column.kind != "text") names.insert(column.name);
  const Table table = table_of(info.read.samples, names);
  for (const Target& target : info.task->targets) {
    if (target.kind == TargetKind::classes)
      info.balances.push_back(balance_of(info.read.samples, target, parts));
    for (GivesAway& found : gives_away(table, target.column)) {
      const bool is_target =
          std::ranges::find(info.task->targets, found.column, &Target::column) != info.task->targets.end();
      if (!is_target) info.gives_away.emplace_back(target.column, std::move(found));
    }
  }
}

}  // namespace

std::pair<std::int64_t, std::int64_t> DataInfo::files() const {
  std::int64_t all = 0, looked_at = 0;
  for (const ColumnInfo& column : columns) {
    if (const FileFacts* f = file_facts(column)) {
      all += f->files;
      looked_at += f->looked_at;
    }
  }
  return {all, looked_at};
}

std::string DataInfo::place(std::int64_t example) const {
  const std::vector<std::string>& places = read.samples.places;
  return places.empty() ? fmt::format("example {}", example) : places[static_cast<std::size_t>(example)];
}

DataInfo look_at_data(const DataInfoSettings& settings) {
  DataInfo info{.data = settings.data, .layout = "", .read = read_all(settings)};
  info.layout = layout_of(info.read.samples);
  info.unreadable = info.read.skipped;
  find_training(info, settings);
  info.columns = describe_roles(info);
  for (std::size_t i = 0; i < info.columns.size(); ++i) {
    std::visit(LookAtValues{settings, info.columns[i]}, info.read.samples.columns[i].values);
    if (const FileFacts* files = file_facts(info.columns[i]))
      for (const auto& [example, problem] : files->unreadable) info.unreadable.push_back(problem);
  }
  const std::vector<Part> parts = parts_of(info);
  info.repeats = repeats_in(info, parts);
  find_answers(info, parts);
  add_warnings(info);
  return info;
}

}  // namespace saem::cli
