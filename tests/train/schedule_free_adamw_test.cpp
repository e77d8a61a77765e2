#include "saem/train/schedule_free_adamw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "tests/train/support/trajectory.h"

namespace saem {
namespace {

using namespace testing_support;

ElementRule schedule_free_rule(double rate, double beta_1, double beta_2, double epsilon, int warmup) {
  return [=, z = 0.0, x = 0.0, v = 0.0](double w, double g, int t) mutable {
    if (t == 1) z = x = w;
    v = beta_2 * v + (1 - beta_2) * g * g;
    const double lr = warmup == 0 ? rate : rate * std::min(static_cast<double>(t) / warmup, 1.0);
    z -= lr * g / (std::sqrt(v / (1 - std::pow(beta_2, t))) + epsilon);
    x += (z - x) / t;
    return (1 - beta_1) * z + beta_1 * x;
  };
}

TEST(ScheduleFreeAdamWTest, FollowsItsFormula) {
  ScheduleFreeAdamW plain;
  expect_follows(
      plain, [] { return schedule_free_rule(0.0025, 0.9, 0.999, 1e-8, 0); }, 2e-4);
  ScheduleFreeAdamW other(
      {.learning_rate = 0.1, .beta_1 = 0.6, .beta_2 = 0.8, .epsilon = 1e-3, .warmup_steps = 7});
  expect_follows(other, [] { return schedule_free_rule(0.1, 0.6, 0.8, 1e-3, 7); });
  EXPECT_THROW(ScheduleFreeAdamW({.beta_1 = 0}), ValueError);
  EXPECT_THROW(ScheduleFreeAdamW({.warmup_steps = -1}), ValueError);
}

}  // namespace
}  // namespace saem
