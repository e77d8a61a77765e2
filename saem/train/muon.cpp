#include "saem/train/muon.h"

#include <algorithm>
#include <cmath>

#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/reduction.h"
#include "saem/train/adam_rule.h"
#include "saem/train/variable_filter.h"

namespace saem {
namespace {

std::vector<std::string> excluded(const MuonOptions& options) {
  std::vector<std::string> patterns = options.exclude_layers;
  if (options.exclude_embeddings) patterns.emplace_back("[Ee][Mm][Bb][Ee][Dd][Dd][Ii][Nn][Gg]");
  return patterns;
}

}  // namespace

Muon::Muon(MuonOptions options)
    : OptimizerBase("muon", options.learning_rate, common_options(options)),
      for_adam_(std::make_shared<VariableFilter>("Muon", excluded(options), std::span<const Variable>())),
      options_(std::move(options)) {
  const auto require_decay = [](std::string_view option, double value) {
    require(value >= 0 && value < 1, "Muon", option, "in [0, 1)", value);
  };
  const auto at_least_zero = [](std::string_view option, double value) {
    require(std::isfinite(value) && value >= 0, "Muon", option, "a finite number ≥ 0", value);
  };
  require_decay("adam_beta_1", options_.adam_beta_1);
  require_decay("adam_beta_2", options_.adam_beta_2);
  require_decay("momentum", options_.momentum);
  at_least_zero("epsilon", options_.epsilon);
  at_least_zero("adam_weight_decay", options_.adam_weight_decay);
  at_least_zero("adam_lr_ratio", options_.adam_lr_ratio);
  at_least_zero("rms_rate", options_.rms_rate.value_or(0));
  require(options_.ns_steps >= 1, "Muon", "ns_steps", "at least 1", options_.ns_steps);
}

bool Muon::is_for_adam(const Variable& variable) const {
  return variable.shape().rank() != 2 || for_adam_->matches(variable);
}

std::vector<Optimizer::Slot> Muon::slots_for(const Variable& variable) const {
  std::vector<Slot> slots{{"momentum", variable.shape()}};
  if (is_for_adam(variable)) slots.push_back({"velocity", variable.shape()});
  return slots;
}

double Muon::weight_decay_of(const Variable& variable) const {
  return is_for_adam(variable) ? options_.adam_weight_decay : options_.weight_decay;
}

// All singular values about 1: an odd polynomial of the matrix, five times, moves them there.
Tensor Muon::orthogonalized(const Tensor& direction) const {
  const bool is_tall = direction.shape()[0] > direction.shape()[1];
  const auto times_transposed = [&](const Tensor& x) {  // the smaller of XXᵀ and XᵀX
    return is_tall ? matmul(x, x, {.transpose_a = true}) : matmul(x, x, {.transpose_b = true});
  };
  Tensor x = direction / (norm(direction) + 1e-7);
  for (int i = 0; i < options_.ns_steps; ++i) {
    const Tensor a = times_transposed(x);
    const Tensor b = options_.muon_b * a + options_.muon_c * matmul(a, a);
    x = options_.muon_a * x + (is_tall ? matmul(x, b) : matmul(b, x));
  }
  return x;
}

void Muon::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  if (slots.size() == 2) {
    const AdamRule rule{options_.adam_beta_1, options_.adam_beta_2, options_.epsilon};
    const Tensor rate =
        options_.adam_lr_ratio == 1 ? step.learning_rate : step.learning_rate * options_.adam_lr_ratio;
    rule.update(variable, slots, step.gradient, rate, step.iteration);
    return;
  }
  const Tensor m = options_.momentum * slots[0].read() + step.gradient;
  slots[0].assign(m);
  if (variable.shape().count() == 0) return;
  const Tensor direction = options_.nesterov ? step.gradient + options_.momentum * m : m;
  Tensor rate = step.learning_rate;
  if (options_.rms_rate) {
    const auto longest = static_cast<double>(std::max(variable.shape()[0], variable.shape()[1]));
    rate = rate * (std::sqrt(longest) * *options_.rms_rate);
  }
  variable.assign(variable - rate * orthogonalized(direction));
}

}  // namespace saem
