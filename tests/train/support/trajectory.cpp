#include "tests/train/support/trajectory.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/random.h"

namespace saem::testing_support {

std::vector<Variable> trajectory_variables(DType dtype) {
  const std::vector<std::pair<const char*, Shape>> all{{"scale", {}},
                                                       {"dense/bias", {6}},
                                                       {"dense/kernel", {5, 3}},
                                                       {"embedding/embeddings", {3, 4}},
                                                       {"conv2d/kernel", {3, 3, 2, 4}}};
  std::vector<Variable> variables;
  std::uint64_t seed = 40;
  for (const auto& [name, shape] : all) {
    Generator generator(seed++);
    Array values(shape);
    for (float& v : values.mutable_data<float>()) v = static_cast<float>(2 * generator.normal());
    variables.emplace_back(values.astype(dtype), VariableOptions{.name = name});
  }
  return variables;
}

Tensors trajectory_gradients(const std::vector<Variable>& variables, int t) {
  Generator generator(11, static_cast<std::uint64_t>(t));
  Tensors gradients;
  for (const Variable& variable : variables) {
    Array g(variable.shape());
    std::int64_t i = 0;
    for (float& v : g.mutable_data<float>())
      v = static_cast<float>(generator.normal() * std::pow(10.0, static_cast<double>(i++ % 6) - 3.0) + 0.01);
    gradients.emplace_back(g.astype(variable.dtype()));
  }
  return gradients;
}

VariableRule elementwise(const std::function<ElementRule()>& make_rule, std::size_t size) {
  std::vector<ElementRule> rules;
  for (std::size_t i = 0; i < size; ++i) rules.push_back(make_rule());
  return [rules](Values& w, const Values& g, int t) mutable {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = rules[i](w[i], g[i], t);
  };
}

Rule per_variable(const MakeVariableRule& make_rule) {
  std::vector<VariableRule> rules;
  for (const Variable& variable : trajectory_variables()) rules.push_back(make_rule(variable));
  return [rules](AllValues& w, const AllValues& g, int t) mutable {
    for (std::size_t i = 0; i < w.size(); ++i) rules[i](w[i], g[i], t);
  };
}

Rule per_element(const std::function<ElementRule()>& make_rule) {
  return per_variable(
      [&](const Variable& v) { return elementwise(make_rule, static_cast<std::size_t>(v.shape().count())); });
}

namespace {

Values values_of(const Array& array) {
  Values values;
  for (std::int64_t i = 0; i < array.size(); ++i) values.push_back(array.at(i));
  return values;
}

}  // namespace

void expect_follows(Optimizer& optimizer, const Rule& rule, double tolerance) {
  const std::vector<Variable> variables = trajectory_variables();
  AllValues expected;
  for (const Variable& v : variables) expected.push_back(values_of(v.value()));
  const AllValues start = expected;
  AllValues way = start;  // how far each element has travelled
  for (Values& each : way) std::fill(each.begin(), each.end(), 0.0);
  for (int t = 1; t <= trajectory_steps; ++t) {
    const Tensors gradients = trajectory_gradients(variables, t);
    AllValues g;
    for (const Tensor& each : gradients) g.push_back(values_of(each.value()));
    const AllValues before = expected;
    rule(expected, g, t);
    optimizer.apply(gradients, variables);
    for (std::size_t k = 0; k < variables.size(); ++k) {
      for (std::size_t i = 0; i < expected[k].size(); ++i) {
        way[k][i] += std::abs(expected[k][i] - before[k][i]);
        const double rounding = 1e-7 * (std::abs(start[k][i]) + way[k][i]) * t;  // of float32 sums
        ASSERT_NEAR(variables[k].value().at(static_cast<std::int64_t>(i)), expected[k][i],
                    tolerance * way[k][i] + rounding)
            << variables[k].name() << ", element " << i << " after step " << t;
      }
    }
  }
  EXPECT_EQ(optimizer.iterations().value().item(), trajectory_steps);
}

}  // namespace saem::testing_support
