// What all optimizers have in common: decay, clipping, averages.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

double norm_of(const AllValues& all) {
  double sum = 0;
  for (const Values& values : all)
    for (const double v : values) sum += v * v;
  return std::sqrt(sum);
}

/// Another rule on gradients that `change` has made.
Rule with_gradients(const Rule& rule, const std::function<void(AllValues&)>& change) {
  return [=](AllValues& w, const AllValues& g, int t) {
    AllValues changed = g;
    change(changed);
    rule(w, changed, t);
  };
}

void scale(AllValues& all, double factor) {
  for (Values& values : all)
    for (double& v : values) v *= factor;
}

ElementRule adam_rule(double rate) {
  return [=, m = 0.0, v = 0.0](double w, double g, int t) mutable {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    return w - rate * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t)) * m / (std::sqrt(v) + 1e-7);
  };
}
Rule adam(double rate) {
  return per_element([=] { return adam_rule(rate); });
}
Rule momentum(double rate) {
  return per_element([=] {
    return [=, v = 0.0](double w, double g, int) mutable {
      v = 0.9 * v - rate * g;
      return w + v;
    };
  });
}

TEST(OptimizerOptionsTest, WeightDecay) {
  SGD sgd({.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.2});
  expect_follows(sgd, [rule = momentum(0.1)](AllValues& w, const AllValues& g, int t) {
    scale(w, 1 - 0.1 * 0.2);
    rule(w, g, t);
  });
}

TEST(OptimizerOptionsTest, WeightDecayLeavesOutWhatIsExcluded) {
  const std::vector<Variable> variables = trajectory_variables();
  AdamW adamw({.learning_rate = 0.1, .weight_decay = 0.2});
  adamw.exclude_from_weight_decay({"bias$", "^conv"}, std::span(variables).subspan(0, 1));
  Tensors zeros;
  for (const Variable& v : variables) zeros.emplace_back(Array(v.shape()));
  std::vector<double> before;
  for (const Variable& v : variables) before.push_back(v.value().at(0));
  adamw.apply(zeros, variables);
  const std::vector<double> factors{1, 1, 0.98, 0.98, 1};
  for (std::size_t i = 0; i < factors.size(); ++i)
    EXPECT_NEAR(variables[i].value().at(0), factors[i] * before[i], 1e-6) << variables[i].name();
}

TEST(OptimizerOptionsTest, ClipNorm) {
  Adam optimizer({.learning_rate = 0.01, .clipnorm = 1.5});
  expect_follows(optimizer, with_gradients(adam(0.01), [](AllValues& g) {
                   for (Values& each : g) {
                     AllValues one{each};
                     scale(one, 1.5 / std::max(1.5, norm_of(one)));
                     each = one[0];
                   }
                 }));
}

TEST(OptimizerOptionsTest, ClipValue) {
  Adam optimizer({.learning_rate = 0.01, .clipvalue = 0.5});
  expect_follows(optimizer, with_gradients(adam(0.01), [](AllValues& g) {
                   for (Values& each : g)
                     for (double& v : each) v = std::clamp(v, -0.5, 0.5);
                 }));
}

TEST(OptimizerOptionsTest, GlobalClipNorm) {
  Adam optimizer({.learning_rate = 0.01, .global_clipnorm = 20});
  expect_follows(optimizer, with_gradients(adam(0.01), [](AllValues& g) {
                   scale(g, 20 * std::min(1 / norm_of(g), 1.0 / 20));
                 }));
}

TEST(OptimizerOptionsTest, ClippingTakesGradientsOfZero) {
  for (const bool global : {false, true}) {
    SGD sgd({.learning_rate = 1.0, .clipnorm = global ? 0.0 : 1.0, .global_clipnorm = global ? 1.0 : 0.0});
    Variable w(Array::full({3}, 2.0));
    sgd.apply({Array({3})}, std::vector{w});
    EXPECT_EQ(w.value().at(2), 2);
    sgd.apply({Array::of(std::vector<float>{3, 0, 4})}, std::vector{w});
    EXPECT_FLOAT_EQ(static_cast<float>(w.value().at(0)), 2 - 0.6F);
    EXPECT_FLOAT_EQ(static_cast<float>(w.value().at(2)), 2 - 0.8F);
  }
}

