// Sections that help to understand a model: its mistakes, groups, columns, and what would help.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/interpretation.h"
#include "saem/report/page.h"
#include "saem/report/text.h"

namespace saem::detail {
namespace {

constexpr std::size_t columns_drawn = 30;

bool shows_occlusion(const std::vector<GalleryItem>& items) {
  return std::ranges::any_of(items, [](const GalleryItem& i) {
    return std::ranges::any_of(i.exhibits,
                               [](const Exhibit& e) { return e.occlusion.rows > 0 || !e.words.empty(); });
  });
}

/// How to read the colours comes first, if there are any.
std::string gallery_with_reading(const TargetFacts& f, const std::vector<GalleryItem>& items) {
  const Language l = f.page.language;
  const Text read = f.target.anomalies ? Text::occlusion_read_unusual : Text::occlusion_read;
  return (shows_occlusion(items) ? paragraph(say(l, read)) : std::string()) + gallery_html(items, l);
}

/// Which mistakes are shown.
std::string mistakes_read(const TargetFacts& f) {
  const Language l = f.page.language;
  const auto shown = static_cast<std::int64_t>(f.target.mistakes.size());
  if (f.target.values) return say(l, Text::largest_errors, shown);
  if (f.target.labels) return say(l, Text::labels_wrong, shown);
  if (f.target.anomalies) return say(l, Text::unusual_misjudged, shown);
  const std::int64_t all = f.examples - f.right;
  return shown >= all ? say(l, Text::all_mistakes, shown)
                      : say(l, Text::surest_mistakes, shown, with_separators(all));
}

std::string score_in_words(const TargetFacts& f) {
  const Text text = f.target.values      ? Text::r2_short
                    : f.target.labels    ? Text::f1_short
                    : f.target.anomalies ? Text::auc_short
                                         : Text::accuracy_short;
  return say(f.page.language, text);
}

std::string group_table(const TargetFacts& f, const GroupScores& g) {
  const Language l = f.page.language;
  const bool errors = f.target.values.has_value();
  double largest = 0;
  for (const auto& group : g.groups) largest = std::max(largest, group.score);
  std::string out = "<h3>" + escape_markup(g.column) + "</h3>\n" +
                    table_head({say(l, Text::value_of_column), say(l, Text::examples),
                                say(l, errors            ? Text::mean_error
                                       : f.target.labels ? Text::labels_right
                                                         : Text::right),
                                ""});
  for (const auto& group : g.groups) {
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}</tr>\n",
                       group.value.empty() ? say(l, Text::missing) : escape_markup(group.value),
                       with_separators(group.examples),
                       errors ? fmt::format("{:.4g}", group.score) : percent(group.score),
                       meter(errors ? group.score / std::max(largest, 1e-300) : group.score));
  }
  out += table_end;
  if (g.left_out > 0) out += paragraph(say(l, Text::and_more, g.left_out));
  return out;
}

}  // namespace

std::string unusual_section(const TargetFacts& f) {
  const std::vector<GalleryItem>& items = f.target.most_unusual;
  if (items.empty()) return {};
  return section(f, Text::most_unusual,
                 split_badge(f) + paragraph(say(f.page.language, Text::most_unusual_read, items.size())) +
                     gallery_with_reading(f, items));
}

std::string gallery_section(const TargetFacts& f) {
  const TargetReport& t = f.target;
  const Language l = f.page.language;
  if (t.mistakes.empty() && !t.right.empty()) {
    return section(f, Text::some_right, split_badge(f) + gallery_with_reading(f, t.right));
  }
  if (t.mistakes.empty()) return {};
  std::string out = split_badge(f) + paragraph(mistakes_read(f)) + gallery_with_reading(f, t.mistakes);
  if (!t.right.empty()) out += "<h3>" + say(l, Text::some_right) + "</h3>\n" + gallery_html(t.right, l);
  return section(f, t.values ? Text::furthest_off : Text::wrong_and_sure, out);
}

std::string groups_section(const TargetFacts& f) {
  if (f.target.groups.empty()) return {};
  std::string out = split_badge(f) + paragraph(say(f.page.language, Text::groups_read));
  for (const GroupScores& g : f.target.groups) out += group_table(f, g);
  return section(f, Text::group_by_group, out);
}

std::string importance_section(const TargetFacts& f) {
  if (f.target.importance.empty()) return {};
  const Language l = f.page.language;
  std::vector<Importance> order = f.target.importance;
  std::ranges::stable_sort(order, std::ranges::greater(), &Importance::drop);
  const std::size_t all = order.size();
  if (order.size() > columns_drawn) order.resize(columns_drawn);
  const double largest = std::max(order.front().drop, 1e-12);
  std::string out =
      paragraph(say(l, Text::importance_read, score_in_words(f), f.target.importance_permutations,
                    with_separators(f.target.importance_examples))) +
      "<div class=\"scale\">\n";
  for (const Importance& i : order) {
    const std::string drop = !f.score_name().empty()
                                 ? fmt::format("{:.3f} ± {:.3f}", i.drop, i.deviation)
                                 : fmt::format("{:.1f} ± {:.1f}\u00A0%", 100 * i.drop, 100 * i.deviation);
    out += bar(escape_markup(i.column), i.drop / largest, drop, false);
  }
  out += "</div>\n";
  if (all > order.size()) out += paragraph(say(l, Text::and_more, all - order.size()));
  if (const std::int64_t left = f.target.importance_left_out; left > 0)
    out += paragraph(say(l, Text::importance_left_out, with_separators(left)));
  return section(f, Text::what_counts, out + paragraph(say(l, Text::importance_warning)));
}

std::string advice_section(const TargetFacts& f) {
  if (f.examples == 0) return {};
  const Language l = f.page.language;
  static const HistoryMap no_history;
  static const ConfusionMatrix no_confusion;
  const BaselineScore* best = f.best_baseline();
  const auto advice =
      advise({.history = f.page.run.histories.empty() ? no_history : f.page.run.histories.front(),
              .confusion = f.target.classes ? f.target.classes->confusion : no_confusion,
              .calibration = f.calibration,
              .accuracy = f.target.main_score(),
              .baseline_accuracy = best == nullptr ? -1.0 : best->score,
              .items = f.page.run.items.empty() ? say(l, Text::examples) : translated(f.page.run.items, l),
              .language = l});
  if (advice.empty()) return {};
  std::string out = "<ol>\n";
  for (const auto& sentence : advice) out += "<li>" + escape_markup(sentence) + "</li>\n";
  return section(f, Text::what_would_help, out + "</ol>\n");
}

}  // namespace saem::detail
