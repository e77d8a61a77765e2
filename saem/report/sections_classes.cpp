// Sections of targets that are classes or labels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saem/report/curve_plots.h"
#include "saem/report/heat_map.h"
#include "saem/report/interpretation.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::size_t curves_drawn = 6;

std::string confused_sentence(const ConfusionMatrix& m, Language l) {
  std::string list;
  for (const Confusion& w : m.most_confused(3)) {
    if (!list.empty()) list += ", ";
    list += say(l, Text::one_confusion, escape_markup(m.class_names[static_cast<std::size_t>(w.true_class)]),
                escape_markup(m.class_names[static_cast<std::size_t>(w.predicted_class)]),
                with_separators(w.count), with_separators(w.of));
  }
  return list.empty() ? list : paragraph(say(l, Text::most_confused, list));
}

/// Which curves are drawn: all if they are few; else those of the most positives.
std::vector<std::size_t> drawn_curves(const TargetFacts& f) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < f.curves.size(); ++i) {
    if (f.curves[i].second.positives > 0 && f.curves[i].second.negatives > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t i) { return f.curves[i].second.positives; });
  if (order.size() > curves_drawn) order.resize(curves_drawn);
  std::ranges::sort(order);
  return order;
}

std::string reliability_plot(const TargetFacts& f) {
  const Language l = f.page.language;
  Plot plot = unit_square(say(l, Text::reliability_title), say(l, Text::reliability_description),
                          say(l, Text::how_sure), say(l, Text::share_right));
  Plot::Points line{.name = say(l, Text::this_model), .dotted = true};
  for (const ReliabilityBin& bin : f.calibration->bins) {
    if (bin.count == 0) continue;
    line.x.push_back(bin.mean_confidence);
    line.y.push_back(bin.accuracy);
  }
  plot.points = {line, {.name = say(l, Text::as_sure_as_right), .x = {0, 1}, .y = {0, 1}, .quiet = true}};
  return plot_svg(plot);
}

}  // namespace

std::string confusion_section(const TargetFacts& f) {
  if (!f.target.classes || f.target.classes->confusion.class_names.empty()) return {};
  const ConfusionMatrix& m = f.target.classes->confusion;
  const Language l = f.page.language;
  const std::string title = say(l, Text::confusion_title, translated(f.page.run.split, l));
  return section(f, Text::what_for_what,
                 split_badge(f) + paragraph(say(l, Text::confusion_read)) + confused_sentence(m, l) +
                     "<div class=\"scroll\">" + heat_map_svg(m, title, l) + "</div>\n");
}

std::string confidence_section(const TargetFacts& f) {
  if (!f.calibration) return {};
  const Calibration& c = *f.calibration;
  const Language l = f.page.language;
  std::string out =
      split_badge(f) +
      paragraph(escape_markup(describe_calibration(
          c, f.page.run.items.empty() ? say(l, Text::examples) : translated(f.page.run.items, l), l))) +
      paragraph(say(l, Text::honest_model)) +
      paragraph(say(l, Text::calibration_error, percent(c.expected_error))) + "<div class=\"charts\"><div>" +
      reliability_plot(f) + "</div>\n<div>" +
      table_head({say(l, Text::how_sure_it_was), say(l, Text::predictions), say(l, Text::sure_on_average),
                  say(l, Text::right), ""});
  for (const auto& bin : c.bins) {
    if (bin.count == 0) continue;
    const std::string range = bin.from > 0.0 ? say(l, Text::from_to_percent, std::lround(100.0 * bin.from),
                                                   std::lround(100.0 * bin.to))
                                             : say(l, Text::below_percent, std::lround(100.0 * bin.to));
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n", range,
                       with_separators(bin.count), percent(bin.mean_confidence), percent(bin.accuracy),
                       meter(bin.accuracy));
  }
  return section(f, Text::can_it_be_trusted, out + table_end + "</div></div>\n");
}

