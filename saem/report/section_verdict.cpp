// The first section: how well it works, in plain words and beside what is simple.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/interpretation.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

std::string large_figure(const std::string& value, const std::string& below) {
  return fmt::format("<div class=\"verdict\"><div class=\"figure\">{}<small>{}</small></div>\n<div>", value,
                     below);
}

bool on_training_data(const TargetFacts& f) { return f.page.run.split.starts_with("train"); }

std::string baseline_bars(const TargetFacts& f, double score) {
  if (f.baselines.empty()) return {};
  const Language l = f.page.language;
  std::string out =
      "<div class=\"scale\">" + bar(say(l, Text::this_model), score, f.shown_score(score), false);
  for (const BaselineScore& b : f.baselines) out += bar(b.name, b.score, f.shown_score(b.score), true);
  out += "</div>\n";
  const auto& measured = f.target.baselines;
  const bool only_majority =
      f.baselines.size() == 1 && f.target.classes && (measured.empty() || measured[0].name == "majority");
  return out + paragraph(say(l, only_majority ? Text::grey_bar : Text::grey_bars));
}

/// By how much it beats what is simple: also said if it does not.
std::string comparison_with_simple(const TargetFacts& f, double score) {
  const BaselineScore* best = f.best_baseline();
  if (best == nullptr || std::isnan(score)) return {};
  const Language l = f.page.language;
  const double gain = score - best->score;
  if (gain <= 0)
    return paragraph(say(l, gain == 0 ? Text::as_good_as_simple : Text::beaten_by_simple, best->name,
                         f.shown_score(best->score)));
  const std::string name = f.score_name();
  const std::string by = name.empty() ? say(l, Text::percentage_points, fmt::format("{:.1f}", 100.0 * gain))
                                      : say(l, Text::points_of_score, name, fmt::format("{:.3f}", gain));
  return paragraph(say(l, Text::beats_simple, by, best->name, f.shown_score(best->score)));
}

std::string best_and_weakest(const TargetFacts& f) {
  const ClassificationReport& c = f.target.classes->classification;
  std::size_t best = c.classes.size(), worst = best;
  for (std::size_t i = 0; i < c.classes.size(); ++i) {
    if (c.classes[i].support == 0) continue;
    if (best == c.classes.size() || c.classes[i].recall > c.classes[best].recall) best = i;
    if (worst == c.classes.size() || c.classes[i].recall < c.classes[worst].recall) worst = i;
  }
  if (best == worst || c.classes[best].recall == c.classes[worst].recall) return {};
  return paragraph(say(f.page.language, Text::best_and_weakest, escape_markup(c.class_names[best]),
                       percent(c.classes[best].recall), escape_markup(c.class_names[worst]),
                       percent(c.classes[worst].recall)));
}

std::string shown_deviation(const TargetFacts& f, double deviation) {
  return f.score_name().empty() ? percent(deviation) : fmt::format("{:.3f}", deviation);
}

std::string other_divisions(const TargetFacts& f) {
  const Language l = f.page.language;
  std::string out;
  if (f.target.honest_score)
    out += "<p class=\"warning\">" + say(l, Text::honest_score, f.shown_score(*f.target.honest_score)) +
           "</p>\n";
  if (!f.target.folds.empty()) {
    double mean = 0, squares = 0;
    const auto n = static_cast<double>(f.target.folds.size());
    for (const double s : f.target.folds) mean += s / n;
    for (const double s : f.target.folds) squares += (s - mean) * (s - mean);
    out += paragraph(say(l, Text::over_folds, f.target.folds.size(), f.shown_score(mean),
                         shown_deviation(f, n > 1 ? std::sqrt(squares / (n - 1)) : 0.0)));
  }
  return out;
}

std::string class_verdict(const TargetFacts& f) {
  const Language l = f.page.language;
  const auto [low, high] = wilson_interval(f.right, f.examples);
  const std::string& items = f.page.items;
  return large_figure(percent(f.target.main_score()),
                      say(l, on_training_data(f) ? Text::right_on_learned : Text::right_on_new, items)) +
         paragraph(say(l, Text::named_correctly, with_separators(f.examples), items,
                       escape_markup(translated(f.page.run.split, l)), with_separators(f.right))) +
         paragraph(say(l, Text::expect_between, items, percent(low), percent(high))) + best_and_weakest(f);
}

/// The value below which this share of them lies.
double share_below(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

std::string value_verdict(const TargetFacts& f) {
  const ValueResults& v = *f.target.values;
  const Language l = f.page.language;
  std::vector<double> errors;
  for (std::int64_t i = 0; i < v.truth.size(); ++i)
    errors.push_back(std::abs(v.predicted.at(i) - v.truth.at(i)));
  return large_figure(fmt::format("{:.3f}", v.r2),
                      say(l, on_training_data(f) ? Text::r2_on_learned : Text::r2_on_new, f.page.items)) +
         paragraph(say(l, Text::explains_variation, with_separators(f.examples), f.page.items,
                       percent(std::max(v.r2, 0.0)))) +
         paragraph(say(l, Text::off_on_average, fmt::format("{:.4g}", v.mean_absolute_error),
                       fmt::format("{:.4g}", v.root_mean_squared_error),
                       fmt::format("{:.4g}", share_below(errors, 0.5)),
                       fmt::format("{:.4g}", share_below(errors, 0.9))));
}

std::string label_verdict(const TargetFacts& f) {
  const LabelResults& r = *f.target.labels;
  const Language l = f.page.language;
  return large_figure(fmt::format("{:.3f}", r.micro_avg.f1_score), say(l, Text::micro_f1_on, f.page.items)) +
         paragraph(say(l, Text::labels_found, with_separators(r.micro_avg.support),
                       percent(r.micro_avg.recall), percent(r.micro_avg.precision))) +
         paragraph(say(l, Text::labels_exact, percent(r.exact_matches), f.page.items));
}

std::string anomaly_verdict(const TargetFacts& f) {
  const AnomalyResults& a = *f.target.anomalies;
  const Language l = f.page.language;
  std::int64_t called = 0, unusual = 0, found = 0;
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    const bool says = a.scores[i] > a.threshold, is = !a.unusual.empty() && a.unusual[i];
    called += says;
    unusual += is;
    found += says && is;
  }
  const double share = static_cast<double>(called) / static_cast<double>(f.examples);
  std::string out;
  if (unusual > 0) {
    out = large_figure(percent(static_cast<double>(found) / static_cast<double>(unusual)),
                       say(l, Text::of_unusual_found));
  } else {
    out = large_figure(percent(share), say(l, Text::called_unusual));
  }
  out += paragraph(
      say(l, Text::anomalies_called, with_separators(f.examples), f.page.items, with_separators(called)));
  if (unusual > 0) {
    out += paragraph(say(l, Text::anomalies_found, with_separators(unusual), with_separators(found),
                         with_separators(called - found)));
  }
  return out;
}

}  // namespace

std::string verdict_section(const TargetFacts& f) {
  if (f.examples == 0) return {};
  const TargetReport& t = f.target;
  const double score = t.main_score();
  std::string out = t.classes  ? class_verdict(f)
                    : t.values ? value_verdict(f)
                    : t.labels ? label_verdict(f)
                               : anomaly_verdict(f);
  out += comparison_with_simple(f, score) + other_divisions(f) + "</div>\n</div>\n";
  return section(f, Text::how_well, out + baseline_bars(f, score));
}

}  // namespace saem::detail
