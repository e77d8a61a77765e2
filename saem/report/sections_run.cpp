// Sections that are about the whole run: the data, the curves, how to repeat it.
#include <fmt/format.h>

#include <algorithm>

#include "saem/report/chart.h"
#include "saem/report/interpretation.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::size_t columns_shown = 200, columns_unfolded = 40, lines_shown = 100, most_charts = 8;

std::string list_of_lines(const std::vector<std::string>& lines, Language l) {
  std::string out = "<ul>\n";
  for (std::size_t i = 0; i < lines.size() && i < lines_shown; ++i)
    out += "<li>" + escape_markup(translated(lines[i], l)) + "</li>\n";
  if (lines.size() > lines_shown)
    out += "<li>" + say(l, Text::and_more, lines.size() - lines_shown) + "</li>\n";
  return out + "</ul>\n";
}

std::string columns_table(const PageFacts& f) {
  if (f.run.columns.empty()) return {};
  const Language l = f.language;
  const bool with_inputs = std::ranges::any_of(f.run.columns, [](const auto& c) { return !c.input.empty(); });
  std::vector<std::string> headings{say(l, Text::column), say(l, Text::kind), say(l, Text::reason)};
  if (with_inputs) headings.push_back(say(l, Text::as_input));
  std::string out = fmt::format("<details{}><summary>{}</summary>\n",
                                f.run.columns.size() <= columns_unfolded ? " open=\"\"" : "",
                                say(l, Text::columns_of_data, f.run.columns.size())) +
                    table_head(headings, /*of_words=*/true);
  for (std::size_t i = 0; i < f.run.columns.size() && i < columns_shown; ++i) {
    const ReportColumn& c = f.run.columns[i];
    const std::string kind = escape_markup(translated(c.kind, l));
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n", escape_markup(c.name),
                       c.answer ? say(l, Text::answer_of_kind, kind) : kind,
                       escape_markup(translated(c.reason, l)),
                       with_inputs ? "<td>" + escape_markup(translated(c.input, l)) + "</td>" : "");
  }
  if (f.run.columns.size() > columns_shown)
    out += fmt::format("<tr><td>{}</td><td></td><td></td></tr>\n",
                       say(l, Text::and_more, f.run.columns.size() - columns_shown));
  return out + table_end + "</details>\n";
}

/// "mean_absolute_error" as people write it.
std::string quantity_name(const std::string& quantity, Language l) {
  std::string name = translated(quantity, l);
  std::ranges::replace(name, '_', ' ');
  return name;
}

/// "answer_1_loss" of a run with several targets is the loss of the second: its column, and "loss".
std::pair<std::string, std::string> target_and_quantity(const PageFacts& f, const std::string& key) {
  constexpr std::string_view prefix = "answer_";
  if (!key.starts_with(prefix)) return {"", key};
  const std::size_t end = key.find('_', prefix.size());
  const std::string number = key.substr(prefix.size(), end - prefix.size());
  for (std::size_t t = 0; t < f.run.targets.size(); ++t) {
    if (end != std::string::npos && number == std::to_string(t))
      return {f.run.targets[t].column, key.substr(end + 1)};
  }
  return {"", key};
}

Text reading_of_loss(const PageFacts& f) {
  for (const TargetReport& t : f.run.targets) {
    if (t.values) return Text::loss_of_values;
    if (t.anomalies) return Text::loss_of_copies;
  }
  return Text::loss_description;
}

/// The chart of one quantity on training and validation data; nothing without either.
std::string history_chart(const PageFacts& f, const std::string& key) {
  const auto& history = f.run.histories.front();
  const Language l = f.language;
  const auto [column, quantity] = target_and_quantity(f, key);
  const bool is_loss = quantity == "loss", is_accuracy = quantity == "accuracy";
  LineChart chart;
  chart.title = is_loss       ? say(l, Text::loss_title)
                : is_accuracy ? say(l, Text::accuracy_title)
                              : quantity_name(quantity, l);
  if (!column.empty()) chart.title = column + ": " + chart.title;
  // Of several targets, what a loss is is said once, below the loss of all.
  if (is_loss && column.empty()) chart.description = say(l, reading_of_loss(f));
  if (is_accuracy) chart.description = say(l, Text::accuracy_description);
  chart.x_label = say(l, Text::epoch);
  chart.y_label = quantity_name(quantity, l);
  for (const auto& [curve, name] :
       {std::pair{key, Text::training}, std::pair{"val_" + key, Text::validation}}) {
    const auto found = history.find(curve);
    if (found != history.end() && !found->second.empty())
      chart.series.push_back({say(l, name), found->second});
  }
  if (chart.series.empty()) return {};
  chart.marked = read_curves(history).best_epoch;
  chart.mark_label = say(l, Text::lowest_validation_loss);
  return fmt::format("<div>{}{}</div>\n", line_chart_svg(chart),
                     chart.description.empty() ? "" : paragraph(escape_markup(chart.description)));
}

