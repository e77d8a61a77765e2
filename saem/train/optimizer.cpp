#include "saem/train/optimizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/train/gradient_clipping.h"
#include "saem/train/optimizer_state.h"
#include "saem/train/option_checks.h"

namespace saem {
namespace {

constexpr const char* same_variables =
    "Pass the variables that the gradients were taken for, in the same order.";

void check_options(const std::string& name, const OptimizerOptions& o) {
  const auto at_least_zero = [&](std::string_view option, double value) {
    require_option(std::isfinite(value) && value >= 0, name, option, "a finite number ≥ 0", value);
  };
  at_least_zero("weight_decay", o.weight_decay);
  at_least_zero("clipnorm", o.clipnorm);
  at_least_zero("clipvalue", o.clipvalue);
  at_least_zero("global_clipnorm", o.global_clipnorm);
  if ((o.clipnorm > 0) + (o.clipvalue > 0) + (o.global_clipnorm > 0) > 1) {
    fail<ValueError>({name,
                      fmt::format("received clipnorm = {:g}, clipvalue = {:g} and global_clipnorm = {:g}",
                                  o.clipnorm, o.clipvalue, o.global_clipnorm),
                      {},
                      "Give one of them at most."});
  }
  require_option(o.ema_momentum >= 0 && o.ema_momentum <= 1, name, "ema_momentum", "in [0, 1]",
                 o.ema_momentum);
  require_option(o.ema_overwrite_frequency >= 0, name, "ema_overwrite_frequency",
                 "at least 1, or 0 for never", o.ema_overwrite_frequency);
  require_option(o.gradient_accumulation_steps == 0 || o.gradient_accumulation_steps >= 2, name,
                 "gradient_accumulation_steps", "at least 2, or 0 for none", o.gradient_accumulation_steps);
}

Tensor as_variable(const Tensor& t, const Variable& variable) {
  return t.dtype() == variable.dtype() ? t : cast(t, variable.dtype());
}

}  // namespace

Optimizer::Optimizer(const std::string& name, const LearningRate& learning_rate, OptimizerOptions options)
    : state_(std::make_shared<State>()) {
  state_->name = options.name.empty() ? name : options.name;
  check_options(state_->name, options);
  state_->options = std::move(options);
  state_->schedule = learning_rate;
  state_->learning_rate = state_->make("learning_rate", {}, Array::scalar(0));
  state_->iterations = state_->make("iterations", {}, Array::scalar(0, DType::i64));
  const double rate = learning_rate.at(0);
  require(std::isfinite(rate) && rate >= 0, state_->name, "learning_rate", "a finite number ≥ 0", rate);
  state_->learning_rate.assign(Array::scalar(rate));
}

Optimizer::~Optimizer() = default;
std::shared_ptr<Optimizer> Optimizer::clone() const { return std::shared_ptr<Optimizer>(new_copy()); }

const std::string& Optimizer::name() const { return state_->name; }
Variable Optimizer::learning_rate() const { return state_->learning_rate; }
Variable Optimizer::iterations() const { return state_->iterations; }

void Optimizer::set_learning_rate(double rate) {
  if (state_->schedule.is_scheduled()) {
    fail<ValueError>({name(),
                      "the learning rate follows a schedule, so it cannot be set",
                      {},
                      "Construct the optimizer with a number as learning_rate."});
  }
  require(std::isfinite(rate) && rate >= 0, name(), "learning_rate", "a finite number ≥ 0", rate);
  state_->learning_rate.assign(Array::scalar(rate));
}

void Optimizer::require(bool valid, std::string_view place, std::string_view option,
                        std::string_view expected, double received) {
  require_option(valid, place, option, expected, received);
}

std::vector<Optimizer::Slot> Optimizer::slots_for(const Variable& variable) const {
  std::vector<Slot> slots;
  for (const std::string& name : slot_names()) slots.push_back({name, variable.shape()});
  return slots;
}

double Optimizer::weight_decay_of(const Variable& /*variable*/) const { return state_->options.weight_decay; }

void Optimizer::check_gradients(const Tensors& gradients, std::span<const Variable> variables) const {
  if (gradients.size() != variables.size()) {
    fail<ValueError>(
        {name() + ".apply",
         fmt::format("expected one gradient per variable, received {} gradients for {} variables",
                     gradients.size(), variables.size()),
         {},
         same_variables});
  }
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const bool is_given = gradients[i].defined();
    if (is_given && gradients[i].shape() == variables[i].shape()) continue;
    fail<ShapeError>({name() + ".apply",
                      fmt::format("expected a gradient of shape {} for variable '{}', received {}",
                                  variables[i].shape().to_string(), variables[i].name(),
                                  is_given ? gradients[i].shape().to_string() : "none"),
                      {},
                      same_variables});
  }
}

