#include "saem/train/optimizer.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <set>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"

namespace saem {

struct Optimizer::State {
  struct Slots {
    Variable variable;  // kept, so that its address is not given to another variable
    std::vector<Variable> moments;
  };

  std::string name;
  Variable learning_rate;
  Variable iterations;
  std::vector<Slots> slots;                           // in the order of first use
  std::map<const VariableState*, std::size_t> index;  // place in `slots`
  std::set<std::string> names;  // of variables in `slots`: a second "kernel" becomes "kernel_1"
};

Optimizer::Optimizer(std::string name, double learning_rate) : state_(std::make_shared<State>()) {
  state_->learning_rate = Variable(Array::scalar(0), {name + "/learning_rate", /*trainable=*/false});
  state_->iterations = Variable(Array::scalar(0, DType::i64), {name + "/iterations", /*trainable=*/false});
  state_->name = std::move(name);
  set_learning_rate(learning_rate);
}

Optimizer::~Optimizer() = default;

const std::string& Optimizer::name() const { return state_->name; }
Variable Optimizer::learning_rate() const { return state_->learning_rate; }
Variable Optimizer::iterations() const { return state_->iterations; }

void Optimizer::set_learning_rate(double rate) {
  require(std::isfinite(rate) && rate >= 0, name(), "learning_rate", "a finite number ≥ 0", rate);
  state_->learning_rate.assign(Array::scalar(rate));
}

void Optimizer::require(bool valid, std::string_view place, std::string_view option,
                        std::string_view expected, double received) {
  if (!valid) {
    fail<ValueError>({std::string(place),
                      fmt::format("expected {} to be {}, received {}", option, expected, received),
                      {},
                      {}});
  }
}

std::span<Variable> Optimizer::slots_of(const Variable& variable) {
  const auto [place, is_new] = state_->index.try_emplace(variable.state().get(), state_->slots.size());
  if (is_new) {
    const std::string given = variable.name().empty() ? "variable" : variable.name();
    std::string unique = given;
    for (int i = 1; !state_->names.insert(unique).second; ++i) unique = fmt::format("{}_{}", given, i);
    State::Slots slots{variable, {}};
    for (const std::string& slot : slot_names()) {
      slots.moments.emplace_back(
          Array(variable.shape(), variable.dtype()),
          VariableOptions{fmt::format("{}/{}/{}", name(), slot, unique), /*trainable=*/false});
    }
    state_->slots.push_back(std::move(slots));
  }
  return state_->slots[place->second].moments;
}

void Optimizer::build(std::span<const Variable> variables) {
  for (const Variable& variable : variables) static_cast<void>(slots_of(variable));
}

std::vector<Variable> Optimizer::variables() const {
  std::vector<Variable> all{state_->iterations, state_->learning_rate};
  for (const State::Slots& slots : state_->slots)
    all.insert(all.end(), slots.moments.begin(), slots.moments.end());
  return all;
}

void Optimizer::apply(const Tensors& gradients, std::span<const Variable> variables) {
  if (gradients.size() != variables.size()) {
    fail<ValueError>(
        {name() + ".apply",
         fmt::format("expected one gradient per variable, received {} gradients for {} variables",
                     gradients.size(), variables.size()),
         {},
         "Pass the variables that the gradients were taken for, in the same order."});
  }
  UpdateScope scope;  // so that all values are computed together, from the values before the step
  const Tensor iteration = state_->iterations.read() + Tensor(Array::scalar(1, DType::i64));
  const Tensor learning_rate = state_->learning_rate;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    Variable variable = variables[i];
    const bool fits = gradients[i].defined() && gradients[i].shape() == variable.shape();
    if (!fits) {
      fail<ShapeError>({name() + ".apply",
                        fmt::format("expected a gradient of shape {} for variable '{}', received {}",
                                    variable.shape().to_string(), variable.name(),
                                    gradients[i].defined() ? gradients[i].shape().to_string() : "none"),
                        {},
                        "Pass the variables that the gradients were taken for, in the same order."});
    }
    const DType dtype = variable.dtype();
    const auto as_variable = [dtype](const Tensor& t) { return t.dtype() == dtype ? t : cast(t, dtype); };
    update(variable, slots_of(variable),
           {as_variable(gradients[i]), as_variable(learning_rate), as_variable(iteration)});
  }
  state_->iterations.assign(iteration);
  scope.commit();
}

const std::vector<std::string>& optimizer_names() {
  static const std::vector<std::string> names{"adadelta", "adam", "rmsprop", "sgd"};
  return names;
}

std::shared_ptr<Optimizer> make_optimizer(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "adadelta") return std::make_shared<Adadelta>();
  if (lower == "adam") return std::make_shared<Adam>();
  if (lower == "rmsprop") return std::make_shared<RMSprop>();
  if (lower == "sgd") return std::make_shared<SGD>();
  const std::string_view near = nearest_name(name, optimizer_names());
  fail<ValueError>({"optimizer", fmt::format("there is no optimizer '{}'", name),
                    fmt::format("known: {}", fmt::join(optimizer_names(), ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

}  // namespace saem
