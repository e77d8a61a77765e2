#include "saem/report/html_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/base64.h"
#include "saem/report/heat_map.h"
#include "saem/report/interpretation.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

std::string split_badge(const PageFacts& f) {
  return fmt::format("<p class=\"split\">measured on: {} ({} {})</p>\n", escape_markup(f.report.split),
                     with_separators(f.examples), escape_markup(f.report.items));
}

double bar_percent(double share) { return 100.0 * std::clamp(share, 0.0, 1.0); }

std::string bar(const std::string& label, double share, bool plain) {
  return fmt::format(
      "<div class=\"bar{}\"><span>{}</span><i><b style=\"width:{:.1f}%\"></b></i><span>{}</span></div>\n",
      plain ? " plain" : "", label, bar_percent(share), percent(share));
}

std::string meter(double share) {
  return fmt::format("<td class=\"meter\"><i><b style=\"width:{:.1f}%\"></b></i></td>", bar_percent(share));
}

std::string score_row(const std::string& name, const ClassScores& s) {
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{:.2f}</td><td>{}</td>{}</tr>\n",
                     escape_markup(name), percent(s.precision), percent(s.recall), s.f1_score,
                     with_separators(s.support), meter(s.recall));
}

std::string mistake_figure(const Mistake& m) {
  std::string picture = "<div class=\"none\"></div>";
  if (!m.png.empty()) {
    picture = fmt::format("<img src=\"data:image/png;base64,{}\" alt=\"{} taken for {}\">",
                          base64_encode(m.png), escape_markup(m.true_name), escape_markup(m.predicted_name));
  }
  return fmt::format(
      "<figure>{}<figcaption>said <span class=\"said\">{}</span><br>is <span class=\"is\">{}</span><br>"
      "<small>{} sure · no. {}</small></figcaption></figure>\n",
      picture, escape_markup(m.predicted_name), escape_markup(m.true_name), percent(m.confidence), m.index);
}

}  // namespace

std::string section(const std::string& heading, const std::string& content) {
  return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", heading, content);
}

std::string verdict_section(const PageFacts& f) {
  if (f.examples == 0) return {};
  const double accuracy = f.report.classification.accuracy;
  const auto [low, high] = wilson_interval(f.right, f.examples);
  const std::string items = escape_markup(f.report.items);
  const bool on_training_data = f.report.split.starts_with("train");
  std::string out = fmt::format(
      "<div class=\"verdict\"><div class=\"figure\">{}<small>right on {} {}</small></div>\n<div>"
      "<p>Of {} {} in the split “{}”, it named {} correctly.</p>\n",
      percent(accuracy), items, on_training_data ? "it learned from" : "it never learned from",
      with_separators(f.examples), items, escape_markup(f.report.split), with_separators(f.right));
  out += fmt::format(
      "<p>On many more {} of the same kind, expect between {} and {} (95&nbsp;% "
      "interval).</p></div>\n</div>\n",
      items, percent(low), percent(high));
  out += "<div class=\"scale\">" + bar("this model", accuracy, false) +
         bar(f.baseline_class.empty() ? "always the most frequent class"
                                      : fmt::format("always “{}”", escape_markup(f.baseline_class)),
             f.baseline, true) +
         "</div>\n<p>The grey bar is the score of a model that looks at nothing and always gives the most "
         "frequent answer: the line to beat.</p>\n";
  return section("How well does it work?", out);
}

std::string classes_section(const PageFacts& f) {
  const ClassificationReport& c = f.report.classification;
  if (c.classes.empty()) return {};
  std::string out = split_badge(f);
  out +=
      "<p><b>Precision</b>: when it says this class, how often is that true? <b>Recall</b>: of what is this "
      "class, how much does it "
      "find? <b>F1</b> is high only if both are. The bar shows recall.</p>\n<div class=\"scroll\"><table>\n"
      "<thead><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>examples</th><th></th></tr></"
      "thead>\n<tbody>\n";
  for (std::size_t i = 0; i < c.classes.size(); ++i) out += score_row(c.class_names[i], c.classes[i]);
  out += "</tbody>\n<tbody class=\"averages\">\n" + score_row("average over classes", c.macro_avg) +
         score_row("average over examples", c.weighted_avg) + "</tbody>\n</table></div>\n";
  out += fmt::format("<details><summary>The same as plain text</summary><pre>{}</pre></details>\n",
                     escape_markup(c.to_string()));
  return section("Class by class", out);
}

