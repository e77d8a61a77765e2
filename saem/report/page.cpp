#include "saem/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::size_t most_curves_computed = 60;

/// Markup.
std::string baseline_name(const TargetReport& target, const std::string& name, Language l) {
  if (name == "majority")
    return say(l, target.labels ? Text::baseline_majority_of_labels : Text::baseline_majority);
  if (name == "distance from the mean") return say(l, Text::baseline_distance);
  if (name == "mean") return say(l, Text::baseline_mean);
  if (name == "linear") return say(l, Text::baseline_linear);
  if (name == "nearest neighbour") return say(l, Text::baseline_neighbour);
  return escape_markup(name);
}

/// Those that were measured, or else what the most frequent class gives.
std::vector<BaselineScore> baselines_of(const TargetReport& target, Language l) {
  std::vector<BaselineScore> all;
  for (const BaselineScore& b : target.baselines) all.push_back({baseline_name(target, b.name, l), b.score});
  if (!all.empty() || !target.classes) return all;
  const ClassificationReport& c = target.classes->classification;
  const auto largest = std::ranges::max_element(c.classes, {}, &ClassScores::support);
  if (largest == c.classes.end() || c.macro_avg.support == 0) return all;
  const auto index = static_cast<std::size_t>(largest - c.classes.begin());
  all.push_back({say(l, Text::always_class, escape_markup(c.class_names[index])),
                 static_cast<double>(largest->support) / static_cast<double>(c.macro_avg.support)});
  return all;
}

std::vector<std::pair<std::string, ThresholdCurve>> curves_of(const TargetReport& target) {
  std::vector<std::pair<std::string, ThresholdCurve>> curves;
  if (target.classes && target.classes->probabilities.size() > 0) {
    const ClassResults& c = *target.classes;
    const auto classes = std::min(c.classification.class_names.size(), most_curves_computed);
    for (std::size_t i = 0; i < classes; ++i)
      curves.emplace_back(c.classification.class_names[i],
                          threshold_curve(c.labels, c.probabilities, static_cast<std::int64_t>(i)));
  }
  if (target.labels && target.labels->probabilities.size() > 0) {
    const LabelResults& r = *target.labels;
    const std::size_t width = r.names.size();
    const std::span<const float> p = r.probabilities.data<float>();
    for (std::size_t label = 0; label < std::min(width, most_curves_computed); ++label) {
      std::vector<double> scores;
      std::vector<bool> positive;
      for (std::size_t i = label; i < p.size(); i += width) {
        scores.push_back(static_cast<double>(p[i]));
        positive.push_back(r.truth.at(static_cast<std::int64_t>(i)) != 0.0);
      }
      curves.emplace_back(r.names[label], threshold_curve(scores, positive));
    }
  }
  return curves;
}

}  // namespace

const BaselineScore* TargetFacts::best_baseline() const {
  const auto best = std::ranges::max_element(baselines, {}, &BaselineScore::score);
  return best == baselines.end() ? nullptr : &*best;
}

std::string TargetFacts::score_name() const {
  if (target.values) return "R²";
  if (target.labels) return "F1";
  return target.anomalies ? "AUC" : "";
}

std::string TargetFacts::shown_score(double score) const {
  const std::string name = score_name();
  return name.empty() ? percent(score) : fmt::format("{} {:.3f}", name, score);
}

TargetFacts target_facts(const PageFacts& page, const TargetReport& target) {
  TargetFacts facts{.page = page, .target = target};
  facts.examples = target.examples();
  if (target.classes) {
    const ClassResults& c = *target.classes;
    c.classification.validate();
    (void)c.confusion.values();
    facts.right = std::llround(c.classification.accuracy * static_cast<double>(facts.examples));
    if (!c.confidences.empty() || !c.correct.empty()) facts.calibration = calibrate(c.confidences, c.correct);
  }
  facts.baselines = baselines_of(target, page.language);
  facts.curves = curves_of(target);
  return facts;
}

std::string section(const std::string& heading, const std::string& content) {
  return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", heading, content);
}

std::string section(const TargetFacts& f, Text heading, const std::string& content) {
  std::string text = say(f.page.language, heading);
  if (f.page.run.targets.size() > 1 && !f.target.column.empty())
    text = escape_markup(f.target.column) + ": " + text;
  return section(text, content);
}

std::string paragraph(const std::string& content) { return "<p>" + content + "</p>\n"; }

std::string split_badge(const TargetFacts& f) {
  const Language l = f.page.language;
  return fmt::format("<p class=\"split\">{}</p>\n",
                     say(l, Text::measured_on, escape_markup(translated(f.page.run.split, l)),
                         with_separators(f.examples), f.page.items));
}

namespace {
double bar_percent(double share) { return std::isnan(share) ? 0.0 : 100.0 * std::clamp(share, 0.0, 1.0); }
}  // namespace

std::string bar(const std::string& label, double share, const std::string& figure, bool plain) {
  return fmt::format(
      "<div class=\"bar{}\"><span>{}</span><i><b style=\"width:{:.1f}%\"></b></i><span>{}</span></div>\n",
      plain ? " plain" : "", label, bar_percent(share), figure);
}

std::string meter(double share) {
  return fmt::format("<td class=\"meter\"><i><b style=\"width:{:.1f}%\"></b></i></td>", bar_percent(share));
}

std::string definition_list(const RunReport::Pairs& pairs, Language l) {
  std::string out = "<dl>\n";
  for (const auto& [name, value] : pairs) {
    out += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_markup(translated(name, l)), escape_markup(value));
  }
  return out + "</dl>\n";
}

std::string table_head(const std::vector<std::string>& headings, bool of_words) {
  std::string out =
      fmt::format("<div class=\"scroll\"><table{}>\n<thead><tr>", of_words ? " class=\"words\"" : "");
  for (const std::string& h : headings) out += "<th>" + h + "</th>";
  return out + "</tr></thead>\n<tbody>\n";
}

std::string figure(double value) { return std::isnan(value) ? "–" : fmt::format("{:.4f}", value); }

std::string row_of_scores(const std::string& name, const std::vector<std::string>& more,
                          const ClassScores& s) {
  std::string out = "<tr><td>" + name + "</td>";
  for (const std::string& cell : more) out += "<td>" + cell + "</td>";
  return out + fmt::format("<td>{}</td><td>{}</td><td>{:.2f}</td><td>{}</td>{}</tr>\n", percent(s.precision),
                           percent(s.recall), s.f1_score, with_separators(s.support), meter(s.recall));
}

}  // namespace saem::detail
