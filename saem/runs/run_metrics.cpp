#include "saem/runs/run_metrics.h"

#include <algorithm>
#include <set>

#include "saem/core/error.h"
#include "saem/train/metric.h"
#include "saem/train/metric_direction.h"

namespace saem::runs {
namespace {

/// As metric_direction.h knows it; empty for what is no metric's name.
std::string mode_by_name(std::string_view name) {
  if (name == "loss" || name == "seconds") return "min";
  if (name == "score") return "max";
  try {
    return saem::detail::mode_of(*make_metric(name));
  } catch (const ValueError&) {
    // Either there is none, or it has an option that must be given: of those, all but one are better larger.
    const std::vector<std::string>& known = metric_names();
    const bool is_known = std::ranges::find(known, name) != known.end();
    return is_known && name != "confusion_matrix" ? "max" : "";
  }
}

}  // namespace

std::string direction_of(std::string_view score) {
  // "test_weight_r2": whatever the parts before a metric's name mean.
  for (std::string_view name = score;;) {
    if (std::string mode = mode_by_name(name); !mode.empty()) return mode;
    const std::size_t end = name.find('_');
    if (end == std::string_view::npos) return {};
    name.remove_prefix(end + 1);
  }
}

std::vector<std::string> scores_of(std::span<const RunSummary> runs) {
  std::set<std::string> names;
  for (const RunSummary& run : runs) {
    for (const auto& [name, value] : run.scores) names.insert(name);
    if (run.value("seconds")) names.insert("seconds");
  }
  return {names.begin(), names.end()};
}

void sort_by(std::vector<RunSummary>& runs, const std::string& score, std::string_view direction) {
  const double sign = direction == "max" ? -1 : 1;
  std::ranges::stable_sort(runs, [&](const RunSummary& a, const RunSummary& b) {
    const std::optional<double> x = a.value(score), y = b.value(score);
    return x && y ? sign * *x < sign * *y : x.has_value() && !y.has_value();
  });
}

void sort_by_start(std::vector<RunSummary>& runs) {
  std::ranges::stable_sort(runs,
                           [](const RunSummary& a, const RunSummary& b) { return a.started > b.started; });
}

}  // namespace saem::runs
