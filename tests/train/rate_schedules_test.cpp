// Learning rates as functions of the step, against their formulas.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

// The schedule has the values of the formula in these steps.
void expect_rates(const LearningRate& schedule, const std::function<double(double)>& formula,
                  const std::vector<std::int64_t>& steps) {
  EXPECT_TRUE(schedule.is_scheduled());
  for (const std::int64_t step : steps) {
    const double expected = formula(static_cast<double>(step));
    EXPECT_NEAR(schedule.at(step), expected, 1e-12 * std::abs(expected) + 1e-15) << "step " << step;
  }
}

const std::vector<std::int64_t> many_steps{0,  1,  2,  5,  9,  10, 11,  19,    20,
                                           21, 29, 30, 31, 70, 71, 150, 100000};

TEST(RateSchedules, ExponentialDecay) {
  expect_rates(
      ExponentialDecay({.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.96}),
      [](double s) { return 0.1 * std::pow(0.96, s / 10); }, many_steps);
  expect_rates(
      ExponentialDecay(
          {.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.96, .staircase = true}),
      [](double s) { return 0.1 * std::pow(0.96, std::floor(s / 10)); }, many_steps);
}

TEST(RateSchedules, StepDecay) {
  expect_rates(StepDecay({.initial_learning_rate = 0.5, .step_size = 10}),
               [](double s) { return 0.5 * std::pow(0.1, std::floor(s / 10)); }, {0, 9, 10, 19, 20, 45});
  expect_rates(
      StepDecay({.initial_learning_rate = 0.5, .step_size = 3, .gamma = 0.7}),
      [](double s) { return 0.5 * std::pow(0.7, std::floor(s / 3)); }, many_steps);
}

TEST(RateSchedules, PiecewiseConstantDecay) {
  expect_rates(
      PiecewiseConstantDecay({.boundaries = {10, 30}, .values = {1.0, 0.5, 0.1}}),
      [](double s) { return s <= 10   ? 1.0
                            : s <= 30 ? 0.5
                                      : 0.1; }, many_steps);
  expect_rates(PiecewiseConstantDecay({.boundaries = {}, .values = {0.3}}), [](double) { return 0.3; },
               {0, 7});
}

TEST(RateSchedules, PolynomialDecay) {
  expect_rates(
      PolynomialDecay({.initial_learning_rate = 0.1, .decay_steps = 30}),
      [](double s) { return (0.1 - 1e-4) * (1 - std::min(s, 30.0) / 30) + 1e-4; }, many_steps);
  expect_rates(
      PolynomialDecay(
          {.initial_learning_rate = 0.1, .decay_steps = 30, .end_learning_rate = 0.02, .power = 0.5}),
      [](double s) { return 0.08 * std::sqrt(1 - std::min(s, 30.0) / 30) + 0.02; }, many_steps);
  expect_rates(
      PolynomialDecay({.initial_learning_rate = 0.1,
                       .decay_steps = 10,
                       .end_learning_rate = 0.02,
                       .power = 2,
                       .cycle = true}),
      [](double s) {
        const double d = 10 * (s == 0 ? 1 : std::ceil(s / 10));
        return 0.08 * std::pow(1 - s / d, 2) + 0.02;
      },
      many_steps);
}

TEST(RateSchedules, InverseTimeDecay) {
  expect_rates(
      InverseTimeDecay({.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.5}),
      [](double s) { return 0.1 / (1 + 0.5 * s / 10); }, many_steps);
  expect_rates(
      InverseTimeDecay(
          {.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.5, .staircase = true}),
      [](double s) { return 0.1 / (1 + 0.5 * std::floor(s / 10)); }, many_steps);
}

double half_cosine(double share) { return 0.5 * (1 + std::cos(std::numbers::pi * share)); }

