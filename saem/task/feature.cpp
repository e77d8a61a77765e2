#include "saem/task/feature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <span>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/class_order.h"
#include "saem/task/column_facts.h"
#include "saem/task/encoder_support.h"
#include "saem/task/files_of.h"
#include "saem/task/target_columns.h"

namespace saem {
namespace {

using detail::column_facts;
using detail::ColumnFacts;
using detail::is_pictures;
using detail::lower_case;
using detail::spoilt_values;

const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names{"number",  "category", "text",  "date",   "series",
                                              "picture", "sound",    "array", "ignored"};
  return names;
}

/// "id", "PassengerId", "customer_id", "No.", "Unnamed: 0": what rows are told apart by, not what they are
/// like.
bool names_rows(const std::string& column) {
  const std::string small = lower_case(column);
  constexpr std::array<std::string_view, 11> names{"",    "id", "uid", "uuid", "index", "idx",
                                                   "row", "no", "no.", "nr",   "key"};
  if (std::ranges::find(names, small) != names.end() || small.starts_with("unnamed: ")) return true;
  if (column.ends_with("Id") || column.ends_with("ID")) return true;
  constexpr std::array<std::string_view, 4> ends{"_id", " id", "-id", ".id"};
  return std::ranges::any_of(ends, [&](std::string_view end) { return small.ends_with(end); });
}

/// 0, 1, 2, … or 1, 2, 3, …, and other numbers one after the other if they are called so: years are none.
bool is_row_number(const std::string& column, const ColumnFacts& f) {
  return f.counts_the_rows && (f.counts_from == 0 || f.counts_from == 1 || names_rows(column));
}

/// A whole number for each row, in any order.
bool is_row_name(const std::string& column, const ColumnFacts& f) {
  constexpr std::int64_t least_rows = 10;
  return f.rows >= least_rows && f.distinct == f.rows && f.whole_numbers == f.rows && names_rows(column);
}

Feature text_feature(const std::string& column, const ColumnFacts& f) {
  const auto feature = [&](FeatureKind kind, std::string reason) {
    return Feature{column, kind, std::move(reason)};
  };
  const std::string missing = f.missing == 0 ? "" : fmt::format(", {} missing", f.missing);
  if (f.present() == 0) return feature(FeatureKind::ignored, "it is empty");
  if (f.distinct == 1 && f.missing == 0) return feature(FeatureKind::ignored, "it is always the same");
  if (f.present() * 50 < f.rows)
    return feature(FeatureKind::ignored, fmt::format("only {} of {} rows have a value", f.present(), f.rows));
  if (is_row_number(column, f)) return feature(FeatureKind::ignored, "it counts the rows");
  if (is_row_name(column, f)) return feature(FeatureKind::ignored, "its numbers name the rows");
  if (f.numbers == f.present())
    return feature(FeatureKind::number, fmt::format("{} different numbers{}", f.distinct, missing));
  if (f.dates == f.present())
    return feature(FeatureKind::date,
                   fmt::format("{} dates{}{}", f.present(),
                               f.short_years > 0 ? ", two-digit years as 1969 to 2068" : "", missing));
  const double words = static_cast<double>(f.words) / static_cast<double>(f.present());
  const bool mostly_distinct = f.distinct * 2 > f.present();
  if (words >= 3 && mostly_distinct)
    return feature(FeatureKind::text, fmt::format("{:.0f} words on average{}", words, missing));
  if (f.distinct == f.rows)
    return feature(FeatureKind::ignored, "each row has a value of its own" + spoilt_values(f));
  return feature(FeatureKind::category,
                 fmt::format("{} different values{}{}", f.distinct, spoilt_values(f), missing));
}

FeatureKind kind_of(const Samples::Values& values) {
  struct Kind {
    FeatureKind operator()(const TextColumn&) const { return FeatureKind::text; }
    FeatureKind operator()(const SeriesColumn&) const { return FeatureKind::series; }
    FeatureKind operator()(const FileColumn& c) const {
      return c.kind == FileColumn::Kind::picture ? FeatureKind::picture : FeatureKind::sound;
    }
    FeatureKind operator()(const ArrayColumn& c) const {
      return is_pictures(c.values) ? FeatureKind::picture : FeatureKind::array;
    }
  };
  return std::visit(Kind{}, values);
}

const TextColumn& answers_in(const Samples& samples, const std::string& column) {
  const auto* texts = std::get_if<TextColumn>(&samples.column(column).values);
  if (texts != nullptr) return *texts;
  fail<UnsupportedError>({fmt::format("{}: '{}'", samples.name, column),
                          "the answer to be learned is no name and no number", "",
                          "Name a column of names or numbers with --target."});
}

std::set<std::string, std::less<>> names_in(const TextColumn& texts) {
  std::set<std::string, std::less<>> names;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    if (!is_missing_text(texts[row])) names.insert(detail::class_name(texts[row]));
  }
  return names;
}