std::string classes_section(const TargetFacts& f) {
  if (!f.target.classes || f.target.classes->classification.classes.empty()) return {};
  const ClassificationReport& c = f.target.classes->classification;
  const Language l = f.page.language;
  std::string out = split_badge(f) + paragraph(say(l, Text::precision_recall)) +
                    table_head({say(l, Text::class_name), say(l, Text::precision), say(l, Text::recall), "F1",
                                say(l, Text::examples), ""});
  for (std::size_t i = 0; i < c.classes.size(); ++i)
    out += row_of_scores(escape_markup(c.class_names[i]), {}, c.classes[i]);
  out += "</tbody>\n<tbody class=\"averages\">\n" +
         row_of_scores(say(l, Text::average_of_classes), {}, c.macro_avg) +
         row_of_scores(say(l, Text::average_of_examples), {}, c.weighted_avg) + table_end;
  out += fmt::format("<details open=\"\"><summary>{}</summary><pre>{}</pre></details>\n",
                     say(l, Text::as_plain_text), escape_markup(c.to_string()));
  return section(f, Text::class_by_class, out);
}

std::string labels_section(const TargetFacts& f) {
  if (!f.target.labels || f.target.labels->labels.empty()) return {};
  const LabelResults& r = *f.target.labels;
  const Language l = f.page.language;
  std::string out = split_badge(f) + paragraph(say(l, Text::precision_recall)) +
                    table_head({say(l, Text::label), say(l, Text::right), say(l, Text::precision),
                                say(l, Text::recall), "F1", say(l, Text::examples), ""});
  for (std::size_t i = 0; i < r.labels.size(); ++i)
    out += row_of_scores(escape_markup(r.names[i]), {percent(r.accuracies[i])}, r.labels[i]);
  const double mean =
      std::accumulate(r.accuracies.begin(), r.accuracies.end(), 0.0) / static_cast<double>(r.labels.size());
  out += "</tbody>\n<tbody class=\"averages\">\n" +
         row_of_scores(say(l, Text::micro_average), {percent(mean)}, r.micro_avg) +
         row_of_scores(say(l, Text::macro_average), {percent(mean)}, r.macro_avg) + table_end;
  return section(f, Text::label_by_label, out);
}

std::string thresholds_section(const TargetFacts& f) {
  const std::vector<std::size_t> drawn = drawn_curves(f);
  if (drawn.empty()) return {};
  const Language l = f.page.language;
  Plot roc = empty_roc_plot(l), pr = empty_precision_plot(l);
  for (const std::size_t i : drawn) {
    const auto& [name, curve] = f.curves[i];
    const std::string legend = shorten(name, 16);
    roc.points.push_back(roc_line(legend, curve));
    pr.points.push_back(precision_line(legend, curve));
  }
  roc.points.push_back(chance_line(l));
  std::string out = split_badge(f) + paragraph(say(l, Text::thresholds_read));
  if (drawn.size() < f.curves.size()) out += paragraph(say(l, Text::curves_drawn, drawn.size()));
  out += fmt::format("<div class=\"charts\">\n<div>{}</div>\n<div>{}</div>\n</div>\n", plot_svg(roc),
                     plot_svg(pr)) +
         table_head({say(l, f.target.labels ? Text::label : Text::class_name), say(l, Text::roc_area),
                     say(l, Text::average_precision), say(l, Text::examples)});
  double area = 0, precision = 0, known = 0;
  for (const auto& [name, curve] : f.curves) {
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", escape_markup(name),
                       figure(curve.roc_area()), figure(curve.average_precision()),
                       with_separators(curve.positives));
    if (curve.positives == 0 || curve.negatives == 0) continue;
    area += curve.roc_area();
    precision += curve.average_precision();
    ++known;
  }
  out += fmt::format(
      "</tbody>\n<tbody class=\"averages\"><tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
      say(l, Text::plain_average), figure(area / known), figure(precision / known),
      with_separators(f.examples));
  return section(f, Text::other_thresholds, out + table_end);
}

}  // namespace saem::detail
