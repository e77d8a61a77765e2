#include "saem/train/warmup_schedules.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/train/option_checks.h"

namespace saem {

ConstantRate::ConstantRate(double rate) : rate_(rate) {
  require_option(std::isfinite(rate) && rate >= 0, "ConstantRate", "rate", "a finite number ≥ 0", rate);
}
Tensor ConstantRate::operator()(const Tensor& step) const { return Tensor::scalar(rate_, step.dtype()); }

LinearWarmup::LinearWarmup(LinearWarmupOptions options) : options_(std::move(options)) {
  const auto require = [](double value, bool is_valid, std::string_view name, std::string_view expected) {
    require_option(std::isfinite(value) && is_valid, "LinearWarmup", name, expected, value);
  };
  require(options_.warmup_steps, options_.warmup_steps > 0, "warmup_steps", "a finite number > 0");
  require(options_.start, options_.start >= 0, "start", "a finite number ≥ 0");
  const double target = options_.learning_rate.at(0);
  require(target, target >= 0, "learning_rate", "a finite number ≥ 0");
}
Tensor LinearWarmup::operator()(const Tensor& step) const {
  const double target = options_.learning_rate.at(0);
  const Tensor rising = options_.start + (target - options_.start) * (step / options_.warmup_steps);
  const Tensor since = maximum(step - options_.warmup_steps, 0.0);
  return where(less(step, Tensor::scalar(options_.warmup_steps, step.dtype())), rising,
               options_.learning_rate(since));
}

OneCycle::OneCycle(OneCycleOptions options) : options_(std::move(options)) {
  constexpr std::string_view place = "OneCycle";
  const OneCycleOptions& o = options_;
  require_option(std::isfinite(o.max_learning_rate) && o.max_learning_rate >= 0, place, "max_learning_rate",
                 "a finite number ≥ 0", o.max_learning_rate);
  require_option(o.total_steps >= 1, place, "total_steps", "at least 1", static_cast<double>(o.total_steps));
  require_option(o.pct_start >= 0 && o.pct_start <= 1, place, "pct_start", "in [0, 1]", o.pct_start);
  require_option(o.div_factor > 0, place, "div_factor", "> 0", o.div_factor);
  require_option(o.final_div_factor > 0, place, "final_div_factor", "> 0", o.final_div_factor);
  if (o.anneal_strategy != "cos" && o.anneal_strategy != "linear") {
    const std::array<std::string, 2> strategies{"cos", "linear"};
    const std::string_view near = nearest_name(o.anneal_strategy, strategies);
    fail<ValueError>({std::string(place),
                      fmt::format("expected anneal_strategy to be \"cos\" or \"linear\", received \"{}\"",
                                  o.anneal_strategy),
                      {},
                      near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
  }
}

Tensor OneCycle::anneal(double from, double to, const Tensor& share) const {
  if (options_.anneal_strategy == "linear") return from + (to - from) * share;
  return to + 0.5 * (from - to) * (1.0 + cos(std::numbers::pi * share));
}

Tensor OneCycle::operator()(const Tensor& step) const {
  const double highest = options_.max_learning_rate;
  const double first = highest / options_.div_factor;
  const double lowest = first / options_.final_div_factor;
  const auto n = static_cast<double>(options_.total_steps);
  const double peak = options_.pct_start * n - 1;
  struct Phase {
    double end, from, to;
  };
  std::vector<Phase> phases{{peak, first, highest}};
  if (options_.three_phase) {
    phases.push_back({2 * peak, highest, first});
    phases.push_back({n - 1, first, lowest});
  } else {
    phases.push_back({n - 1, highest, lowest});
  }
  // From the last phase to the first: `rate` is what holds after phase i.
  Tensor rate = Tensor::scalar(lowest, step.dtype());
  for (std::size_t i = phases.size(); i-- > 0;) {
    const auto [end, from, to] = phases[i];
    const double begin = i > 0 ? phases[i - 1].end : 0;
    const Tensor is_before_end = less_equal(step, Tensor::scalar(end, step.dtype()));
    // A phase without length is over as soon as it begins.
    const Tensor value = end > begin ? anneal(from, to, clip((step - begin) / (end - begin), 0, 1))
                                     : Tensor::scalar(to, step.dtype());
    rate = where(is_before_end, value, rate);
  }
  return rate;
}

}  // namespace saem
