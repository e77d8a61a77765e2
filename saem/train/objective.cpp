#include "saem/train/objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/lower.h"
#include "saem/core/error.h"
#include "saem/train/model.h"
#include "saem/train/precision.h"

namespace saem {
namespace {

std::vector<std::shared_ptr<const Metric>> chosen(const MetricChoices::List& choices) {
  std::vector<std::shared_ptr<const Metric>> metrics;
  for (const MetricChoice& choice : choices) metrics.push_back(choice.get());
  return metrics;
}

void require_trainable_loss(const Loss& loss) {
  if (loss.reduction() != "none") return;
  fail<ValueError>(
      {"compile",
       fmt::format("the loss '{}' has the reduction \"none\", but training needs one number", loss.name()),
       {},
       "Choose \"sum_over_batch_size\" or \"sum\"."});
}

void require_loss_weight(const OutputObjective& output, bool is_given) {
  if (!std::isfinite(output.loss_weight)) {
    fail<ValueError>({"compile",
                      fmt::format("expected finite loss_weights, received {} for the output '{}'",
                                  output.loss_weight, output.name),
                      {},
                      "1 is the usual one."});
  }
  if (output.loss || !is_given || output.loss_weight == 1) return;
  fail<ValueError>({"compile",
                    fmt::format("loss_weights has {} for the output '{}', which has no loss",
                                output.loss_weight, output.name),
                    {},
                    "Give it a loss, or leave its weight out."});
}

}  // namespace

bool Objective::has_loss() const {
  return std::ranges::any_of(outputs, [](const OutputObjective& o) { return o.loss != nullptr; });
}

Objective make_objective(const ModelCompileOptions& options, std::span<const std::string> output_names) {
  Objective objective;
  objective.optimizer = options.optimizer.get();
  objective.memory_budget = options.memory_budget;
  objective.precision = find_precision(options.precision);
  require_precision(objective.precision);
  const auto places = [&](const char* what) {
    return NamedPlaces{.place = "compile", .what = what, .kind = "output", .names = output_names};
  };
  NamedPlaces losses = places("loss");
  losses.one_for_all = true;
  const auto loss = options.loss.in_order(losses);
  const auto weights = options.loss_weights.in_order(places("loss_weights"), 1.0);
  const auto metrics = options.metrics.in_order(places("metrics"));
  const auto weighted = options.weighted_metrics.in_order(places("weighted_metrics"));

  std::vector<OutputMetrics> watched;
  for (std::size_t i = 0; i < output_names.size(); ++i) {
    OutputObjective output;
    output.name = output_names[i];
    output.loss = loss[i].get();
    output.loss_weight = weights[i];
    output.has_metrics = !metrics[i].empty() || !weighted[i].empty();
    if (output.loss) require_trainable_loss(*output.loss);
    require_loss_weight(output, options.loss_weights.given());
    OutputMetrics& measured = watched.emplace_back();
    measured.output = output.name;
    measured.has_loss = output.loss != nullptr;
    measured.metrics = chosen(metrics[i]);
    measured.weighted_metrics = chosen(weighted[i]);
    objective.outputs.push_back(std::move(output));
  }
  objective.metrics = watch(watched);
  return objective;
}

}  // namespace saem