// Keras's averages: of what the rule gives, the first step's value at first.
Rule averaged(const Rule& rule, double keep, int frequency, AllValues* averages) {
  return [=](AllValues& w, const AllValues& g, int t) {
    rule(w, g, t);
    if (t == 1) *averages = w;
    for (std::size_t k = 0; k < w.size(); ++k)
      for (std::size_t i = 0; i < w[k].size(); ++i)
        (*averages)[k][i] = keep * (*averages)[k][i] + (1 - keep) * w[k][i];
    if (frequency > 0 && t % frequency == 0) w = *averages;
  };
}

TEST(OptimizerOptionsTest, OverwritesWithAverages) {
  AllValues averages;
  Adam optimizer({.learning_rate = 0.1, .use_ema = true, .ema_momentum = 0.7, .ema_overwrite_frequency = 4});
  expect_follows(optimizer, averaged(adam(0.1), 0.7, 4, &averages));
}

TEST(OptimizerOptionsTest, KeepsAverages) {
  AllValues averages;
  SGD optimizer({.learning_rate = 0.1, .momentum = 0.9, .use_ema = true});
  expect_follows(optimizer, averaged(momentum(0.1), 0.99, 0, &averages));
  const Variable average = optimizer.variables()[7];
  EXPECT_EQ(average.name(), "sgd/average/dense/kernel");
  for (std::int64_t i = 0; i < average.value().size(); ++i)
    EXPECT_NEAR(average.value().at(i), averages[2][static_cast<std::size_t>(i)], 1e-3) << i;
}

TEST(OptimizerOptionsTest, SwapsAveragesForEvaluation) {
  Sequential model{Input({2}), Dense(1)};
  model.compile(
      {.optimizer = SGD({.learning_rate = 0.5, .use_ema = true, .ema_momentum = 0.5}), .loss = "mse"});
  const Array x = random_f32({4, 2}, 1);
  const Array y = random_f32({4, 1}, 2);
  model.train_on_batch(x, y);
  const Array first = model.variables()[0].value();
  model.train_on_batch(x, y);
  const Array second = model.variables()[0].value();
  {
    const AveragedWeights averaged(model.optimizer());
    for (int i = 0; i < 2; ++i)
      EXPECT_NEAR(model.variables()[0].value().at(i), 0.5 * (first.at(i) + second.at(i)), 1e-6);
    EXPECT_FALSE(identical(model.predict(x), x));
  }
  EXPECT_TRUE(identical(model.variables()[0].value(), second));
  model.optimizer().finalize_variable_values(model.trainable_variables());
  EXPECT_NEAR(model.variables()[0].value().at(0), 0.5 * (first.at(0) + second.at(0)), 1e-6);
}

TEST(OptimizerOptionsTest, FitEndsWithTheAverages) {
  const auto train = [](bool use_ema) {
    Sequential model{Input({2}), Dense(1)};
    model.compile({.optimizer = SGD({.learning_rate = 0.2, .use_ema = use_ema}), .loss = "mse"});
    model.fit(random_f32({8, 2}, 1), random_f32({8, 1}, 2), {.batch_size = 2, .epochs = 2, .verbose = 0});
    return std::pair{model.variables()[0].value(), model.optimizer().variables().back().value()};
  };
  EXPECT_FALSE(identical(train(true).first, train(false).first));
}

// Everything at once: a compiled step does what steps one by one do.
TEST(OptimizerOptionsTest, WorkInCompiledSteps) {
  const auto make = [](const std::string& name) -> std::shared_ptr<Optimizer> {
    if (name == "nadam") {
      return std::make_shared<Nadam>(NadamOptions{.learning_rate = 0.01,
                                                  .weight_decay = 0.1,
                                                  .global_clipnorm = 3,
                                                  .use_ema = true,
                                                  .ema_momentum = 0.8,
                                                  .ema_overwrite_frequency = 3,
                                                  .gradient_accumulation_steps = 2});
    }
    return make_optimizer(name);
  };
  for (const std::string& name : optimizer_names()) {
    const std::shared_ptr<Optimizer> eager = make(name);
    const std::shared_ptr<Optimizer> compiled = make(name);
    const std::vector<Variable> a = trajectory_variables();
    const std::vector<Variable> b = trajectory_variables();
    auto step = compile(
        [&](const Tensor& g0, const Tensor& g1, const Tensor& g2, const Tensor& g3, const Tensor& g4) {
          compiled->apply({g0, g1, g2, g3, g4}, b);
        });
    for (int t = 1; t < 10; ++t) {
      const Tensors g = trajectory_gradients(a, t);
      eager->apply(g, a);
      step(g[0], g[1], g[2], g[3], g[4]);
    }
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::int64_t i = 0; i < a[k].value().size(); ++i)
        ASSERT_NEAR(a[k].value().at(i), b[k].value().at(i), 1e-4) << name << " " << a[k].name();
  }
}

