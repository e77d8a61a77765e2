#include "saem/train/optimizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr int steps = trajectory_steps;
const std::vector<float> start{0.5F, -1.25F, 2.0F, 0.0F, 1e-3F, -40.0F};

TEST(SGDTest, FollowsItsFormula) {
  SGD sgd;
  expect_follows(sgd, [] { return [](double w, double g, int) { return w - 0.01 * g; }; });
}

TEST(SGDTest, FollowsItsFormulaWithMomentum) {
  SGD sgd({.learning_rate = 0.05, .momentum = 0.9});
  expect_follows(sgd, [] {
    return [v = 0.0](double w, double g, int) mutable {
      v = 0.9 * v - 0.05 * g;
      return w + v;
    };
  });
}

TEST(SGDTest, FollowsItsFormulaWithNesterov) {
  SGD sgd({.learning_rate = 0.05, .momentum = 0.8, .nesterov = true});
  expect_follows(sgd, [] {
    return [v = 0.0](double w, double g, int) mutable {
      v = 0.8 * v - 0.05 * g;
      return w + 0.8 * v - 0.05 * g;
    };
  });
}

// Kingma and Ba 2015, algorithm 1, with ε̂ of section 2.
ElementRule adam_rule(double rate, double beta_1, double beta_2, double epsilon, bool amsgrad) {
  return [=, m = 0.0, v = 0.0, largest = 0.0](double w, double g, int t) mutable {
    m = beta_1 * m + (1 - beta_1) * g;
    v = beta_2 * v + (1 - beta_2) * g * g;
    largest = std::max(largest, v);
    const double alpha = rate * std::sqrt(1 - std::pow(beta_2, t)) / (1 - std::pow(beta_1, t));
    return w - alpha * m / (std::sqrt(amsgrad ? largest : v) + epsilon);
  };
}

TEST(AdamTest, FollowsItsFormula) {
  Adam adam;
  expect_follows(adam, [] { return adam_rule(0.001, 0.9, 0.999, 1e-7, false); });
}

TEST(AdamTest, FollowsItsFormulaWithOtherOptions) {
  Adam adam({.learning_rate = 0.1, .beta_1 = 0.5, .beta_2 = 0.9, .epsilon = 1e-3});
  expect_follows(adam, [] { return adam_rule(0.1, 0.5, 0.9, 1e-3, false); });
}

TEST(AdamTest, TakesDecaysOfZero) {
  Adam adam({.learning_rate = 0.1, .beta_1 = 0, .beta_2 = 0});
  expect_follows(adam, [] { return adam_rule(0.1, 0, 0, 1e-7, false); });
}

TEST(AdamTest, FollowsItsFormulaWithAmsgrad) {
  Adam adam({.learning_rate = 0.01, .beta_2 = 0.8, .amsgrad = true});
  expect_follows(adam, [] { return adam_rule(0.01, 0.9, 0.8, 1e-7, true); });
}

// Zeiler 2012, algorithm 1.
ElementRule adadelta_rule(double rate, double rho, double epsilon) {
  return [=, g2 = 0.0, x2 = 0.0](double w, double g, int) mutable {
    g2 = rho * g2 + (1 - rho) * g * g;
    const double delta = std::sqrt(x2 + epsilon) / std::sqrt(g2 + epsilon) * g;
    x2 = rho * x2 + (1 - rho) * delta * delta;
    return w - rate * delta;
  };
}

TEST(AdadeltaTest, FollowsItsFormula) {
  Adadelta adadelta;
  expect_follows(adadelta, [] { return adadelta_rule(0.001, 0.95, 1e-7); });
}

TEST(AdadeltaTest, FollowsThePapersForm) {
  Adadelta adadelta({.learning_rate = 1.0, .rho = 0.9, .epsilon = 1e-6});
  expect_follows(adadelta, [] { return adadelta_rule(1.0, 0.9, 1e-6); });
}

ElementRule rmsprop_rule(double rate, double rho, double momentum, double epsilon, bool centered) {
  return [=, v = 0.0, a = 0.0, b = 0.0](double w, double g, int) mutable {
    v = rho * v + (1 - rho) * g * g;
    a = rho * a + (1 - rho) * g;
    const double step = rate * g / std::sqrt((centered ? v - a * a : v) + epsilon);
    b = momentum * b + step;
    return w - b;
  };
}

