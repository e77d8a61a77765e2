// The trajectories of all optimizers but SGD, Adam, Adadelta and RMSprop (optimizer_test.cpp) against the
// published formulas in plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "saem/core/error.h"
#include "saem/train/optimizer.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

double norm_of(const Values& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); }
double rms_of(const Values& v) { return norm_of(v) / std::sqrt(static_cast<double>(v.size())); }

// Loshchilov and Hutter 2019, algorithm 2, Adam in the order of Kingma and Ba, section 2.
ElementRule adamw_rule(double rate, double decay, bool amsgrad) {
  return [=, m = 0.0, v = 0.0, largest = 0.0](double w, double g, int t) mutable {
    w -= rate * decay * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    largest = std::max(largest, v);
    const double alpha = rate * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t));
    return w - alpha * m / (std::sqrt(amsgrad ? largest : v) + 1e-7);
  };
}

TEST(AdamWTest, FollowsItsFormula) {
  AdamW adamw;
  expect_follows(adamw, [] { return adamw_rule(0.001, 0.004, false); });
}

TEST(AdamWTest, FollowsItsFormulaWithOtherOptions) {
  AdamW adamw({.learning_rate = 0.05, .amsgrad = true, .weight_decay = 0.3});
  expect_follows(adamw, [] { return adamw_rule(0.05, 0.3, true); });
}

TEST(AdamWTest, IsAdamWithADecay) {
  Adam adam({.learning_rate = 0.05, .weight_decay = 0.3});
  expect_follows(adam, [] { return adamw_rule(0.05, 0.3, false); });
}

ElementRule adamax_rule(double rate, double beta_1, double beta_2, double epsilon) {
  return [=, m = 0.0, u = 0.0](double w, double g, int t) mutable {
    m = beta_1 * m + (1 - beta_1) * g;
    u = std::max(beta_2 * u, std::abs(g));
    return w - rate / (1 - std::pow(beta_1, t)) * m / (u + epsilon);
  };
}

TEST(AdamaxTest, FollowsItsFormula) {
  Adamax adamax;
  expect_follows(adamax, [] { return adamax_rule(0.001, 0.9, 0.999, 1e-7); });
  Adamax other({.learning_rate = 0.1, .beta_1 = 0, .beta_2 = 0.7, .epsilon = 1e-2});
  expect_follows(other, [] { return adamax_rule(0.1, 0, 0.7, 1e-2); });
}

ElementRule nadam_rule(double rate, double beta_1, double beta_2, double epsilon) {
  return [=, m = 0.0, v = 0.0, product = 1.0](double w, double g, int t) mutable {
    const auto mu = [&](int i) { return beta_1 * (1 - 0.5 * std::pow(0.96, i)); };
    product *= mu(t);
    m = beta_1 * m + (1 - beta_1) * g;
    v = beta_2 * v + (1 - beta_2) * g * g;
    const double mean = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product);
    return w - rate * mean / (std::sqrt(v / (1 - std::pow(beta_2, t))) + epsilon);
  };
}

TEST(NadamTest, FollowsItsFormula) {
  Nadam nadam;
  expect_follows(nadam, [] { return nadam_rule(0.001, 0.9, 0.999, 1e-7); });
  Nadam other({.learning_rate = 0.1, .beta_1 = 0.6, .beta_2 = 0.8, .epsilon = 1e-3});
  expect_follows(other, [] { return nadam_rule(0.1, 0.6, 0.8, 1e-3); });
}

ElementRule adagrad_rule(double rate, double initial, double epsilon) {
  return [=, sum = initial](double w, double g, int) mutable {
    sum += g * g;
    return w - rate * g / std::sqrt(sum + epsilon);
  };
}

TEST(AdagradTest, FollowsItsFormula) {
  Adagrad adagrad;
  expect_follows(adagrad, [] { return adagrad_rule(0.001, 0.1, 1e-7); });
  Adagrad other({.learning_rate = 0.5, .initial_accumulator_value = 0, .epsilon = 1e-4});
  expect_follows(other, [] { return adagrad_rule(0.5, 0, 1e-4); });
}

ElementRule lion_rule(double rate, double beta_1, double beta_2) {
  return [=, m = 0.0](double w, double g, int) mutable {
    const double c = beta_1 * m + (1 - beta_1) * g;
    m = beta_2 * m + (1 - beta_2) * g;
    return w - rate * (c > 0 ? 1 : c < 0 ? -1 : 0);
  };
}

TEST(LionTest, FollowsItsFormula) {
  Lion lion;
  expect_follows(lion, [] { return lion_rule(0.001, 0.9, 0.99); });
  Lion other({.learning_rate = 0.1, .beta_1 = 1, .beta_2 = 0.5});
  expect_follows(other, [] { return lion_rule(0.1, 1, 0.5); });
}

