#include "saem/task/target_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/task/column_facts.h"

namespace saem::detail {
namespace {

bool may_be_answers(const Samples::Values& values) {
  constexpr std::int64_t few = 20;
  const auto* texts = std::get_if<TextColumn>(&values);
  if (texts == nullptr) return true;
  const ColumnFacts f = column_facts(*texts);
  if (f.present() == 0) return false;
  return f.present() < few || f.numbers == f.present() || f.distinct * 2 <= f.present();
}

/// "y 1", "y 2", … of an array y with several answers.
std::vector<std::string> columns_of_array(const Samples& samples, const std::string& array) {
  std::vector<std::string> columns;
  for (const Samples::Column& c : samples.columns) {
    if (!c.name.starts_with(array + " ")) continue;
    const std::string_view number = std::string_view(c.name).substr(array.size() + 1);
    if (number.find_first_not_of("0123456789") == std::string_view::npos) columns.push_back(c.name);
  }
  return columns;
}

std::string last_column(const Samples& samples, const TaskWishes& wishes, std::string& reason) {
  std::vector<const Samples::Column*> columns;  // the last one first
  for (auto c = samples.columns.rbegin(); c != samples.columns.rend(); ++c)
    if (std::ranges::find(wishes.ignored, c->name) == wishes.ignored.end()) columns.push_back(&*c);
  if (columns.empty()) {
    fail<ValueError>(
        {samples.name, "every column is left out", "", "Leave one for the answer: see --target."});
  }
  const auto is_text = [](const Samples::Column* c) { return std::holds_alternative<TextColumn>(c->values); };
  if (std::ranges::none_of(columns, is_text)) {
    fail<ValueError>(
        {samples.name, "there are examples, but no answers to learn",
         fmt::format("nothing but '{}'", columns.front()->name),
         "Give a folder with a folder for each class, or a table or arrays with the answers too."});
  }
  const auto found =
      std::ranges::find_if(columns, [](const Samples::Column* c) { return may_be_answers(c->values); });
  if (found == columns.begin() || found == columns.end()) {
    reason = "the last column; another with --target";
    return columns.front()->name;
  }
  reason = "the last column that can be an answer; another with --target";
  return (*found)->name;
}

}  // namespace

std::vector<std::string> target_columns(const Samples& samples, const TaskWishes& wishes,
                                        std::string& reason) {
  if (!wishes.targets.empty()) {
    for (const std::string& t : wishes.targets) {
      static_cast<void>(samples.column(t));
      if (std::ranges::count(wishes.targets, t) > 1)
        fail<ValueError>({fmt::format("{}: '{}'", samples.name, t), "is named as a target twice", "",
                          "Name each target once."});
    }
    reason = "as asked";
    return wishes.targets;
  }
  if (!samples.target.empty()) {
    reason = "as the data are laid out";
    if (samples.find(samples.target) >= 0) return {samples.target};
    return columns_of_array(samples, samples.target);
  }
  constexpr std::array<std::string_view, 6> usual{"target", "label", "class", "y", "class_label", "labels"};
  for (const Samples::Column& c : samples.columns) {
    if (std::ranges::find(wishes.ignored, c.name) != wishes.ignored.end()) continue;
    if (std::ranges::find(usual, lower_case(c.name)) == usual.end()) continue;
    reason = "by its name; another with --target";
    return {c.name};
  }
  if (wishes.target_kind == "anomaly") {
    reason = "nothing says which examples are unusual; --target COLUMN would";
    return {"anomaly"};
  }
  return {last_column(samples, wishes, reason)};
}

}  // namespace saem::detail