TEST(RateSchedules, CosineDecay) {
  expect_rates(
      CosineDecay({.initial_learning_rate = 0.1, .decay_steps = 30, .alpha = 0.2}),
      [](double s) { return 0.1 * (0.8 * half_cosine(std::min(s, 30.0) / 30) + 0.2); }, many_steps);
  expect_rates(
      CosineDecay({.initial_learning_rate = 0.01,
                   .decay_steps = 20,
                   .alpha = 0.1,
                   .warmup_target = 0.5,
                   .warmup_steps = 10}),
      [](double s) {
        if (s < 10) return 0.01 + 0.49 * s / 10;
        return 0.5 * (0.9 * half_cosine(std::min(s - 10, 20.0) / 20) + 0.1);
      },
      many_steps);
}

TEST(RateSchedules, CosineDecayRestarts) {
  const auto formula = [](double first, double t, double m, double alpha) {
    return [=](double s) {  // period by period
      double length = first;
      double peak = 1;
      for (; s >= length; length *= t, peak *= m) s -= length;
      return 0.1 * ((1 - alpha) * peak * half_cosine(s / length) + alpha);
    };
  };
  const std::vector<std::int64_t> steps{0, 1, 9, 10, 11, 29, 30, 31, 69, 70, 71, 149, 150, 1270, 5110};
  expect_rates(CosineDecayRestarts({.initial_learning_rate = 0.1, .first_decay_steps = 10}),
               formula(10, 2, 1, 0), steps);
  expect_rates(
      CosineDecayRestarts(
          {.initial_learning_rate = 0.1, .first_decay_steps = 10, .t_mul = 3, .m_mul = 0.8, .alpha = 0.05}),
      formula(10, 3, 0.8, 0.05), {0, 9, 10, 39, 40, 41, 129, 130, 399, 400, 1209, 1210, 1211, 3640});
  expect_rates(
      CosineDecayRestarts({.initial_learning_rate = 0.1, .first_decay_steps = 10, .t_mul = 1, .m_mul = 0.5}),
      formula(10, 1, 0.5, 0), {0, 5, 9, 10, 11, 19, 20, 45});
}

// torch.optim.lr_scheduler.OneCycleLR, phase by phase.
double one_cycle(const OneCycleOptions& o, double s) {
  struct Phase {
    double end, from, to;
  };
  const auto n = static_cast<double>(o.total_steps);
  const double first = o.max_learning_rate / o.div_factor;
  const double last = first / o.final_div_factor;
  std::vector<Phase> phases{{o.pct_start * n - 1, first, o.max_learning_rate}};
  if (o.three_phase) phases.push_back({2 * o.pct_start * n - 2, o.max_learning_rate, first});
  phases.push_back({n - 1, o.three_phase ? first : o.max_learning_rate, last});
  double begin = 0;
  for (const Phase& p : phases) {
    if (s <= p.end) {
      const double share = (s - begin) / (p.end - begin);
      if (o.anneal_strategy == "linear") return (p.to - p.from) * share + p.from;
      return p.to + (p.from - p.to) / 2 * (std::cos(std::numbers::pi * share) + 1);
    }
    begin = p.end;
  }
  return last;
}

TEST(RateSchedules, OneCycle) {
  std::vector<std::int64_t> all;
  for (std::int64_t s = 0; s < 55; ++s) all.push_back(s);
  for (const bool three_phase : {false, true}) {
    for (const char* strategy : {"cos", "linear"}) {
      OneCycleOptions o{.max_learning_rate = 0.4, .total_steps = 50};
      o.anneal_strategy = strategy;
      o.three_phase = three_phase;
      expect_rates(
          OneCycle(o), [&](double s) { return one_cycle(o, s); }, all);
      o.pct_start = 0.25;
      o.div_factor = 10;
      o.final_div_factor = 50;
      expect_rates(
          OneCycle(o), [&](double s) { return one_cycle(o, s); }, all);
    }
  }
  const LearningRate falling = OneCycle({.max_learning_rate = 0.4, .total_steps = 10, .pct_start = 0.1});
  EXPECT_DOUBLE_EQ(falling.at(0), 0.4);  // the rise has no length
  EXPECT_DOUBLE_EQ(LearningRate(OneCycle({.max_learning_rate = 1, .total_steps = 1})).at(0), 1 / 25e4);
}