/// Classes that the data list, each once.
std::vector<std::string> names_of(const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const std::string& name : given) {
    std::string plain = detail::class_name(name);
    if (std::ranges::find(names, plain) == names.end()) names.push_back(std::move(plain));
  }
  return names;
}

/// The sign that stands in most of the cells.
char label_separator(const TextColumn& texts) {
  char best = ' ';
  std::int64_t most = 0;
  for (const char sign : {'|', ';', ',', ' '}) {
    std::int64_t cells = 0;
    for (std::int64_t row = 0; row < texts.size(); ++row) cells += texts[row].find(sign) != std::string::npos;
    if (cells > most) {
      most = cells;
      best = sign;
    }
  }
  return best;
}

Target labels_target(const Samples& samples, const std::string& column, const std::string& reason) {
  const TextColumn& texts = answers_in(samples, column);
  Target target{column, TargetKind::labels, reason};
  target.separator = label_separator(texts);
  std::set<std::string, std::less<>> names;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    for (const std::string_view label : detail::split_labels(texts[row], target.separator))
      names.insert(std::string(label));
  }
  if (names.empty()) {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column), "no example has a label", "",
                      "Name the column with the labels with --target."});
  }
  target.classes = detail::class_order(names);
  return target;
}

Target anomaly_target(const Samples& samples, const std::string& column, const TaskWishes& wishes,
                      const std::string& reason) {
  Target target{column, TargetKind::anomaly, reason};
  if (samples.find(column) < 0) return target;  // nobody knows which examples are unusual
  const TextColumn& texts = answers_in(samples, column);
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t row = 0; row < texts.size(); ++row) ++counts[detail::class_name(texts[row])];
  target.normal = detail::class_name(wishes.normal);
  if (target.normal.empty())
    target.normal = std::ranges::max_element(counts, {}, [](const auto& c) { return c.second; })->first;
  if (!counts.contains(target.normal)) {
    std::vector<std::string> names;
    for (const auto& [name, count] : counts) names.emplace_back(name);
    const std::string_view near = nearest_name(target.normal, names);
    const std::size_t shown = std::min<std::size_t>(names.size(), 5);
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column),
                      fmt::format("no example is '{}', which was said to be the usual", target.normal),
                      fmt::format("it says {}{}", fmt::join(std::span(names).first(shown), ", "),
                                  names.size() > shown ? ", …" : ""),
                      near.empty() ? "Give --normal what it says of usual examples."
                                   : fmt::format("Did you mean '{}'?", near)});
  }
  return target;
}

/// Of the part that is learned from, where the data come divided: what a column is must not depend on what it
/// is measured with.
ColumnFacts facts_of_learned(const Samples& samples, const TextColumn& texts) {
  return samples.parts.empty() ? column_facts(texts)
                               : column_facts(texts.take(detail::learned_rows(samples)));
}

Target make_target(const Samples& samples, const std::string& column, const TaskWishes& wishes,
                   const std::string& reason) {
  std::string kind = wishes.target_kind;
  if (const auto wish = wishes.kinds.find(column); wish != wishes.kinds.end()) kind = wish->second;
  if (kind == "labels") return labels_target(samples, column, reason);
  if (kind == "anomaly") return anomaly_target(samples, column, wishes, reason);
  if (!kind.empty() && kind != "classes" && kind != "value") {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column),
                      fmt::format("expected a target of classes, value or labels, received {}", kind), "",
                      ""});
  }
  const TextColumn& texts = answers_in(samples, column);
  const bool is_given = column == samples.target && !samples.classes.empty();
  const ColumnFacts f = facts_of_learned(samples, texts);
  if (f.present() == 0) {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column), "the target is empty in every row", "",
                      "Name the column with the answers with --target."});
  }
  const bool numbers = f.numbers == f.present();
  const bool few = f.whole_numbers == f.present() && f.distinct <= 20 && f.distinct * 5 <= f.present();
  if (kind == "value" && !numbers) {
    fail<ValueError>(
        {fmt::format("{}: '{}'", samples.name, column),
         fmt::format("expected numbers, but {} of {} values are none", f.present() - f.numbers, f.present()),
         "", "Correct them, or predict classes: --task classification."});
  }
  Target target{column, numbers && !few && !is_given ? TargetKind::value : TargetKind::classes, reason};
  if (!kind.empty()) target.kind = kind == "value" ? TargetKind::value : TargetKind::classes;
  if (target.kind == TargetKind::classes)
    target.classes = is_given ? names_of(samples.classes) : detail::class_order(names_in(texts));
  if (target.kind == TargetKind::classes && (f.distinct < 2 || target.classes.size() < 2)) {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column),
                      "every example has the same answer: there is nothing to tell apart", "",
                      "Give data with two classes at least, or another --target."});
  }
  return target;
}