TEST(RMSpropTest, FollowsItsFormula) {
  RMSprop rmsprop;
  expect_follows(rmsprop, [] { return rmsprop_rule(0.001, 0.9, 0, 1e-7, false); });
}

TEST(RMSpropTest, FollowsItsFormulaWithMomentum) {
  RMSprop rmsprop({.learning_rate = 0.01, .rho = 0.8, .momentum = 0.9, .epsilon = 1e-5});
  expect_follows(rmsprop, [] { return rmsprop_rule(0.01, 0.8, 0.9, 1e-5, false); });
}

TEST(RMSpropTest, FollowsItsFormulaCentered) {
  RMSprop rmsprop({.learning_rate = 0.01, .centered = true});
  expect_follows(
      rmsprop, [] { return rmsprop_rule(0.01, 0.9, 0, 1e-7, true); }, 5e-4);  // v - a² cancels
}

TEST(RMSpropTest, FollowsItsFormulaCenteredWithMomentum) {
  RMSprop rmsprop({.learning_rate = 0.01, .momentum = 0.5, .centered = true});
  expect_follows(
      rmsprop, [] { return rmsprop_rule(0.01, 0.9, 0.5, 1e-7, true); }, 5e-4);
}

TEST(RMSpropTest, StaysFiniteWhereTheVarianceRoundsBelowZero) {
  RMSprop rmsprop({.rho = 0.1, .epsilon = 1e-12, .centered = true});
  Variable w(Array::full({4}, 1.0));
  for (int t = 0; t < 30; ++t) rmsprop.apply({Array::full({4}, 1234.567)}, std::vector{w});
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(std::isfinite(w.value().at(i)));
}

// ---- what all optimizers have in common ----

TEST(OptimizerTest, DoesTheSameInsideACompiledStep) {
  Variable eager_w(Array::of(start));
  Variable compiled_w(Array::of(start));
  Adam eager({.learning_rate = 0.1});
  Adam compiled({.learning_rate = 0.1});
  const auto step = [](Adam& adam, Variable& w, const Tensor& target) {
    const auto [loss, slopes] = value_and_grad([&] { return mean(square(w - target)); }, std::vector{w});
    adam.apply(slopes, std::vector{w});
    return loss;
  };
  auto compiled_step = compile([&](const Tensor& target) { return step(compiled, compiled_w, target); });
  for (int t = 1; t <= steps; ++t) {
    const Array target = random_f32({static_cast<std::int64_t>(start.size())}, static_cast<std::uint64_t>(t));
    const double loss = step(eager, eager_w, target).item();
    EXPECT_NEAR(compiled_step(target).item(), loss, 1e-5 * loss);
  }
  for (std::size_t i = 0; i < start.size(); ++i) {
    const auto at = static_cast<std::int64_t>(i);
    EXPECT_NEAR(compiled_w.value().at(at), eager_w.value().at(at), 1e-4);
  }
  EXPECT_EQ(compiled.iterations().value().item(), steps);
}

TEST(OptimizerTest, CompiledStepsFollowTheLearningRate) {
  SGD sgd({.learning_rate = 1.0});
  Variable w(Array::scalar(0));
  int traces = 0;
  auto step = compile([&](const Tensor& g) {
    ++traces;
    sgd.apply({g}, std::vector{w});
  });
  step(Array::scalar(1));
  EXPECT_EQ(w.value().item(), -1);
  sgd.set_learning_rate(0.25);
  step(Array::scalar(1));
  EXPECT_EQ(w.value().item(), -1.25);
  EXPECT_EQ(traces, 1);
}

TEST(OptimizerTest, MovesAllVariablesFromTheValuesBeforeTheStep) {
  Variable a(Array::scalar(1));
  Variable b(Array::scalar(2));
  SGD sgd({.learning_rate = 1.0});
  sgd.apply({b.read(), a.read()}, std::vector{a, b});
  EXPECT_EQ(a.value().item(), -1);
  EXPECT_EQ(b.value().item(), 1);
}