void Optimizer::apply(const Tensors& gradients, std::span<const Variable> variables) {
  check_gradients(gradients, variables);
  build(variables);
  const OptimizerOptions& options = state_->options;
  UpdateScope scope;  // so that all values are computed together, from the values before the step
  const Tensor steps_before = state_->iterations.read();
  const Tensor iteration = steps_before + 1.0;
  if (options.gradient_accumulation_steps > 0) {
    accumulate(gradients, variables);
  } else {
    move(gradients, variables, iteration);
  }
  if (options.use_ema) {
    const int n = options.gradient_accumulation_steps;
    average(variables, n > 0 ? steps_before / static_cast<double>(n) : steps_before);
  }
  state_->iterations.assign(iteration);
  if (state_->schedule.is_scheduled())
    state_->learning_rate.assign(cast(state_->schedule(iteration), DType::f32));
  scope.commit();
}

// Adds up gradients, and moves the variables in each n-th step.
void Optimizer::accumulate(const Tensors& gradients, std::span<const Variable> variables) {
  const double n = state_->options.gradient_accumulation_steps;
  const Tensor steps_before = state_->iterations.read();
  const Tensor moves = (steps_before + 1.0) / n;  // integers: rounded down
  const Tensor is_move = equal(moves * n, steps_before + 1.0);
  Tensors means = gradients;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    State::Slots& slots = state_->slots_of(variables[i]);
    if (slots.frozen) continue;
    const Tensor total = slots.accumulator + as_variable(gradients[i], variables[i]);
    means[i] = total / n;
    slots.accumulator.assign(where(logical_not(is_move), total, 0.0));
  }
  std::vector<UpdateScope::Update> updates;
  {
    UpdateScope scope;
    move(means, variables, steps_before / n + 1.0);
    updates = scope.updates();
  }
  for (const UpdateScope::Update& update : updates) {
    Variable variable(update.variable);
    variable.assign(where(is_move, update.value, variable.read()));
  }
}

void Optimizer::move(const Tensors& gradients, std::span<const Variable> variables, const Tensor& iteration) {
  const OptimizerOptions& options = state_->options;
  std::vector<Variable> moved;
  Tensors slopes;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (state_->slots_of(variables[i]).frozen) continue;
    moved.push_back(variables[i]);
    slopes.push_back(as_variable(gradients[i], variables[i]));
    if (options.clipnorm > 0) slopes.back() = clip_by_norm(slopes.back(), options.clipnorm);
    if (options.clipvalue > 0) slopes.back() = clip(slopes.back(), -options.clipvalue, options.clipvalue);
  }
  if (options.global_clipnorm > 0) slopes = clip_by_global_norm(slopes, options.global_clipnorm);
  if (!state_->shared.empty()) update_shared(state_->shared, cast(iteration, DType::f32));
  const Tensor base_rate = state_->learning_rate;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    Variable& variable = moved[i];
    State::Slots& slots = state_->slots_of(variable);
    Tensor rate = as_variable(base_rate, variable);
    if (slots.learning_rate_factor != 1) rate = rate * slots.learning_rate_factor;
    if (slots.weight_decay > 0) variable.assign(variable - variable * (rate * slots.weight_decay));
    update(variable, slots.moments, {slopes[i], rate, as_variable(iteration, variable), state_->shared});
  }
}

}  // namespace saem