/// Throws if nothing is left to learn from, with the reasons.
void require_features(const Samples& samples, const LearningTask& task) {
  const auto is_used = [](const Feature& f) { return f.kind != FeatureKind::ignored; };
  if (std::ranges::any_of(task.features, is_used)) return;
  constexpr std::size_t shown = 5;
  std::string reasons;
  const Feature* left_out = nullptr;  // not because somebody asked for it
  for (std::size_t i = 0; i < task.features.size(); ++i) {
    const Feature& f = task.features[i];
    if (left_out == nullptr && !f.asked) left_out = &f;
    if (i < shown) reasons += fmt::format("{}'{}': {}", reasons.empty() ? "" : "; ", f.column, f.reason);
  }
  if (task.features.size() > shown) reasons += fmt::format("; … ({} columns)", task.features.size());
  if (reasons.empty())
    reasons = fmt::format("the only column, '{}', is the target", samples.columns.front().name);
  fail<ValueError>(
      {samples.name, "there is no column to learn from", reasons,
       left_out == nullptr
           ? "Give data with a column more, or another --target."
           : fmt::format("Say what a column is, for example --kind {}=number, or name another --target.",
                         left_out->column)});
}

}  // namespace

std::string_view name(FeatureKind kind) noexcept { return kind_names()[static_cast<std::size_t>(kind)]; }
std::string_view name(TargetKind kind) noexcept {
  constexpr std::array<std::string_view, 4> names{"classes", "value", "labels", "anomaly"};
  return names[static_cast<std::size_t>(kind)];
}

FeatureKind feature_kind(std::string_view name) {
  const auto found = std::ranges::find(kind_names(), name);
  if (found != kind_names().end()) return static_cast<FeatureKind>(found - kind_names().begin());
  const std::string_view near = nearest_name(name, kind_names());
  fail<ValueError>({"kind of a column", fmt::format("there is no kind '{}'", name),
                    fmt::format("kinds: {}", fmt::join(kind_names(), ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

LearningTask find_task(const Samples& samples, const TaskWishes& wishes) {
  if (samples.size() == 0) fail<ValueError>({samples.name, "there are no examples", "", "Give some data."});
  LearningTask task;
  std::string reason;
  for (const std::string& t : detail::target_columns(samples, wishes, reason))
    task.targets.push_back(make_target(samples, t, wishes, reason));
  const auto is_target = [&](const std::string& column) {
    return std::ranges::find(task.targets, column, &Target::column) != task.targets.end();
  };
  for (const std::string& column : wishes.ignored) static_cast<void>(samples.column(column));
  for (const auto& [column, kind] : wishes.kinds) {
    static_cast<void>(samples.column(column));
    if (!is_target(column)) static_cast<void>(feature_kind(kind));
  }
  for (const Samples::Column& c : samples.columns) {
    if (is_target(c.name)) continue;
    const auto wish = wishes.kinds.find(c.name);
    if (std::ranges::find(wishes.ignored, c.name) != wishes.ignored.end()) {
      task.features.push_back({c.name, FeatureKind::ignored, "as asked", true});
    } else if (wish != wishes.kinds.end()) {
      task.features.push_back({c.name, feature_kind(wish->second), "as asked", true});
    } else if (const auto* texts = std::get_if<TextColumn>(&c.values)) {
      task.features.push_back(text_feature(c.name, facts_of_learned(samples, *texts)));
    } else {
      task.features.push_back({c.name, kind_of(c.values), ""});
    }
  }
  require_features(samples, task);
  return task;
}

}  // namespace saem