TEST(RateSchedules, WarmUp) {
  expect_rates(
      LinearWarmup({.learning_rate = 0.2, .warmup_steps = 10, .start = 0.05}),
      [](double s) { return s < 10 ? 0.05 + 0.15 * s / 10 : 0.2; }, many_steps);
  expect_rates(
      LinearWarmup({.learning_rate = CosineDecay({.initial_learning_rate = 0.2, .decay_steps = 20}),
                    .warmup_steps = 10}),
      [](double s) { return s < 10 ? 0.2 * s / 10 : 0.2 * half_cosine(std::min(s - 10, 20.0) / 20); },
      many_steps);
  expect_rates(ConstantRate(0.3), [](double) { return 0.3; }, {0, 100});
}

TEST(RateSchedules, OptimizersFollowThem) {
  SGD sgd({.learning_rate = PiecewiseConstantDecay({.boundaries = {1, 3}, .values = {1.0, 0.5, 0.25}})});
  EXPECT_EQ(sgd.learning_rate().value().item(), 1);
  Variable w(Array::scalar(0));
  int traces = 0;
  auto step = compile([&](const Tensor& g) {
    ++traces;
    sgd.apply({g}, std::vector{w});
  });
  std::vector<double> way;
  for (int i = 0; i < 6; ++i) {
    const double before = w.value().item();
    if (i == 3) {
      sgd.apply({Array::scalar(1)}, std::vector{w});  // the same step by step
    } else {
      step(Array::scalar(1));
    }
    way.push_back(before - w.value().item());
  }
  EXPECT_EQ(way, (std::vector<double>{1, 1, 0.5, 0.5, 0.25, 0.25}));
  EXPECT_EQ(traces, 1);
}

TEST(RateSchedules, OfAProgramsOwn) {
  SGD sgd({.learning_rate = [](const Tensor& step) { return 1.0 / (step + 1.0); }});
  Variable w(Array::scalar(0));
  for (int i = 0; i < 3; ++i) sgd.apply({Array::scalar(6)}, std::vector{w});
  EXPECT_FLOAT_EQ(static_cast<float>(w.value().item()), -11);
  EXPECT_THROW(SGD({.learning_rate = [](const Tensor& step) { return cast(step, DType::i64); }}), DTypeError);
  EXPECT_THROW(SGD({.learning_rate = [](const Tensor&) { return Tensor(Array({2})); }}), ShapeError);
}

// Training that is stopped and taken up with the saved variables ends with the same bits.
TEST(RateSchedules, GoOnWhereTheyWere) {
  const Array x = random_f32({16, 3}, 1);
  const Array y = random_f32({16, 1}, 2);
  const auto make = [] {
    Sequential model{Input({3}), Dense(1)};
    model.compile(
        {.optimizer = Nadam(
             {.learning_rate = CosineDecay(
                  {.initial_learning_rate = 0, .decay_steps = 8, .warmup_target = 0.1, .warmup_steps = 3}),
              .use_ema = true,
              .gradient_accumulation_steps = 2}),
         .loss = "mse"});
    return model;
  };
  Sequential whole = make();
  for (int i = 0; i < 10; ++i) whole.train_on_batch(x, y);
  Sequential first = make();
  for (int i = 0; i < 5; ++i) first.train_on_batch(x, y);
  const std::vector<Array> saved = state_of(first);
  Sequential second = make();
  second.optimizer().build(second.trainable_variables());
  std::vector<Variable> state = second.variables();
  for (const Variable& v : second.optimizer().variables()) state.push_back(v);
  for (std::size_t i = 0; i < state.size(); ++i) state[i].assign(saved[i]);
  for (int i = 0; i < 5; ++i) second.train_on_batch(x, y);
  const std::vector<Array> expected = state_of(whole);
  const std::vector<Array> received = state_of(second);
  ASSERT_EQ(expected.size(), received.size());
  for (std::size_t i = 0; i + 1 < expected.size(); ++i) EXPECT_TRUE(identical(expected[i], received[i])) << i;
}

