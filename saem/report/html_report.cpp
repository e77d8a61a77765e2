#include "saem/report/html_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/chart.h"
#include "saem/report/html_sections.h"
#include "saem/report/html_style.h"
#include "saem/report/interpretation.h"
#include "saem/report/text.h"

namespace saem {

namespace detail {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string definition_list(const Pairs& pairs) {
  std::string out = "<dl>\n";
  for (const auto& [name, value] : pairs) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_markup(name), escape_markup(value));
  }
  return out + "</dl>\n";
}

/// The chart of one quantity on training and validation data; nothing without either.
std::string history_chart(const PageFacts& f, const std::string& quantity, const std::string& title,
                          const std::string& description) {
  LineChart chart;
  chart.title = title;
  chart.description = description;
  chart.y_label = quantity;
  for (const auto& [key, name] :
       {std::pair{quantity, "training"}, std::pair{"val_" + quantity, "validation"}}) {
    const auto found = f.report.history.find(key);
    if (found != f.report.history.end() && !found->second.empty())
      chart.series.push_back({name, found->second});
  }
  if (chart.series.empty()) return {};
  chart.marked = read_curves(f.report.history).best_epoch;
  chart.mark_label = "lowest validation loss";
  return fmt::format("<div>{}<p>{}</p></div>\n", line_chart_svg(chart), escape_markup(description));
}

PageFacts gather_facts(const TrainingReport& report) {
  report.classification.validate();
  PageFacts facts{report, std::nullopt, 0.0, "", report.classification.macro_avg.support, 0};
  if (!report.confidences.empty() || !report.correct.empty())
    facts.calibration = calibrate(report.confidences, report.correct);
  facts.right = std::llround(report.classification.accuracy * static_cast<double>(facts.examples));
  const auto& classes = report.classification.classes;
  const auto largest = std::max_element(classes.begin(), classes.end(),
                                        [](const auto& a, const auto& b) { return a.support < b.support; });
  if (largest != classes.end() && facts.examples > 0) {
    facts.baseline = static_cast<double>(largest->support) / static_cast<double>(facts.examples);
    // A baseline that the caller measured may belong to another class (the most frequent one of the training
    // split).
    if (!report.baseline_accuracy)
      facts.baseline_class =
          report.classification.class_names[static_cast<std::size_t>(largest - classes.begin())];
  }
  if (report.baseline_accuracy) facts.baseline = *report.baseline_accuracy;
  return facts;
}

}  // namespace

std::string curves_section(const PageFacts& f) {
  const std::string charts =
      history_chart(
          f, "loss", "Loss (lower is better)",
          "Loss measures how wrong the answers are, counting sure mistakes most; training pushes it down.") +
      history_chart(f, "accuracy", "Accuracy (higher is better)",
                    "Accuracy is the share of right answers after each pass over the data.");
  if (charts.empty()) return {};
  std::string out = "<p>One epoch is one pass over the training data.";
  if (f.report.history.contains("val_loss"))
    out += " The validation curve is measured on data kept apart from training.";
  out += "</p>\n";
  const std::string reading = read_curves(f.report.history).sentence;
  if (!reading.empty()) out += "<p><b>" + escape_markup(reading) + "</b></p>\n";
  return section("How it learned", out + "<div class=\"charts\">\n" + charts + "</div>\n");
}

std::string data_section(const PageFacts& f) {
  const TrainingReport& r = f.report;
  if (r.dataset_name.empty() && r.data_sentence.empty() && r.splits.empty()) return {};
  std::string out;
  if (!r.data_sentence.empty()) out += "<p>" + escape_markup(r.data_sentence) + "</p>\n";
  Pairs rows;
  if (!r.dataset_name.empty()) rows.emplace_back("data set", r.dataset_name);
  for (const auto& [name, count] : r.splits) rows.emplace_back(name, with_separators(count) + " " + r.items);
  return section("The data", out + definition_list(rows));
}

std::string repeat_section(const PageFacts& f) {
  const TrainingReport& r = f.report;
  std::string out;
  if (!r.command.empty()) {
    out +=
        "<p>This command repeats the run; the same seed on the same machine gives the same "
        "model.</p>\n<pre>" +
        escape_markup(r.command) + "</pre>\n";
  }
  std::string columns;
  if (!r.settings.empty()) columns += "<div><h3>Settings</h3>\n" + definition_list(r.settings) + "</div>\n";
  if (!r.environment.empty())
    columns += "<div><h3>Machine and versions</h3>\n" + definition_list(r.environment) + "</div>\n";
  if (!columns.empty()) out += "<div class=\"columns\">\n" + columns + "</div>\n";
  if (!r.model_summary.empty())
    out += "<h3>The model, layer by layer</h3>\n<pre>" + escape_markup(r.model_summary) + "</pre>\n";
  return out.empty() ? out : section("How to repeat it", out);
}

}  // namespace detail

std::string TrainingReport::to_html() const {
  const detail::PageFacts facts = detail::gather_facts(*this);
  const std::string heading = detail::escape_markup(title.empty() ? "Training report" : title);
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // The browser itself refuses scripts and anything that is not in this file.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "img-src data:\">\n";
  out += "<title>" + heading + "</title>\n<style>";
  out += detail::html_style;
  out += "</style>\n</head>\n<body>\n<main>\n<header><h1>" + heading + "</h1>\n";
  if (!question.empty()) out += "<p>" + detail::escape_markup(question) + "</p>\n";
  out += "</header>\n";
  for (const auto part : {detail::verdict_section, detail::data_section, detail::curves_section,
                          detail::confusion_section, detail::mistakes_section, detail::confidence_section,
                          detail::classes_section, detail::advice_section, detail::repeat_section}) {
    out += part(facts);
  }
  return out +
         "<footer>Made by saem. This page needs nothing but itself: save it, send it, print "
         "it.</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace saem
