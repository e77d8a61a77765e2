// What an optimizer keeps of its variables, and how they are told apart.
#include "saem/train/optimizer_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"

namespace saem {

Variable Optimizer::State::make(const std::string& slot, const std::string& variable,
                                const Array& value) const {
  const std::string of_variable = variable.empty() ? "" : "/" + variable;
  return Variable(value, {fmt::format("{}/{}{}", name, slot, of_variable), /*trainable=*/false});
}

void Optimizer::add_slots(const Variable& variable) {
  State& s = *state_;
  if (!s.index.try_emplace(variable.state().get(), s.slots.size()).second) return;
  const std::string given = variable.name().empty() ? "variable" : variable.name();
  std::string unique = given;
  for (int i = 1; !s.names.insert(unique).second; ++i) unique = fmt::format("{}_{}", given, i);
  State::Slots slots{.variable = variable, .unique_name = unique, .weight_decay = weight_decay_of(variable)};
  const auto matches = [&](const VariableFilter& filter) { return filter.matches(variable); };
  if (std::ranges::any_of(s.without_decay, matches)) slots.weight_decay = 0;
  const auto group =
      std::ranges::find_if(s.groups, [&](const State::Group& g) { return g.filter.matches(variable); });
  if (group != s.groups.end()) {
    slots.learning_rate_factor = group->options.learning_rate_factor;
    slots.weight_decay = group->options.weight_decay.value_or(slots.weight_decay);
    slots.frozen = group->options.frozen;
  }
  if (!slots.frozen) {
    const DType dtype = variable.dtype();
    for (const Slot& slot : slots_for(variable))
      slots.moments.push_back(s.make(slot.name, unique, Array::full(slot.shape, slot.initial_value, dtype)));
    const Array zeros(variable.shape(), dtype);
    if (s.options.gradient_accumulation_steps > 0)
      slots.accumulator = s.make("gradient_accumulator", unique, zeros);
    if (s.options.use_ema) slots.average = s.make("average", unique, zeros);
  }
  s.slots.push_back(std::move(slots));
}

void Optimizer::build(std::span<const Variable> variables) {
  State& s = *state_;
  const bool is_first = s.slots.empty();
  if (is_first && !variables.empty()) {
    for (const State::Group& group : s.groups) {
      if (std::ranges::any_of(variables, [&](const Variable& v) { return group.filter.matches(v); }))
        continue;
      fail<ValueError>(
          {name(), fmt::format("no variable belongs to the group of {}", group.filter.description()),
           fmt::format("the first of {} variables is '{}'", variables.size(), variables[0].name()),
           "Patterns are searched for in the names of variables, such as 'dense/kernel'."});
    }
  }
  if (s.shared.empty()) {
    for (const Slot& slot : shared_slots())
      s.shared.push_back(s.make(slot.name, {}, Array::full(slot.shape, slot.initial_value)));
  }
  for (const Variable& variable : variables) add_slots(variable);
}

std::vector<Variable> Optimizer::variables() const {
  std::vector<Variable> all{state_->iterations, state_->learning_rate};
  all.insert(all.end(), state_->shared.begin(), state_->shared.end());
  for (const State::Slots& slots : state_->slots) {
    all.insert(all.end(), slots.moments.begin(), slots.moments.end());
    if (slots.accumulator.defined()) all.push_back(slots.accumulator);
    if (slots.average.defined()) all.push_back(slots.average);
  }
  return all;
}

void Optimizer::require_unused(std::string_view function) const {
  if (state_->slots.empty()) return;
  fail<ValueError>({fmt::format("{}.{}", name(), function),
                    "the optimizer has variables already",
                    {},
                    "Call it before the first step: steps that are compiled would not follow."});
}

void Optimizer::add_group(const ParameterGroup& group) {
  require_unused("add_group");
  const std::string place = name() + ".add_group";
  if (group.names.empty() && group.variables.empty())
    fail<ValueError>({place, "received neither names nor variables", {}, "Say whom the group is for."});
  const auto require_number = [&](std::string_view option, double value) {
    require(std::isfinite(value) && value >= 0, place, option, "a finite number ≥ 0", value);
  };
  require_number("learning_rate_factor", group.learning_rate_factor);
  require_number("weight_decay", group.weight_decay.value_or(0));
  state_->groups.push_back({group, VariableFilter(place, group.names, group.variables)});
}

void Optimizer::exclude_from_weight_decay(const std::vector<std::string>& names,
                                          std::span<const Variable> variables) {
  require_unused("exclude_from_weight_decay");
  state_->without_decay.emplace_back(name() + ".exclude_from_weight_decay", names, variables);
}

void Optimizer::average(std::span<const Variable> variables, const Tensor& moves_before) {
  const OptimizerOptions& options = state_->options;
  // As in Keras: the first value replaces the average.
  const Tensor is_later = not_equal(moves_before, Tensor::scalar(0, DType::i64));
  const Tensor keep = where(is_later, Tensor::scalar(options.ema_momentum), 0.0);
  const Tensor take = where(is_later, Tensor::scalar(1 - options.ema_momentum), 1.0);
  Tensor is_overwritten;
  if (options.ema_overwrite_frequency > 0) {
    const double n = options.ema_overwrite_frequency;
    const Tensor moves = moves_before + 1.0;
    is_overwritten = equal(moves / n * n, moves);  // integers: rounded down
  }
  for (const Variable& each : variables) {
    Variable variable = each;
    Variable& average = state_->slots_of(variable).average;
    if (!average.defined()) continue;  // frozen
    const DType dtype = variable.dtype();
    const Tensor present = variable;
    const Tensor mean = cast(keep, dtype) * average.read() + cast(take, dtype) * present;
    average.assign(mean);
    if (is_overwritten.defined()) variable.assign(where(is_overwritten, mean, present));
  }
}

bool Optimizer::keeps_averages() const { return state_->options.use_ema; }

void Optimizer::swap_averages() {
  if (!state_->options.use_ema) {
    fail<ValueError>(
        {name(), "keeps no averages of the variables", {}, "Construct the optimizer with .use_ema = true."});
  }
  for (State::Slots& slots : state_->slots) {
    if (!slots.average.defined()) continue;
    const Array present = slots.variable.value();
    slots.variable.assign(slots.average.value());
    slots.average.assign(present);
  }
}

void Optimizer::finalize_variable_values(std::span<const Variable> variables) {
  for (const Variable& each : variables) {
    const auto place = state_->index.find(each.state().get());
    if (place == state_->index.end()) continue;
    const Variable& average = state_->slots[place->second].average;
    Variable variable = each;
    if (average.defined()) variable.assign(average.value());
  }
}

}  // namespace saem