TEST(RateSchedules, CannotBeSetOrMixed) {
  SGD sgd({.learning_rate = ConstantRate(0.1)});
  EXPECT_EQ(message_of<ValueError>([&] { sgd.set_learning_rate(1); }),
            "sgd: the learning rate follows a schedule, so it cannot be set.\n"
            "Construct the optimizer with a number as learning_rate.");
  Sequential model{Input({2}), Dense(1)};
  model.compile({.optimizer = sgd, .loss = "mse"});
  EXPECT_THROW(
      model.fit(Array({4, 2}), Array({4, 1}), {.batch_size = 2, .verbose = 0, .schedule = cosine_decay()}),
      ValueError);
}

TEST(RateSchedules, RefuseWrongOptions) {
  const auto text = [](const std::function<void()>& f) { return message_of<ValueError>(f); };
  EXPECT_EQ(text([] { ExponentialDecay({.initial_learning_rate = 1, .decay_steps = 0, .decay_rate = 1}); }),
            "ExponentialDecay: expected decay_steps to be a finite number > 0, received 0.\nChoose another "
            "decay_steps.");
  EXPECT_EQ(text([] { StepDecay({.initial_learning_rate = 1, .step_size = 0}); }),
            "StepDecay: expected step_size to be at least 1, received 0.\nChoose another step_size.");
  EXPECT_EQ(
      text([] {
        PiecewiseConstantDecay({.boundaries = {1, 2}, .values = {1, 2}});
      }),
      "PiecewiseConstantDecay: expected one value more than boundaries, received 2 values and 2 boundaries.\n"
      "values[i] holds up to boundaries[i], and the last value after the last boundary.");
  EXPECT_EQ(text([] {
              PiecewiseConstantDecay({.boundaries = {2, 2}, .values = {1, 2, 3}});
            }),
            "PiecewiseConstantDecay: expected boundaries[1] to be above 2, received 2.\nChoose another "
            "boundaries[1].");
  EXPECT_EQ(text([] { PolynomialDecay({.initial_learning_rate = -1, .decay_steps = 2}); }),
            "PolynomialDecay: expected initial_learning_rate to be a finite number ≥ 0, received -1.\nChoose "
            "another initial_learning_rate.");
  EXPECT_EQ(text([] { InverseTimeDecay({.initial_learning_rate = 1, .decay_steps = 1, .decay_rate = -1}); }),
            "InverseTimeDecay: expected decay_rate to be a finite number ≥ 0, received -1.\nChoose another "
            "decay_rate.");
  EXPECT_EQ(text([] { CosineDecay({.initial_learning_rate = 1, .decay_steps = 1, .warmup_steps = 3}); }),
            "CosineDecay: received warmup_steps = 3 without a warmup_target.\n"
            "Give the rate that the warm-up ends with: it goes there from initial_learning_rate.");
  EXPECT_EQ(
      text([] { CosineDecayRestarts({.initial_learning_rate = 1, .first_decay_steps = 1, .t_mul = 0.5}); }),
      "CosineDecayRestarts: expected t_mul to be a finite number ≥ 1, received 0.5.\nChoose another t_mul.");
  EXPECT_EQ(text([] { OneCycle({.max_learning_rate = 1, .total_steps = 9, .anneal_strategy = "linea"}); }),
            "OneCycle: expected anneal_strategy to be \"cos\" or \"linear\", received \"linea\".\n"
            "Did you mean \"linear\"?");
  EXPECT_EQ(text([] { LinearWarmup({.learning_rate = 1, .warmup_steps = 0}); }),
            "LinearWarmup: expected warmup_steps to be a finite number > 0, received 0.\nChoose another "
            "warmup_steps.");
  EXPECT_EQ(text([] { ConstantRate(-1); }),
            "ConstantRate: expected rate to be a finite number ≥ 0, received -1.\nChoose another rate.");
}

}  // namespace
}  // namespace saem
