#include "saem/report/curve_plots.h"

#include "saem/report/texts.h"

namespace saem::detail {
namespace {

constexpr std::size_t points_drawn = 150;

Plot::Points thin_line(const std::string& name, const std::vector<double>& x, const std::vector<double>& y) {
  Plot::Points line{.name = name};
  for (const std::size_t i : thinned(x, y, points_drawn)) {
    line.x.push_back(x[i]);
    line.y.push_back(y[i]);
  }
  return line;
}

}  // namespace

Plot unit_square(const std::string& title, const std::string& description, const std::string& x_label,
                 const std::string& y_label) {
  return {.title = title,
          .description = description,
          .x_label = x_label,
          .y_label = y_label,
          .x_range = {0, 1},
          .y_range = {0, 1}};
}

Plot empty_roc_plot(Language l) {
  return unit_square(say(l, Text::roc_title), say(l, Text::roc_description),
                     say(l, Text::false_positive_rate), say(l, Text::true_positive_rate));
}

Plot empty_precision_plot(Language l) {
  return unit_square(say(l, Text::pr_title), say(l, Text::pr_description), say(l, Text::recall),
                     say(l, Text::precision));
}

Plot::Points roc_line(const std::string& name, const ThresholdCurve& c) {
  return thin_line(name, c.false_positive_rates, c.true_positive_rates);
}

Plot::Points precision_line(const std::string& name, const ThresholdCurve& c) {
  std::vector<double> x, y;
  for (std::size_t i = 1; i < c.thresholds.size(); ++i) {
    x.insert(x.end(), {c.true_positive_rates[i - 1], c.true_positive_rates[i]});
    y.insert(y.end(), {c.precisions[i], c.precisions[i]});
  }
  return thin_line(name, x, y);
}

Plot::Points chance_line(Language l) {
  return {.name = say(l, Text::by_chance), .x = {0, 1}, .y = {0, 1}, .quiet = true};
}

}  // namespace saem::detail