// A guarded step of `fit` with everything on learns, too.
TEST(OptimizerOptionsTest, WorkInTraining) {
  for (const std::string& name : optimizer_names()) {
    Sequential model{Input({6, 6, 1}), Conv2D(4, 3), Flatten(), Dense(8), Dense(1)};
    model.compile({.optimizer = name, .loss = "mse"});
    const Array x = random_f32({16, 6, 6, 1}, 1);
    const Array y = random_f32({16, 1}, 2);
    const double before = model.evaluate(x, y).at("loss");
    model.fit(x, y, {.batch_size = 16, .epochs = 10, .verbose = 0});
    EXPECT_LT(model.evaluate(x, y).at("loss"), before) << name;
  }
}

TEST(OptimizerOptionsTest, NamesItsState) {
  Adam optimizer({.use_ema = true, .gradient_accumulation_steps = 2, .name = "critic"});
  EXPECT_EQ(optimizer.name(), "critic");
  optimizer.build(std::vector{Variable(Array({2}), {.name = "w"})});
  std::vector<std::string> names;
  for (const Variable& v : optimizer.variables()) names.push_back(v.name());
  EXPECT_EQ(names,
            (std::vector<std::string>{"critic/iterations", "critic/learning_rate", "critic/m/w", "critic/v/w",
                                      "critic/gradient_accumulator/w", "critic/average/w"}));
}

TEST(OptimizerOptionsTest, ExplainWhatIsWrong) {
  const auto text = [](const std::function<void()>& f) { return message_of<ValueError>(f); };
  EXPECT_EQ(text([] { Adam({.clipnorm = -1}); }),
            "adam: expected clipnorm to be a finite number ≥ 0, received -1.\nChoose another clipnorm.");
  EXPECT_EQ(text([] { Adam({.clipnorm = 1, .clipvalue = 2}); }),
            "adam: received clipnorm = 1, clipvalue = 2 and global_clipnorm = 0.\nGive one of them at most.");
  EXPECT_EQ(text([] { SGD({.gradient_accumulation_steps = 1}); }),
            "sgd: expected gradient_accumulation_steps to be at least 2, or 0 for none, received 1.\nChoose "
            "another gradient_accumulation_steps.");
  EXPECT_EQ(text([] { SGD({.ema_momentum = 1.5}); }),
            "sgd: expected ema_momentum to be in [0, 1], received 1.5.\nChoose another ema_momentum.");
  SGD sgd;
  EXPECT_EQ(text([&] { sgd.swap_averages(); }),
            "sgd: keeps no averages of the variables.\nConstruct the optimizer with .use_ema = true.");
  EXPECT_EQ(text([&] { sgd.add_group({}); }),
            "sgd.add_group: received neither names nor variables.\nSay whom the group is for.");
  EXPECT_EQ(text([&] { sgd.add_group({.names = {"a"}, .learning_rate_factor = -1}); }),
            "sgd.add_group: expected learning_rate_factor to be a finite number ≥ 0, received -1.\nChoose "
            "another learning_rate_factor.");
  sgd.add_group({.names = {"kernal"}});
  Variable w(Array::scalar(1), {.name = "dense/kernel"});
  EXPECT_EQ(
      text([&] { sgd.apply({Array::scalar(1)}, std::vector{w}); }),
      "sgd: no variable belongs to the group of 'kernal'\n(the first of 1 variables is 'dense/kernel').\n"
      "Patterns are searched for in the names of variables, such as 'dense/kernel'.");
  SGD used;
  used.apply({Array::scalar(1)}, std::vector{w});
  EXPECT_EQ(text([&] { used.exclude_from_weight_decay({"bias"}); }),
            "sgd.exclude_from_weight_decay: the optimizer has variables already.\n"
            "Call it before the first step: steps that are compiled would not follow.");
}

}  // namespace
}  // namespace saem