std::string confusion_section(const PageFacts& f) {
  const ConfusionMatrix& m = f.report.confusion;
  if (m.class_names.empty()) return {};
  std::string out = split_badge(f);
  out +=
      "<p>Each row is one true class, and the squares in it show what the model called its examples: blue is "
      "right, orange is a mistake, and the "
      "stronger the colour the larger the share of the row.</p>\n";
  const auto worst = m.most_confused(3);
  if (!worst.empty()) {
    out += "<p>Most confused: ";
    for (std::size_t i = 0; i < worst.size(); ++i) {
      const Confusion& w = worst[i];
      out += fmt::format("{}<b>{}</b> taken for <b>{}</b> ({} of {})", i == 0 ? "" : ", ",
                         escape_markup(m.class_names[static_cast<std::size_t>(w.true_class)]),
                         escape_markup(m.class_names[static_cast<std::size_t>(w.predicted_class)]),
                         with_separators(w.count), with_separators(w.of));
    }
    out += ".</p>\n";
  }
  out += "<div class=\"scroll\">" + heat_map_svg(m, "Confusion matrix on the split " + f.report.split) +
         "</div>\n";
  return section("What is mistaken for what?", out);
}

std::string mistakes_section(const PageFacts& f) {
  if (f.report.mistakes.empty()) return {};
  std::vector<Mistake> mistakes = f.report.mistakes;
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  const std::int64_t wrong = f.examples - f.right;
  std::string out = split_badge(f);
  out += fmt::format(
      "<p>The {} of {} mistakes in which it was surest. Some are hard for people, too; some may be wrong "
      "labels.</p>\n"
      "<div class=\"mistakes\">\n",
      mistakes.size(),
      with_separators(std::max<std::int64_t>(wrong, static_cast<std::int64_t>(mistakes.size()))));
  for (const auto& mistake : mistakes) out += mistake_figure(mistake);
  return section("Where it is wrong and sure of it", out + "</div>\n");
}

std::string confidence_section(const PageFacts& f) {
  if (!f.calibration) return {};
  const Calibration& c = *f.calibration;
  std::string out =
      split_badge(f) + "<p>" + escape_markup(describe_calibration(c, f.report.items)) + "</p>\n";
  out +=
      "<p>In an honest model the two percentages of each row agree: of everything it is 80 % sure of, 80 % "
      "is right.</p>\n"
      "<div class=\"scroll\"><table>\n<thead><tr><th>how sure it was</th><th>predictions</th><th>sure on "
      "average</th>"
      "<th>right</th><th></th></tr></thead>\n<tbody>\n";
  for (const auto& bin : c.bins) {
    if (bin.count == 0) continue;
    const std::string range = bin.from > 0.0
                                  ? fmt::format("{:.0f} to {:.0f} %", 100.0 * bin.from, 100.0 * bin.to)
                                  : fmt::format("below {:.0f} %", 100.0 * bin.to);
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n", range,
                       with_separators(bin.count), percent(bin.mean_confidence), percent(bin.accuracy),
                       meter(bin.accuracy));
  }
  return section("Can it be trusted when it is sure?", out + "</tbody></table></div>\n");
}

std::string advice_section(const PageFacts& f) {
  const auto advice = advise({.history = f.report.history,
                              .confusion = f.report.confusion,
                              .calibration = f.calibration,
                              .accuracy = f.report.classification.accuracy,
                              .baseline_accuracy = f.baseline,
                              .items = f.report.items});
  if (advice.empty() || f.examples == 0) return {};
  std::string out = "<ol>\n";
  for (const auto& sentence : advice) out += "<li>" + escape_markup(sentence) + "</li>\n";
  return section("What would help most", out + "</ol>\n");
}

}  // namespace saem::detail
