// What the model is, how it is used, and how it was made.
#include "saem/runs/card_sections.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/report/run_report.h"
#include "saem/report/text.h"
#include "saem/runs/markdown.h"
#include "saem/runs/shell_argument.h"

namespace saem::runs {
namespace {

using saem::detail::with_separators;
using MarkdownRows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_names = 20;
constexpr std::size_t most_columns = 60;

std::string list_of(const std::vector<std::string>& names, const CardWords& words) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i)
    text += (i == 0 ? "" : ", ") + markdown_text(names[i]);
  if (names.size() > most_names)
    text += " " + fill_in(words.and_more, {std::to_string(names.size() - most_names)});
  return text;
}

std::vector<std::string> class_names_of(const RunDetails& run, const TargetReport& target) {
  std::vector<std::string> names;
  for (const ClassScore& c : target.classes) names.push_back(c.name);
  return names.empty() ? run.classes : names;
}

std::string question(const RunDetails& run, const TargetReport& target, const CardWords& words) {
  if (target.is_anomaly) return words.finds_unusual;
  if (!target.labels.empty())
    return fill_in(words.predicts_labels, {markdown_text(target.column), std::to_string(target.labels.size()),
                                           list_of(target.labels, words)});
  if (!target.is_classes) return fill_in(words.predicts_value, {markdown_text(target.column)});
  const std::vector<std::string> names = class_names_of(run, target);
  if (names.empty()) return "";
  const char* pattern = target.column.empty() ? words.predicts_classes_of_pictures : words.predicts_class;
  return fill_in(pattern,
                 {markdown_text(target.column), std::to_string(names.size()), list_of(names, words)});
}

std::string title_of(const RunDetails& run) {
  std::string title = run.summary.data.empty() ? run.summary.name : run.summary.data;
  for (std::size_t i = 0; i < run.targets.size(); ++i) {
    if (!run.targets[i].column.empty()) title += (i == 0 ? ": " : ", ") + run.targets[i].column;
  }
  return markdown_text(title);
}

void add_row(MarkdownRows& rows, const char* name, const std::string& value) {
  if (!value.empty()) rows.push_back({name, value});
}

std::string amount(std::int64_t number) { return number > 0 ? with_separators(number) : std::string(); }

/// What somebody might want to have answered.
std::string_view example_input(const RunDetails& run) {
  const auto has = [&](std::string_view kind) {
    return std::ranges::any_of(run.columns, [&](const ColumnReport& column) { return column.kind == kind; });
  };
  if (!run.is_task || has("picture")) return "picture.png";
  return has("sound") ? "clip.wav" : "new_data.csv";
}

}  // namespace

std::string card_introduction(const RunDetails& run, const CardWords& words) {
  std::string text = fmt::format("# {}\n\n", title_of(run));
  for (const TargetReport& target : run.targets) text += question(run, target, words) + "\n";
  std::vector<std::string> inputs;
  for (const ColumnReport& column : run.columns) {
    if (column.kind != "ignored") inputs.push_back(column.name);
  }
  if (!inputs.empty())
    text += fill_in(words.from_columns, {std::to_string(inputs.size()), list_of(inputs, words)}) + "\n";
  text += fill_in(words.trained_with,
                  {markdown_text(run.summary.data), run.version.empty() ? "?" : markdown_text(run.version),
                   markdown_text(run.summary.started.substr(0, 10))}) +
          "\n";
  const std::string& status = run.summary.status;
  if (status == "interrupted") {
    text += std::string("\n") + words.was_interrupted + "\n";
  } else if (status != "finished") {
    text += "\n" + fill_in(words.was_not_finished, {markdown_text(status)}) + "\n";
  }
  return text;
}

std::string card_use(const RunDetails& run, const CardWords& words) {
  const std::string model = shell_argument(run.summary.name);
  std::string lines = fmt::format("$ saem predict {} {}\n", model, example_input(run));
  lines += fmt::format("$ saem summary {}\n", model);
  return fmt::format("## {}\n\n{}\n{}\n", words.use, markdown_block("console", lines), words.use_text);
}

std::string card_data(const RunDetails& run, const CardWords& words) {
  MarkdownRows facts;
  add_row(facts, words.name, markdown_text(run.summary.data));
  add_row(facts, words.train_part, amount(run.train));
  add_row(facts, words.validation_part, amount(run.validation));
  add_row(facts, words.test_part, amount(run.test));
  add_row(facts, words.division, markdown_text(translated(run.division, words.language)));
  add_row(facts, words.hash, run.summary.data_hash.empty() ? "" : markdown_code(run.summary.data_hash));
  if (facts.empty()) return {};
  std::string text =
      fmt::format("## {}\n\n{}", words.data, markdown_table({words.property, words.value}, facts));
  MarkdownRows columns;
  for (std::size_t i = 0; i < std::min(run.columns.size(), most_columns); ++i) {
    const ColumnReport& c = run.columns[i];
    columns.push_back({markdown_text(c.name), markdown_text(translated(c.kind, words.language)),
                       markdown_text(translated(c.reason, words.language))});
  }
  if (columns.empty()) return text;
  text += fmt::format("\n{}\n\n{}", words.columns_text,
                      markdown_table({words.column, words.kind, words.reason}, columns));
  if (run.columns.size() > most_columns)
    text += "\n" + fill_in(words.and_more, {std::to_string(run.columns.size() - most_columns)}) + "\n";
  return text;
}

std::string card_training(const RunDetails& run, const CardWords& words) {
  MarkdownRows facts;
  add_row(facts, words.network, markdown_text(run.summary.model));
  add_row(facts, words.parameters, amount(run.parameters));
  add_row(facts, words.epochs, amount(run.summary.epochs));
  add_row(facts, words.time, run.summary.seconds > 0 ? fmt::format("{:.1f} s", run.summary.seconds) : "");
  if (facts.empty() && run.settings.empty()) return {};
  std::string text =
      fmt::format("## {}\n\n{}", words.training, markdown_table({words.property, words.value}, facts));
  MarkdownRows settings;
  for (const auto& [name, value] : run.settings) {
    // Where the data were is in the command; what is off or empty says nothing.
    const bool says_something = !value.empty() && value != "false" && value != "[]";
    if (name != "data" && name != "model" && says_something)
      settings.push_back({markdown_code(name), markdown_code(value)});
  }
  if (settings.empty()) return text;
  return text + "\n" + markdown_table({words.settings, words.value}, settings);
}

std::string card_repeat(const RunDetails& run, const CardWords& words) {
  if (run.command.empty()) return {};
  MarkdownRows facts;
  std::string version = run.version;
  if (!run.commit.empty()) version += fmt::format(" ({})", run.commit);
  add_row(facts, words.version, markdown_text(version));
  add_row(facts, words.processor, markdown_text(run.processor));
  add_row(facts, words.threads, amount(run.threads));
  add_row(facts, words.seed, run.setting("seed").empty() ? "" : markdown_text(run.setting("seed")));
  add_row(facts, words.hash, run.summary.data_hash.empty() ? "" : markdown_code(run.summary.data_hash));
  return fmt::format("## {}\n\n{}\n{}\n\n{}", words.repeat,
                     markdown_block("console", "$ " + run.command + "\n"), words.repeat_text,
                     markdown_table({words.property, words.value}, facts));
}

}  // namespace saem::runs
