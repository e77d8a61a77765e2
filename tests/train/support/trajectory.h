#pragma once

#include <functional>
#include <vector>

#include "saem/train/optimizer.h"

namespace saem::testing_support {

inline constexpr int trajectory_steps = 25;

/// A scalar, a vector, a matrix, a wide matrix and a convolution kernel, with names as models give them.
std::vector<Variable> trajectory_variables(DType dtype = DType::f32);
/// What the optimizer sees in step t (1, 2, …): gradients that change sign, and differ in size by element.
Tensors trajectory_gradients(const std::vector<Variable>& variables, int t);

using Values = std::vector<double>;
/// The elements of all variables.
using AllValues = std::vector<Values>;

/// A published rule for one weight, in plain double arithmetic: called once per step with (w, g, t), keeps
/// its own memory.
using ElementRule = std::function<double(double w, double g, int t)>;
/// The same for a variable as a whole.
using VariableRule = std::function<void(Values& w, const Values& g, int t)>;
using MakeVariableRule = std::function<VariableRule(const Variable& variable)>;
/// The same for all variables together.
using Rule = std::function<void(AllValues& w, const AllValues& g, int t)>;

VariableRule elementwise(const std::function<ElementRule()>& make_rule, std::size_t size);
Rule per_variable(const MakeVariableRule& make_rule);
Rule per_element(const std::function<ElementRule()>& make_rule);

/// Every element of the trajectory of `optimizer` lies at that of the rule.
/// @param tolerance  share of the way travelled so far
void expect_follows(Optimizer& optimizer, const Rule& rule, double tolerance = 2e-5);
inline void expect_follows(Optimizer& optimizer, const std::function<ElementRule()>& make_rule,
                           double tolerance = 2e-5) {
  expect_follows(optimizer, per_element(make_rule), tolerance);
}

}  // namespace saem::testing_support
