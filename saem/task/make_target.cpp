#include "saem/task/make_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "saem/core/error.h"
#include "saem/data/tables/numbers.h"
#include "saem/task/class_order.h"
#include "saem/task/encoder_support.h"

namespace saem::detail {
namespace {

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
    if (!is_missing_text(texts[row])) names.insert(class_name(texts[row]));
  }
  return names;
}

/// No and yes: classes, however few rows there are.
bool are_zero_and_one(const TextColumn& texts, const ColumnFacts& facts) {
  return facts.distinct <= 4 && names_in(texts) == std::set<std::string, std::less<>>{"0", "1"};
}

/// Classes that the data list, each once.
std::vector<std::string> names_of(const std::vector<std::string>& given) {
  std::vector<std::string> names;
  for (const std::string& name : given) {
    std::string plain = class_name(name);
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
    for (const std::string_view label : split_labels(texts[row], target.separator))
      names.insert(std::string(label));
  }
  if (names.empty()) {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column), "no example has a label", "",
                      "Name the column with the labels with --target."});
  }
  target.classes = class_order(names);
  return target;
}

Target anomaly_target(const Samples& samples, const std::string& column, const TaskWishes& wishes,
                      const std::string& reason) {
  Target target{column, TargetKind::anomaly, reason};
  if (samples.find(column) < 0) return target;  // nobody knows which examples are unusual
  const TextColumn& texts = answers_in(samples, column);
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t row = 0; row < texts.size(); ++row) ++counts[class_name(texts[row])];
  target.normal = class_name(wishes.normal);
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

}  // namespace

ColumnFacts facts_of_learned(const Samples& samples, const TextColumn& texts) {
  return samples.parts.empty() ? column_facts(texts) : column_facts(texts.take(learned_rows(samples)));
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
  const bool few = f.whole_numbers == f.present() && f.distinct <= 20 &&
                   (f.distinct * 5 <= f.present() || are_zero_and_one(texts, f));
  if (kind == "value" && !numbers) {
    fail<ValueError>(
        {fmt::format("{}: '{}'", samples.name, column),
         fmt::format("expected numbers, but {} of {} values are none", f.present() - f.numbers, f.present()),
         "", "Correct them, or predict classes: --task classification."});
  }
  Target target{column, numbers && !few && !is_given ? TargetKind::value : TargetKind::classes, reason};
  if (!kind.empty()) target.kind = kind == "value" ? TargetKind::value : TargetKind::classes;
  if (target.kind == TargetKind::classes)
    target.classes = is_given ? names_of(samples.classes) : class_order(names_in(texts));
  if (target.kind == TargetKind::classes && (f.distinct < 2 || target.classes.size() < 2)) {
    fail<ValueError>({fmt::format("{}: '{}'", samples.name, column),
                      "every example has the same answer: there is nothing to tell apart", "",
                      "Give data with two classes at least, or another --target."});
  }
  return target;
}

}  // namespace saem::detail
