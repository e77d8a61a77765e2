// Sections of targets that are numbers, and of how unusual an example is.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/random.h"
#include "saem/report/curve_plots.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::int64_t dots_drawn = 1'500;
constexpr double bins_of_histogram = 30;

/// All examples, or some of them by chance, the same each time.
std::vector<std::int64_t> some_examples(std::int64_t n) {
  std::vector<std::int64_t> chosen = Generator(0, 0xD075).permutation(n);
  if (n > dots_drawn) chosen.resize(static_cast<std::size_t>(dots_drawn));
  return chosen;
}

/// Counts over even bins from the smallest to the largest of all values.
Plot::Bars histogram(const std::string& name, const std::vector<double>& values, double low, double high) {
  Plot::Bars bars{.name = name};
  if (!(low < high)) high = low + 1.0;
  const double step = (high - low) / bins_of_histogram;
  for (double i = 0; i <= bins_of_histogram; ++i) bars.edges.push_back(low + i * step);
  bars.heights.assign(static_cast<std::size_t>(bins_of_histogram), 0.0);
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    const double at = std::clamp(std::floor((v - low) / step), 0.0, bins_of_histogram - 1.0);
    ++bars.heights[static_cast<std::size_t>(at)];
  }
  return bars;
}

std::vector<double> errors_of(const ValueResults& v) {
  std::vector<double> errors;
  for (std::int64_t i = 0; i < v.truth.size(); ++i) errors.push_back(v.predicted.at(i) - v.truth.at(i));
  return errors;
}

std::string true_against_predicted(const TargetFacts& f, const std::vector<std::int64_t>& shown) {
  const ValueResults& v = *f.target.values;
  const Language l = f.page.language;
  Plot::Points dots{.connected = false};
  for (const std::int64_t i : shown) {
    dots.x.push_back(v.truth.at(i));
    dots.y.push_back(v.predicted.at(i));
  }
  const auto [low, high] = std::ranges::minmax(dots.x);
  return plot_svg(
      {.title = say(l, Text::predicted_title),
       .description = say(l, Text::predicted_description),
       .x_label = say(l, Text::true_value),
       .y_label = say(l, Text::predicted_value),
       .points = {dots,
                  {.name = say(l, Text::exactly_right), .x = {low, high}, .y = {low, high}, .quiet = true}}});
}

std::string residual_plots(const TargetFacts& f, const std::vector<std::int64_t>& shown) {
  const Language l = f.page.language;
  const std::vector<double> errors = errors_of(*f.target.values);
  Plot over{.title = say(l, Text::residual_title), .description = say(l, Text::residual_description)};
  over.x_label = say(l, Text::predicted_value);
  over.y_label = say(l, Text::error_label);
  Plot::Points dots{.connected = false};
  for (const std::int64_t i : shown) {
    dots.x.push_back(f.target.values->predicted.at(i));
    dots.y.push_back(errors[static_cast<std::size_t>(i)]);
  }
  const auto [low, high] = std::ranges::minmax(dots.x);
  over.points = {dots, {.x = {low, high}, .y = {0, 0}, .quiet = true}};
  const auto [least, most] = std::ranges::minmax(errors);
  Plot counts{.title = say(l, Text::error_histogram),
              .description = say(l, Text::error_histogram_description),
              .x_label = say(l, Text::error_label),
              .y_label = say(l, Text::examples),
              .bars = {histogram("", errors, least, most)}};
  return "<div>" + plot_svg(over) + "</div>\n<div>" + plot_svg(counts) + "</div>\n";
}

}  // namespace

std::string value_section(const TargetFacts& f) {
  if (!f.target.values || f.examples == 0) return {};
  const ValueResults& v = *f.target.values;
  const Language l = f.page.language;
  const std::vector<std::int64_t> shown = some_examples(f.examples);
  std::string out =
      split_badge(f) +
      definition_list({{say(l, Text::r2_name), fmt::format("{:.4f}", v.r2)},
                       {say(l, Text::mae_name), fmt::format("{:.6g}", v.mean_absolute_error)},
                       {say(l, Text::rmse_name), fmt::format("{:.6g}", v.root_mean_squared_error)}},
                      l) +
      paragraph(say(l, Text::values_read));
  if (f.examples > dots_drawn) out += paragraph(say(l, Text::dots_drawn, with_separators(dots_drawn)));
  return section(f, Text::how_near,
                 out + "<div class=\"charts\">\n<div>" + true_against_predicted(f, shown) + "</div>\n" +
                     residual_plots(f, shown) + "</div>\n");
}

std::string anomaly_section(const TargetFacts& f) {
  if (!f.target.anomalies || f.examples == 0) return {};
  const AnomalyResults& a = *f.target.anomalies;
  const Language l = f.page.language;
  const auto [low, high] = std::ranges::minmax(a.scores);
  std::vector<double> normal, unusual;
  for (std::size_t i = 0; i < a.scores.size(); ++i)
    (!a.unusual.empty() && a.unusual[i] ? unusual : normal).push_back(a.scores[i]);
  Plot plot{.title = say(l, Text::anomaly_histogram),
            .description = say(l, Text::anomaly_description),
            .x_label = say(l, Text::anomaly_score),
            .y_label = say(l, Text::examples)};
  plot.bars.push_back(histogram(a.unusual.empty() ? "" : say(l, Text::normal_examples), normal, low, high));
  if (!unusual.empty()) plot.bars.push_back(histogram(say(l, Text::unusual_examples), unusual, low, high));
  double tallest = 1;
  for (const Plot::Bars& b : plot.bars) tallest = std::max(tallest, std::ranges::max(b.heights));
  plot.points = {
      {.name = say(l, Text::threshold), .x = {a.threshold, a.threshold}, .y = {0, tallest}, .quiet = true}};
  std::string out = split_badge(f) + paragraph(say(l, Text::anomalies_read)) +
                    "<div class=\"charts\">\n<div>" + plot_svg(plot) + "</div>\n";
  if (!unusual.empty() && !normal.empty()) {
    const ThresholdCurve curve = threshold_curve(a.scores, a.unusual);
    Plot roc = empty_roc_plot(l);
    roc.points = {roc_line(say(l, Text::area_is, figure(curve.roc_area())), curve), chance_line(l)};
    out += "<div>" + plot_svg(roc) + "</div>\n";
  }
  return section(f, Text::what_is_unusual, out + "</div>\n");
}

}  // namespace saem::detail
