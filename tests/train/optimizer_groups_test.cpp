// Gradient accumulation and parameter groups, which all optimizers have in common.
#include <gtest/gtest.h>

#include "saem/ops/elementwise.h"
#include "saem/train/optimizer.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

TEST(OptimizerGroupsTest, AccumulatesGradients) {
  // Nadam also has something for all variables together, which must wait as well.
  Nadam whole({.learning_rate = 0.05});
  Nadam parts({.learning_rate = 0.05, .weight_decay = 0, .gradient_accumulation_steps = 3});
  const std::vector<Variable> a = trajectory_variables();
  const std::vector<Variable> b = trajectory_variables();
  for (int t = 1; t <= 30; ++t) {
    const std::vector<Array> before{b[1].value(), b[4].value()};
    parts.apply(trajectory_gradients(b, t), b);
    if (t % 3 != 0) {
      EXPECT_TRUE(identical(before[0], b[1].value()));
      EXPECT_TRUE(identical(before[1], b[4].value()));
      continue;
    }
    Tensors mean = trajectory_gradients(a, t - 2);
    for (const int other : {t - 1, t}) {
      const Tensors more = trajectory_gradients(a, other);
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = add(mean[i], more[i]);
    }
    for (Tensor& m : mean) m = m / 3.0;
    whole.apply(mean, a);
    for (std::size_t k = 0; k < a.size(); ++k)
      for (std::int64_t i = 0; i < a[k].value().size(); ++i)
        ASSERT_NEAR(a[k].value().at(i), b[k].value().at(i), 1e-6) << a[k].name() << " after " << t;
  }
  EXPECT_EQ(parts.iterations().value().item(), 30);
  EXPECT_EQ(whole.iterations().value().item(), 10);
}

TEST(OptimizerGroupsTest, AccumulationClipsAndDecaysWithTheMove) {
  SGD sgd({.learning_rate = 1.0, .weight_decay = 0.5, .clipvalue = 1, .gradient_accumulation_steps = 2});
  Variable w(Array::scalar(8));
  sgd.apply({Array::scalar(6)}, std::vector{w});
  EXPECT_EQ(w.value().item(), 8);
  sgd.apply({Array::scalar(-2)}, std::vector{w});
  EXPECT_EQ(w.value().item(), 3);  // 8 / 2, less the mean of 2 clipped to 1
}

TEST(OptimizerGroupsTest, GroupsHaveTheirOwnRate) {
  const std::vector<Variable> variables = trajectory_variables();
  SGD sgd({.learning_rate = 0.1, .weight_decay = 0.5});
  sgd.add_group({.names = {"bias$"}, .learning_rate_factor = 3, .weight_decay = 0});
  sgd.add_group({.names = {"^dense/"}, .learning_rate_factor = 0.5});
  sgd.add_group({.variables = {variables[4]}, .frozen = true});
  std::vector<double> before;
  for (const Variable& v : variables) before.push_back(v.value().at(0));
  Tensors ones;
  for (const Variable& v : variables) ones.emplace_back(Array::full(v.shape(), 1.0));
  sgd.apply(ones, variables);
  const auto value = [&](std::size_t i) { return variables[i].value().at(0); };
  EXPECT_NEAR(value(0), before[0] * 0.95 - 0.1, 1e-6);
  EXPECT_NEAR(value(1), before[1] - 0.3, 1e-6);
  EXPECT_NEAR(value(2), before[2] * 0.975 - 0.05, 1e-6);
  EXPECT_EQ(value(4), before[4]);
}

TEST(OptimizerGroupsTest, FrozenVariablesHaveNoMoments) {
  const std::vector<Variable> variables = trajectory_variables();
  Adam optimizer({.global_clipnorm = 1, .use_ema = true, .gradient_accumulation_steps = 2});
  optimizer.add_group({.names = {"."}, .frozen = true});
  const Array before = variables[2].value();
  for (int t = 1; t < 5; ++t) optimizer.apply(trajectory_gradients(variables, t), variables);
  EXPECT_EQ(optimizer.variables().size(), 2U);
  EXPECT_TRUE(identical(before, variables[2].value()));
}

}  // namespace
}  // namespace saem