TEST(OptimizerTest, CopiesAreTheSameOptimizer) {
  Adam adam;
  Adam copy = adam;
  copy.set_learning_rate(0.5);
  EXPECT_EQ(adam.learning_rate().value().item(), 0.5);
  Variable w(Array::scalar(1));
  copy.apply({Array::scalar(1)}, std::vector{w});
  EXPECT_EQ(adam.iterations().value().item(), 1);
}

TEST(OptimizerTest, NamesItsState) {
  Adam adam;
  const Variable kernel(Array::full({2, 3}, 1.0), {.name = "dense/kernel"});
  const Variable twin(Array::full({4}, 1.0), {.name = "dense/kernel"});
  adam.build(std::vector{kernel, twin, kernel});
  std::vector<std::string> names;
  for (const Variable& v : adam.variables()) names.push_back(v.name());
  EXPECT_EQ(names, (std::vector<std::string>{"adam/iterations", "adam/learning_rate", "adam/m/dense/kernel",
                                             "adam/v/dense/kernel", "adam/m/dense/kernel_1",
                                             "adam/v/dense/kernel_1"}));
  EXPECT_EQ(adam.variables()[2].shape(), (Shape{2, 3}));
  EXPECT_EQ(adam.variables()[2].value().at(5), 0);
}

TEST(OptimizerTest, WorksOnFloat64) {
  Variable w(Array::full({2}, 1.0, DType::f64));
  Adam adam({.learning_rate = 0.5});
  adam.apply({Array::full({2}, 3.0, DType::f64)}, std::vector{w});
  EXPECT_EQ(w.dtype(), DType::f64);
  EXPECT_NEAR(w.value().at(1), 0.5, 1e-6);  // the first step of Adam is the learning rate
}

TEST(OptimizerTest, ExplainsWhatIsWrong) {
  EXPECT_EQ(message_of<ValueError>([] { Adam({.beta_1 = 1.5}); }),
            "Adam: expected beta_1 to be in [0, 1), received 1.5.\nChoose another beta_1.");
  EXPECT_EQ(
      message_of<ValueError>([] { SGD({.learning_rate = -1}); }),
      "sgd: expected learning_rate to be a finite number ≥ 0, received -1.\nChoose another learning_rate.");
  EXPECT_EQ(
      message_of<ValueError>([] { static_cast<void>(make_optimizer("adm")); }),
      "optimizer: there is no optimizer 'adm'\n(known: adadelta, adafactor, adagrad, adam, adamax, "
      "adamw, ftrl, lamb, lion, muon, nadam, rmsprop, schedule_free_adamw, sgd).\nDid you mean 'adam'?");
  Variable w(Array::scalar(1), {.name = "w"});
  SGD sgd;
  EXPECT_EQ(message_of<ShapeError>([&] { sgd.apply({Array::full({2}, 1.0)}, std::vector{w}); }),
            "sgd.apply: expected a gradient of shape () for variable 'w', received (2,).\n"
            "Pass the variables that the gradients were taken for, in the same order.");
  EXPECT_EQ(message_of<ValueError>([&] { sgd.apply({}, std::vector{w}); }),
            "sgd.apply: expected one gradient per variable, received 0 gradients for 1 variables.\n"
            "Pass the variables that the gradients were taken for, in the same order.");
  EXPECT_EQ(sgd.iterations().value().item(), 0);  // nothing was done
}

TEST(OptimizerTest, ComesByName) {
  for (const std::string& name : optimizer_names()) EXPECT_EQ(make_optimizer(name)->name(), name);
  EXPECT_EQ(make_optimizer("Adam")->name(), "adam");
  EXPECT_FLOAT_EQ(static_cast<float>(make_optimizer("sgd")->learning_rate().value().item()), 0.01F);
  const Adam adam;
  EXPECT_EQ(OptimizerChoice(adam).get()->iterations().state(), adam.iterations().state());
  EXPECT_NE(OptimizerChoice("adam").get()->iterations().state(), adam.iterations().state());
}

}  // namespace
}  // namespace saem
