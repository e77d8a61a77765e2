#include "saem/task/feature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/column_facts.h"
#include "saem/task/encoder_support.h"
#include "saem/task/files_of.h"
#include "saem/task/make_target.h"
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
    task.targets.push_back(detail::make_target(samples, t, wishes, reason));
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
      task.features.push_back(text_feature(c.name, detail::facts_of_learned(samples, *texts)));
    } else {
      task.features.push_back({c.name, kind_of(c.values), ""});
    }
  }
  require_features(samples, task);
  return task;
}

}  // namespace saem