/// Loss and accuracy first, then what else was measured.
std::vector<std::string> quantities_of(const std::map<std::string, std::vector<double>>& history) {
  std::vector<std::string> all = {"loss", "accuracy"};
  for (const auto& [key, values] : history) {
    const std::string plain = key.starts_with("val_") ? key.substr(4) : key;
    if (plain == "learning_rate") continue;  // a setting, not a result
    if (std::ranges::find(all, plain) == all.end() && all.size() < most_charts) all.push_back(plain);
  }
  return all;
}

std::string members_sentence(const PageFacts& f) {
  if (f.run.histories.size() < 2) return {};
  std::string losses;
  for (const auto& history : f.run.histories) {
    const auto found = history.find("val_loss");
    const LearningCurve curve = read_curves(history);
    if (found == history.end() || !curve.best_epoch) continue;
    losses += fmt::format("{}{:.4g}", losses.empty() ? "" : ", ", found->second[*curve.best_epoch]);
  }
  std::string out = say(f.language, Text::several_networks, f.run.histories.size());
  if (!losses.empty()) out += " " + say(f.language, Text::their_losses, losses);
  return paragraph(out);
}

}  // namespace

std::string data_section(const PageFacts& f) {
  const RunReport& r = f.run;
  const Language l = f.language;
  std::string out;
  for (const std::string& w : r.warnings)
    out += "<p class=\"warning\"><b>" + say(l, Text::careful) + "</b> " + escape_markup(translated(w, l)) +
           "</p>\n";
  if (!r.data_sentence.empty()) out += paragraph(escape_markup(r.data_sentence));
  RunReport::Pairs rows;
  if (!r.data_name.empty()) rows.emplace_back(say(l, Text::data_set), r.data_name);
  for (const auto& [part, count] : r.parts)
    rows.emplace_back(part, say(l, Text::count_of, with_separators(count),
                                translated(r.items.empty() ? "examples" : r.items, l)));
  if (!r.division.empty()) rows.emplace_back(say(l, Text::division), translated(r.division, l));
  if (!r.data_hash.empty()) rows.emplace_back(say(l, Text::data_hash), r.data_hash);
  if (!rows.empty()) out += definition_list(rows, l);
  out += columns_table(f);
  if (!r.notes.empty()) out += "<h3>" + say(l, Text::found_out) + "</h3>\n" + list_of_lines(r.notes, l);
  if (!r.skipped.empty())
    out += fmt::format("<details><summary>{}</summary>\n{}</details>\n",
                       say(l, Text::left_out, r.skipped.size()), list_of_lines(r.skipped, l));
  return out.empty() ? out : section(say(l, Text::the_data), out);
}

std::string curves_section(const PageFacts& f) {
  if (f.run.histories.empty()) return {};
  const auto& history = f.run.histories.front();
  const Language l = f.language;
  std::string charts;
  for (const std::string& key : quantities_of(history)) charts += history_chart(f, key);
  if (charts.empty()) return {};
  std::string out = say(l, Text::one_epoch);
  if (history.contains("val_loss")) out += " " + say(l, Text::validation_is);
  out = paragraph(out) + members_sentence(f);
  const std::string reading = read_curves(history, l).sentence;
  if (!reading.empty()) out += "<p><b>" + escape_markup(reading) + "</b></p>\n";
  return section(say(l, Text::how_it_learned), out + "<div class=\"charts\">\n" + charts + "</div>\n");
}

std::string repeat_section(const PageFacts& f) {
  const RunReport& r = f.run;
  const Language l = f.language;
  std::string out;
  if (!r.command.empty())
    out += paragraph(say(l, Text::command_repeats)) + "<pre>" + escape_markup(r.command) + "</pre>\n";
  std::string columns;
  RunReport::Pairs settings;
  for (const auto& [name, value] : r.settings) settings.emplace_back(name, translated(value, l));
  if (!settings.empty())
    columns += "<div><h3>" + say(l, Text::settings) + "</h3>\n" + definition_list(settings, l) + "</div>\n";
  if (!r.environment.empty())
    columns +=
        "<div><h3>" + say(l, Text::machine) + "</h3>\n" + definition_list(r.environment, l) + "</div>\n";
  if (!columns.empty()) out += "<div class=\"columns\">\n" + columns + "</div>\n";
  if (!r.model_summary.empty())
    out += "<h3>" + say(l, Text::layers) + "</h3>\n<pre>" + escape_markup(r.model_summary) + "</pre>\n";
  return out.empty() ? out : section(say(l, Text::how_to_repeat), out);
}

}  // namespace saem::detail
