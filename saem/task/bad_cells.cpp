#include "saem/task/bad_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "saem/data/column_index.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/encoder_support.h"

namespace saem {
namespace {

/// What is expected of the cells of a column.
struct ColumnCheck {
  std::string column;
  const TextColumn* texts = nullptr;
  std::string expected;  // "number"
  std::function<bool(std::string_view)> takes;
  bool whole = false;  // also the part that its kind was found in
};

void check_column(const Samples& samples, const ColumnCheck& check, std::map<std::int64_t, BadCell>& bad) {
  for (std::int64_t row = 0; row < check.texts->size(); ++row) {
    const bool is_learned =
        samples.parts.empty() || samples.parts[static_cast<std::size_t>(row)] == Part::train;
    const std::string_view text = (*check.texts)[row];
    if ((is_learned && !check.whole) || is_missing_text(text) || check.takes(text)) continue;
    bad.try_emplace(row,
                    BadCell{row, detail::unexpected_cell(samples, row, check.column, check.expected, text)});
  }
}

std::vector<BadCell> in_order(std::map<std::int64_t, BadCell> bad) {
  std::vector<BadCell> all;
  for (auto& [row, cell] : bad) all.push_back(std::move(cell));
  return all;
}

std::function<bool(std::string_view)> takes_numbers(const TextColumn& learned, bool finite) {
  return [format = find_number_format(learned), finite](std::string_view text) {
    const std::optional<double> number = parse_number(text, format);
    return number && (!finite || std::isfinite(*number));
  };
}

}  // namespace

std::vector<BadCell> bad_cells(const Samples& samples, const LearningTask& task) {
  const ColumnIndex index(samples);
  const std::vector<std::int64_t> learned = detail::learned_rows(samples);
  std::map<std::int64_t, BadCell> bad;
  const auto check = [&](const std::string& column, std::string_view kind, bool whole) {
    if (!whole && samples.parts.empty()) return;
    const auto* texts = std::get_if<TextColumn>(&index.column(column).values);
    if (texts == nullptr) return;
    const TextColumn known = samples.parts.empty() ? *texts : texts->take(learned);
    ColumnCheck wanted{column, texts, "number", {}, whole};
    if (kind == "date") {
      wanted.expected = "date";
      wanted.takes = [order = find_date_order(known)](std::string_view text) {
        return parse_date(text, order).has_value();
      };
    } else {
      wanted.takes = takes_numbers(known, kind == "value");
    }
    check_column(samples, wanted, bad);
  };
  for (const Feature& f : task.features) {
    if (f.kind == FeatureKind::number || f.kind == FeatureKind::date) check(f.column, name(f.kind), f.asked);
  }
  for (const Target& t : task.targets) {
    if (t.kind == TargetKind::value) check(t.column, "value", false);
  }
  return in_order(std::move(bad));
}

std::vector<BadCell> bad_cells(const Samples& samples, const Inputs& inputs) {
  const ColumnIndex index(samples);
  std::map<std::int64_t, BadCell> bad;
  for (const Inputs::Column& c : inputs.columns()) {
    const int at = index.find(c.name);
    if (at < 0) continue;
    const auto* texts = std::get_if<TextColumn>(&samples.columns[static_cast<std::size_t>(at)].values);
    if (texts == nullptr) continue;
    check_column(samples,
                 {c.name, texts, std::string(c.encoder->type()),
                  [&](std::string_view text) { return c.encoder->takes(text); }, true},
                 bad);
  }
  return in_order(std::move(bad));
}

}  // namespace saem