VariableRule lamb_rule(double rate, double decay, std::size_t size) {
  return [=, m = Values(size), v = Values(size)](Values& w, const Values& g, int t) mutable {
    Values u(size);
    for (std::size_t i = 0; i < size; ++i) {
      w[i] -= rate * decay * w[i];
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      u[i] = m[i] / (1 - std::pow(0.9, t)) / (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-7);
    }
    const double ratio = norm_of(w) > 0 && norm_of(u) > 0 ? norm_of(w) / norm_of(u) : 1;
    for (std::size_t i = 0; i < size; ++i) w[i] -= ratio * rate * u[i];
  };
}

TEST(LambTest, FollowsItsFormula) {
  const auto rule = [](double rate, double decay) {
    return per_variable([=](const Variable& v) {
      return lamb_rule(rate, decay, static_cast<std::size_t>(v.shape().count()));
    });
  };
  Lamb lamb;
  expect_follows(lamb, rule(0.001, 0));
  Lamb other({.learning_rate = 0.02, .weight_decay = 0.2});
  expect_follows(other, rule(0.02, 0.2));
}

TEST(LambTest, MovesWeightsAndGradientsOfZero) {
  Lamb lamb({.learning_rate = 0.5});
  Variable w(Array({3}));
  lamb.apply({Array({3})}, std::vector{w});
  EXPECT_EQ(w.value().at(0), 0);
  lamb.apply({Array::full({3}, 2.0)}, std::vector{w});
  EXPECT_LT(w.value().at(0), -0.1);
}

struct FtrlNumbers {
  double rate = 0.001, power = -0.5, initial = 0.1, l1 = 0, l2 = 0, shrinkage = 0, beta = 0;
};
ElementRule ftrl_rule(const FtrlNumbers& o) {
  return [=, n = o.initial, z = 0.0](double w, double g, int) mutable {
    const double next = n + g * g;
    const double sigma = (std::pow(next, -o.power) - std::pow(n, -o.power)) / o.rate;
    z += g + 2 * o.shrinkage * w - sigma * w;
    n = next;
    const double quadratic = std::pow(next, -o.power) / o.rate + 2 * (o.l2 + o.beta / (2 * o.rate));
    return (std::clamp(z, -o.l1, o.l1) - z) / quadratic;
  };
}

TEST(FtrlTest, FollowsItsFormula) {
  Ftrl ftrl;
  expect_follows(ftrl, [] { return ftrl_rule({}); });
  Ftrl other({.learning_rate = 0.1,
              .learning_rate_power = -0.7,
              .initial_accumulator_value = 0.3,
              .l1_regularization_strength = 0.2,
              .l2_regularization_strength = 0.1,
              .l2_shrinkage_regularization_strength = 0.05,
              .beta = 0.4});
  expect_follows(
      other,
      [] {
        return ftrl_rule({0.1, -0.7, 0.3, 0.2, 0.1, 0.05, 0.4});
      },
      5e-5);
  Ftrl constant({.learning_rate = 0.1, .learning_rate_power = 0});
  expect_follows(constant, [] { return ftrl_rule({.rate = 0.1, .power = 0}); });
}

TEST(FtrlTest, StaysWhereTheRateIsZero) {
  Ftrl ftrl({.learning_rate = 0});
  Variable w(Array::full({2}, 3.0));
  ftrl.apply({Array::full({2}, 1.0)}, std::vector{w});
  EXPECT_EQ(w.value().at(1), 3);
}

VariableRule adafactor_rule(const Shape& shape, double rate, double decay, double epsilon_2,
                            double threshold) {
  const auto size = static_cast<std::size_t>(shape.count());
  const auto n = static_cast<std::size_t>(shape.rank() < 2 ? 1 : shape[-1]);
  const auto m = static_cast<std::size_t>(shape.rank() < 2 ? 1 : shape[-2]);
  return [=, v = Values(size), r = Values(size / n), c = Values(size / m)](Values& w, const Values& g,
                                                                           int t) mutable {
    const double beta = 1 - std::pow(t, decay);
    const double alpha = std::max(epsilon_2, rms_of(w)) * std::min(rate, 1 / std::sqrt(t));
    const auto mix = [&](double& old, double now) { old = beta * old + (1 - beta) * now; };
    for (std::size_t k = 0; k < size / (m * n); ++k) {  // matrices
      if (shape.rank() < 2) {
        mix(v[k], g[k] * g[k] + 1e-30);
        continue;
      }
      Values rows(m);
      Values columns(n);
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
          const double square = g[(k * m + i) * n + j] * g[(k * m + i) * n + j] + 1e-30;
          rows[i] += square / static_cast<double>(n);
          columns[j] += square / static_cast<double>(m);
        }
      }
      double mean = 0;
      for (std::size_t i = 0; i < m; ++i) {
        mix(r[k * m + i], rows[i]);
        mean += r[k * m + i] / static_cast<double>(m);
      }
      for (std::size_t j = 0; j < n; ++j) mix(c[k * n + j], columns[j]);
      for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) v[(k * m + i) * n + j] = r[k * m + i] / mean * c[k * n + j];
    }
    Values u(size);
    for (std::size_t i = 0; i < size; ++i) u[i] = g[i] / std::sqrt(v[i]);
    const double excess = std::max(1.0, rms_of(u) / threshold);
    for (std::size_t i = 0; i < size; ++i) w[i] -= alpha * u[i] / excess;
  };
}

