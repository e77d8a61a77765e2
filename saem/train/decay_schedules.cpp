#include "saem/train/decay_schedules.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/train/option_checks.h"

namespace saem {
namespace {

constexpr double pi = std::numbers::pi;

void require_rate(std::string_view place, std::string_view option, double rate) {
  require_option(std::isfinite(rate) && rate >= 0, place, option, "a finite number ≥ 0", rate);
}
void require_positive(std::string_view place, std::string_view option, double value) {
  require_option(std::isfinite(value) && value > 0, place, option, "a finite number > 0", value);
}

// How often decay_steps fit into the steps done.
Tensor periods(const Tensor& step, double decay_steps, bool staircase) {
  const Tensor p = step / decay_steps;
  return staircase ? floor(p) : p;
}

Tensor power_of(double base, const Tensor& exponent) {
  return pow(Tensor::scalar(base, exponent.dtype()), exponent);
}

// From 1 down to 0 as `share` goes from 0 to 1.
Tensor half_cosine(const Tensor& share) { return 0.5 * (1.0 + cos(pi * share)); }

}  // namespace

ExponentialDecay::ExponentialDecay(ExponentialDecayOptions options) : options_(options) {
  require_rate("ExponentialDecay", "initial_learning_rate", options.initial_learning_rate);
  require_positive("ExponentialDecay", "decay_steps", options.decay_steps);
  require_rate("ExponentialDecay", "decay_rate", options.decay_rate);
}
Tensor ExponentialDecay::operator()(const Tensor& step) const {
  return options_.initial_learning_rate *
         power_of(options_.decay_rate, periods(step, options_.decay_steps, options_.staircase));
}

StepDecay::StepDecay(StepDecayOptions options) : options_(options) {
  require_rate("StepDecay", "initial_learning_rate", options.initial_learning_rate);
  require_option(options.step_size >= 1, "StepDecay", "step_size", "at least 1",
                 static_cast<double>(options.step_size));
  require_rate("StepDecay", "gamma", options.gamma);
}
Tensor StepDecay::operator()(const Tensor& step) const {
  const auto size = static_cast<double>(options_.step_size);
  return options_.initial_learning_rate * power_of(options_.gamma, periods(step, size, /*staircase=*/true));
}

PiecewiseConstantDecay::PiecewiseConstantDecay(PiecewiseConstantDecayOptions options)
    : options_(std::move(options)) {
  constexpr std::string_view place = "PiecewiseConstantDecay";
  if (options_.values.size() != options_.boundaries.size() + 1) {
    fail<ValueError>(
        {std::string(place),
         fmt::format("expected one value more than boundaries, received {} values and {} boundaries",
                     options_.values.size(), options_.boundaries.size()),
         {},
         "values[i] holds up to boundaries[i], and the last value after the last boundary."});
  }
  for (const double value : options_.values) require_rate(place, "values", value);
  for (std::size_t i = 1; i < options_.boundaries.size(); ++i) {
    require_option(options_.boundaries[i] > options_.boundaries[i - 1], place,
                   fmt::format("boundaries[{}]", i), fmt::format("above {:g}", options_.boundaries[i - 1]),
                   options_.boundaries[i]);
  }
}
Tensor PiecewiseConstantDecay::operator()(const Tensor& step) const {
  Tensor rate = Tensor::scalar(options_.values.back(), step.dtype());
  for (std::size_t i = options_.boundaries.size(); i-- > 0;) {
    const Tensor is_after = greater(step, options_.boundaries[i]);
    rate = where(is_after, rate, options_.values[i]);
  }
  return rate;
}

PolynomialDecay::PolynomialDecay(PolynomialDecayOptions options) : options_(options) {
  require_rate("PolynomialDecay", "initial_learning_rate", options.initial_learning_rate);
  require_positive("PolynomialDecay", "decay_steps", options.decay_steps);
  require_rate("PolynomialDecay", "end_learning_rate", options.end_learning_rate);
  require_option(options.power >= 0, "PolynomialDecay", "power", "≥ 0", options.power);
}
Tensor PolynomialDecay::operator()(const Tensor& step) const {
  const double end = options_.end_learning_rate;
  const Tensor done = step / options_.decay_steps;
  const Tensor share = options_.cycle ? done / maximum(ceil(done), 1.0) : minimum(done, 1.0);
  return (options_.initial_learning_rate - end) * pow(1.0 - share, options_.power) + end;
}

InverseTimeDecay::InverseTimeDecay(InverseTimeDecayOptions options) : options_(options) {
  require_rate("InverseTimeDecay", "initial_learning_rate", options.initial_learning_rate);
  require_positive("InverseTimeDecay", "decay_steps", options.decay_steps);
  require_rate("InverseTimeDecay", "decay_rate", options.decay_rate);
}
Tensor InverseTimeDecay::operator()(const Tensor& step) const {
  const Tensor p = periods(step, options_.decay_steps, options_.staircase);
  return options_.initial_learning_rate / (1.0 + options_.decay_rate * p);
}

CosineDecay::CosineDecay(CosineDecayOptions options) : options_(options) {
  constexpr std::string_view place = "CosineDecay";
  require_rate(place, "initial_learning_rate", options.initial_learning_rate);
  require_positive(place, "decay_steps", options.decay_steps);
  require_rate(place, "alpha", options.alpha);
  require_rate(place, "warmup_steps", options.warmup_steps);
  if (options.warmup_target) {
    require_rate(place, "warmup_target", *options.warmup_target);
  } else if (options.warmup_steps > 0) {
    fail<ValueError>(
        {std::string(place),
         fmt::format("received warmup_steps = {:g} without a warmup_target", options.warmup_steps),
         {},
         "Give the rate that the warm-up ends with: it goes there from initial_learning_rate."});
  }
}
Tensor CosineDecay::operator()(const Tensor& step) const {
  const double start = options_.initial_learning_rate;
  const double peak = options_.warmup_target.value_or(start);
  const double warmup = options_.warmup_steps;
  const Tensor share = minimum((step - warmup) / options_.decay_steps, 1.0);
  const Tensor decayed = peak * ((1 - options_.alpha) * half_cosine(share) + options_.alpha);
  if (warmup == 0) return decayed;
  return where(less(step, Tensor::scalar(warmup, step.dtype())), start + (peak - start) * (step / warmup),
               decayed);
}

CosineDecayRestarts::CosineDecayRestarts(CosineDecayRestartsOptions options) : options_(options) {
  constexpr std::string_view place = "CosineDecayRestarts";
  require_rate(place, "initial_learning_rate", options.initial_learning_rate);
  require_positive(place, "first_decay_steps", options.first_decay_steps);
  require_option(std::isfinite(options.t_mul) && options.t_mul >= 1, place, "t_mul", "a finite number ≥ 1",
                 options.t_mul);
  require_rate(place, "m_mul", options.m_mul);
  require_rate(place, "alpha", options.alpha);
}
Tensor CosineDecayRestarts::operator()(const Tensor& step) const {
  const double t = options_.t_mul;
  const Tensor done = step / options_.first_decay_steps;  // in first periods
  Tensor period = floor(done);
  Tensor share = done - period;
  if (t != 1) {
    // Period i begins after 1 + t + … + tⁱ⁻¹ = (tⁱ - 1)/(t - 1) first periods.
    const auto begin = [t](const Tensor& i) { return (power_of(t, i) - 1.0) / (t - 1); };
    period = floor(log(1.0 + (t - 1) * done) / std::log(t));
    // The quotient of logarithms may round to the wrong side of a whole number.
    period = period + where(greater_equal(done, begin(period + 1.0)), Tensor::scalar(1, step.dtype()), 0.0);
    period = period - where(less(done, begin(period)), Tensor::scalar(1, step.dtype()), 0.0);
    share = (done - begin(period)) / power_of(t, period);
  }
  const Tensor peak = power_of(options_.m_mul, period);
  return options_.initial_learning_rate * ((1 - options_.alpha) * peak * half_cosine(share) + options_.alpha);
}

}  // namespace saem
