#include "saem/train/learning_rate_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/train/batches.h"

namespace saem {
namespace {

constexpr double smoothing = 0.95;  // of the losses, which batches make noisy
constexpr double gives_up = 4;      // times the lowest loss

/// Gives variables back the values that they had.
class KeptValues {
 public:
  explicit KeptValues(std::vector<Variable> variables) : variables_(std::move(variables)) {
    for (const Variable& v : variables_) values_.push_back(v.value());
  }
  ~KeptValues() {
    for (std::size_t i = 0; i < variables_.size(); ++i) variables_[i].assign(values_[i]);
  }
  KeptValues(const KeptValues&) = delete;
  KeptValues& operator=(const KeptValues&) = delete;

 private:
  std::vector<Variable> variables_;
  std::vector<Array> values_;
};

std::vector<Variable> state_of(Model& model) {
  Optimizer& optimizer = model.optimizer();
  optimizer.build(model.trainable_variables());
  std::vector<Variable> all = model.variables();
  for (const Variable& v : optimizer.variables()) all.push_back(v);
  all.push_back(optimizer.learning_rate());
  all.push_back(model.random_state().variable());
  return all;
}

void check(const LearningRateFinderOptions& o, const ExampleSource& source) {
  const bool valid = o.lowest > 0 && o.highest > o.lowest && std::isfinite(o.highest) && o.steps >= 10 &&
                     o.batch_size >= 1 && source.size() > 0;
  if (valid) return;
  fail<ValueError>(
      {"find_learning_rate",
       fmt::format("expected 0 < lowest < highest, 10 steps or more, a batch size of 1 or more, and "
                   "examples, received {}, {}, {}, {} and {} examples",
                   o.lowest, o.highest, o.steps, o.batch_size, source.size()),
       "", ""});
}

/// The steepest fall over a tenth of the rates, before the lowest loss; the first few, which are smoothed the
/// least, do not count.
double steepest(const LearningRateCurve& curve, double otherwise) {
  const auto lowest = static_cast<std::size_t>(std::ranges::min_element(curve.losses) - curve.losses.begin());
  double best = 0, rate = otherwise;
  const std::size_t half = std::max<std::size_t>(1, curve.losses.size() / 20);
  for (std::size_t i = 3 * half; i + half < curve.losses.size() && i <= lowest; ++i) {
    const double fall = curve.losses[i - half] - curve.losses[i + half];
    if (fall <= best) continue;
    best = fall;
    rate = curve.rates[i];
  }
  return rate;
}

}  // namespace

LearningRateCurve find_learning_rate(Model& model, const ExampleSource& source,
                                     const LearningRateFinderOptions& o) {
  check(o, source);
  const double own = model.optimizer().learning_rate().value().item();
  const KeptValues kept(state_of(model));
  const double factor = std::pow(o.highest / o.lowest, 1.0 / static_cast<double>(o.steps - 1));
  LearningRateCurve curve;
  double mean = 0, lowest = std::numeric_limits<double>::infinity(), rate = o.lowest;
  std::vector<std::int64_t> order;
  std::size_t next = 0;
  for (int epoch = 0, step = 1; step <= o.steps; ++step, rate *= factor) {
    if (next >= order.size()) {
      order = shuffled(source.size(), o.seed, epoch++);
      next = 0;
    }
    const std::size_t size = std::min(order.size() - next, static_cast<std::size_t>(o.batch_size));
    const Examples batch = source.gather(std::span(order).subspan(next, size), epoch - 1);
    next += size;
    model.optimizer().set_learning_rate(rate);
    double loss = 0;
    try {
      loss = model.train_on_batch(batch.x, batch.y, {.sample_weight = batch.sample_weight}).at("loss");
    } catch (const NonFiniteError&) {
      break;
    }
    mean = smoothing * mean + (1 - smoothing) * loss;
    const double smooth = mean / (1 - std::pow(smoothing, step));
    if (step > 1 && smooth > gives_up * lowest) break;
    lowest = std::min(lowest, smooth);
    curve.rates.push_back(rate);
    curve.losses.push_back(smooth);
  }
  curve.suggestion = curve.losses.empty() ? own : steepest(curve, own);
  return curve;
}

}  // namespace saem