TEST(AdafactorTest, FollowsItsFormula) {
  const auto rule = [](double rate, double decay, double epsilon_2, double threshold) {
    return per_variable(
        [=](const Variable& v) { return adafactor_rule(v.shape(), rate, decay, epsilon_2, threshold); });
  };
  Adafactor adafactor;
  expect_follows(adafactor, rule(0.001, -0.8, 1e-3, 1.0));
  Adafactor other({.learning_rate = 0.4, .beta_2_decay = -0.5, .epsilon_2 = 0.5, .clip_threshold = 0.3});
  expect_follows(other, rule(0.4, -0.5, 0.5, 0.3));
}

TEST(AdafactorTest, KeepsRowsAndColumns) {
  Adafactor adafactor;
  adafactor.build(trajectory_variables());
  std::vector<std::string> slots;
  for (const Variable& v : adafactor.variables()) slots.push_back(v.name() + " " + v.shape().to_string());
  EXPECT_EQ(std::vector<std::string>(slots.begin() + 2, slots.begin() + 6),
            (std::vector<std::string>{"adafactor/v/scale ()", "adafactor/v/dense/bias (6,)",
                                      "adafactor/r/dense/kernel (5,)", "adafactor/c/dense/kernel (3,)"}));
  EXPECT_EQ(slots[8], "adafactor/r/conv2d/kernel (3, 3, 2)");
  EXPECT_EQ(slots[9], "adafactor/c/conv2d/kernel (3, 3, 4)");
}

TEST(OptimizersTest, WorkOnFloat64) {
  for (const std::string& name : optimizer_names()) {
    const std::shared_ptr<Optimizer> optimizer = make_optimizer(name);
    const std::vector<Variable> variables = trajectory_variables(DType::f64);
    const double before = variables[2].value().at(0);
    for (int t = 1; t < 4; ++t) optimizer->apply(trajectory_gradients(variables, t), variables);
    EXPECT_EQ(variables[2].dtype(), DType::f64) << name;
    EXPECT_NE(variables[2].value().at(0), before) << name;
    EXPECT_TRUE(std::isfinite(variables[2].value().at(0))) << name;
  }
}

TEST(OptimizersTest, RefuseWrongOptions) {
  const auto text = [](const std::function<void()>& f) { return message_of<ValueError>(f); };
  EXPECT_EQ(text([] { AdamW({.epsilon = -1}); }),
            "AdamW: expected epsilon to be ≥ 0, received -1.\nChoose another epsilon.");
  EXPECT_EQ(text([] { Lion({.beta_1 = 0}); }),
            "Lion: expected beta_1 to be in (0, 1], received 0.\nChoose another beta_1.");
  EXPECT_EQ(text([] { Adagrad({.initial_accumulator_value = -1}); }),
            "Adagrad: expected initial_accumulator_value to be ≥ 0, received -1.\nChoose another "
            "initial_accumulator_value.");
  EXPECT_EQ(text([] { Ftrl({.learning_rate_power = 1}); }),
            "Ftrl: expected learning_rate_power to be ≤ 0, received 1.\nChoose another learning_rate_power.");
  EXPECT_EQ(text([] { Adafactor({.clip_threshold = 0}); }),
            "Adafactor: expected clip_threshold to be > 0, received 0.\nChoose another clip_threshold.");
  EXPECT_EQ(text([] { Muon({.ns_steps = 0}); }),
            "Muon: expected ns_steps to be at least 1, received 0.\nChoose another ns_steps.");
  EXPECT_NE(text([] { Muon({.exclude_layers = {"("}}); }).find("Muon: '(' is not a regular expression"),
            std::string::npos);
  EXPECT_EQ(text([] { Nadam({.beta_2 = 1}); }),
            "Nadam: expected beta_2 to be in [0, 1), received 1.\nChoose another beta_2.");
  EXPECT_EQ(text([] { Adamax({.beta_1 = -0.1}); }),
            "Adamax: expected beta_1 to be in [0, 1), received -0.1.\nChoose another beta_1.");
  EXPECT_EQ(text([] { Lamb({.beta_1 = 2}); }),
            "Lamb: expected beta_1 to be in [0, 1), received 2.\nChoose another beta_1.");
}

}  // namespace
}  // namespace saem
