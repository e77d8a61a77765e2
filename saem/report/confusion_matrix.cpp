#include "saem/report/confusion_matrix.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/report/label_pairs.h"
#include "saem/report/text.h"

namespace saem {

using namespace detail;

namespace {

constexpr std::size_t max_classes = 10'000;
constexpr std::size_t max_table_width = 110;  // characters; wider tables break into unreadable lines

struct Totals {
  std::vector<std::int64_t> rows, columns;
  std::int64_t all = 0;
};

Totals totals_of(std::span<const std::int64_t> counts, std::size_t classes) {
  Totals totals{std::vector<std::int64_t>(classes), std::vector<std::int64_t>(classes), 0};
  for (std::size_t t = 0; t < classes; ++t) {
    for (std::size_t p = 0; p < classes; ++p) {
      const std::int64_t count = counts[t * classes + p];
      totals.rows[t] += count;
      totals.columns[p] += count;
      totals.all += count;
    }
  }
  return totals;
}

}  // namespace

std::span<const std::int64_t> ConfusionMatrix::values() const {
  const auto classes = static_cast<std::int64_t>(class_names.size());
  if (counts.shape() != Shape{classes, classes}) {
    fail<ShapeError>({"ConfusionMatrix",
                      fmt::format("expected counts of shape ({0}, {0}), received {1}", classes,
                                  counts.shape().to_string()),
                      fmt::format("{} class names", classes), "Make it with confusion_matrix()."});
  }
  return counts.data<std::int64_t>();
}

Array ConfusionMatrix::normalized(Normalize by) const {
  const std::size_t classes = class_names.size();
  const auto from = values();
  const Totals totals = totals_of(from, classes);
  Array shares(counts.shape(), DType::f64);
  const auto to = shares.mutable_data<double>();
  for (std::size_t t = 0; t < classes; ++t) {
    for (std::size_t p = 0; p < classes; ++p) {
      const std::int64_t total = by == Normalize::by_true        ? totals.rows[t]
                                 : by == Normalize::by_predicted ? totals.columns[p]
                                                                 : totals.all;
      const std::size_t i = t * classes + p;
      if (total > 0) to[i] = static_cast<double>(from[i]) / static_cast<double>(total);
    }
  }
  return shares;
}

std::vector<Confusion> ConfusionMatrix::most_confused(std::size_t limit) const {
  const std::size_t classes = class_names.size();
  const auto count = values();
  const Totals totals = totals_of(count, classes);
  std::vector<Confusion> mistakes;
  for (std::size_t t = 0; t < classes; ++t) {
    for (std::size_t p = 0; p < classes; ++p) {
      const std::int64_t c = count[t * classes + p];
      if (t == p || c == 0) continue;
      mistakes.push_back({static_cast<std::int64_t>(t), static_cast<std::int64_t>(p), c, totals.rows[t]});
    }
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  if (mistakes.size() > limit) mistakes.resize(limit);
  return mistakes;
}

std::string ConfusionMatrix::to_string() const {
  const std::size_t classes = class_names.size();
  const auto count = values();
  const std::int64_t largest = count.empty() ? 0 : *std::max_element(count.begin(), count.end());
  const std::size_t count_width = fmt::format("{}", largest).size();
  std::size_t name_width = 0;
  for (const auto& class_name : class_names) name_width = std::max(name_width, character_count(class_name));
  const bool by_number = name_width + classes * (std::max(name_width, count_width) + 2) > max_table_width;

  std::vector<std::string> rows = class_names, columns = class_names;
  if (by_number) {
    for (std::size_t c = 0; c < classes; ++c) {
      rows[c] = fmt::format("{} {}", class_names[c],
                            pad_left(fmt::format("{}", c), fmt::format("{}", classes - 1).size()));
      columns[c] = fmt::format("{}", c);
    }
  }
  std::size_t row_width = 0, column_width = count_width;
  for (const auto& r : rows) row_width = std::max(row_width, character_count(r));
  for (const auto& c : columns) column_width = std::max(column_width, character_count(c));

  std::string out(row_width, ' ');
  for (const auto& c : columns) out += "  " + pad_left(c, column_width);
  out += '\n';
  for (std::size_t t = 0; t < classes; ++t) {
    out += pad_left(rows[t], row_width);
    for (std::size_t p = 0; p < classes; ++p)
      out += fmt::format("  {:>{}}", count[t * classes + p], column_width);
    out += '\n';
  }
  return out;
}

ConfusionMatrix confusion_matrix(const Array& labels, const Array& predictions,
                                 const std::vector<std::string>& class_names) {
  const LabelPairs pairs = pair_labels(labels, predictions, class_names, "confusion_matrix");
  const std::size_t classes = pairs.class_names.size();
  if (classes > max_classes) {
    fail<ValueError>({"confusion_matrix",
                      fmt::format("expected at most {} classes, received {}", with_separators(max_classes),
                                  with_separators(static_cast<std::int64_t>(classes))),
                      "", "Merge rare classes, or use classification_report, which needs no matrix."});
  }
  const auto extent = static_cast<std::int64_t>(classes);
  ConfusionMatrix matrix{pairs.class_names, Array(Shape{extent, extent}, DType::i64)};
  const auto counts = matrix.counts.mutable_data<std::int64_t>();
  for (std::size_t i = 0; i < pairs.truth.size(); ++i) {
    ++counts[static_cast<std::size_t>(pairs.truth[i]) * classes +
             static_cast<std::size_t>(pairs.predicted[i])];
  }
  return matrix;
}

}  // namespace saem
