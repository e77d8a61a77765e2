#include "saem/train/lbfgs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/line_search.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

// (1 - x)² + 100(y - x²)²: a curved valley with its bottom at (1, 1).
struct Rosenbrock {
  explicit Rosenbrock(DType dtype)
      : x(Array::scalar(-1.2, dtype), {.name = "x"}), y(Array::scalar(1, dtype), {.name = "y"}) {}
  Variable x, y;
  std::function<Tensor()> loss = [this] {
    return square(1.0 - x.read()) + 100.0 * square(y.read() - square(x.read()));
  };
};

TEST(LBFGSTest, FindsTheBottomOfRosenbrocksValley) {
  for (const char* search : {"strong_wolfe", "backtracking"}) {
    Rosenbrock valley(DType::f64);
    const LBFGSResult result = LBFGS({.max_iterations = 300, .line_search = search})
                                   .minimize(valley.loss, std::vector{valley.x, valley.y});
    EXPECT_TRUE(result.converged) << result.reason;
    EXPECT_NEAR(valley.x.value().item(), 1, 1e-5) << search;
    EXPECT_NEAR(valley.y.value().item(), 1, 1e-5) << search;
    EXPECT_LT(result.iterations, 100) << search;
    EXPECT_GE(result.evaluations, result.iterations);
  }
}

TEST(LBFGSTest, SolvesLeastSquaresInFloat32) {
  const Array a = random_f32({40, 5}, 3);
  const Array truth = random_f32({5, 2}, 4);
  const Tensor b = matmul(Tensor(a), Tensor(truth)) + 0.5;
  Variable weights(Array({5, 2}));
  Variable bias(Array({2}));
  const auto loss = [&] { return mean(square(matmul(Tensor(a), weights) + bias - b)); };
  const LBFGSResult result = LBFGS().minimize(loss, std::vector{weights, bias});
  EXPECT_LT(result.loss, 1e-9) << result.reason;
  for (std::int64_t i = 0; i < truth.size(); ++i) EXPECT_NEAR(weights.value().at(i), truth.at(i), 1e-4);
  EXPECT_NEAR(bias.value().at(1), 0.5, 1e-4);
}

// With as many pairs as variables and a quadratic, few iterations suffice; the same run twice has the same
// bits.
TEST(LBFGSTest, IsQuickOnQuadraticsAndRepeats) {
  Array scale({6}, DType::f64);
  for (int i = 0; i < 6; ++i)
    scale.mutable_data<double>()[static_cast<std::size_t>(i)] = std::pow(10.0, i - 3);
  std::vector<Array> ends;
  for (int run = 0; run < 2; ++run) {
    Variable w(Array::full({6}, 1.0, DType::f64));
    const auto loss = [&] { return sum(Tensor(scale) * square(w - 3.0)); };
    const LBFGSResult result = LBFGS({.change_tolerance = 0}).minimize(loss, std::vector{w});
    EXPECT_TRUE(result.converged) << result.reason;
    EXPECT_LT(result.iterations, 60);
    for (int i = 0; i < 6; ++i) EXPECT_NEAR(w.value().at(i), 3, 1e-3);
    ends.push_back(w.value());
  }
  EXPECT_TRUE(identical(ends[0], ends[1]));
}

TEST(LBFGSTest, KeepsAwayFromWhereTheLossIsNotFinite) {
  Variable w(Array::scalar(1e-3, DType::f64));
  const auto loss = [&] { return w.read() - log(w.read()); };  // infinite at 0, NaN below; least at 1
  const LBFGSResult result = LBFGS({.learning_rate = 100}).minimize(loss, std::vector{w});
  EXPECT_NEAR(w.value().item(), 1, 1e-5) << result.reason;
}

TEST(LBFGSTest, StopsAtItsLimits) {
  Rosenbrock valley(DType::f32);
  const std::vector<Variable> variables{valley.x, valley.y};
  LBFGSResult result = LBFGS({.max_iterations = 3}).minimize(valley.loss, variables);
  EXPECT_EQ(result.iterations, 3);
  EXPECT_EQ(result.reason, "max_iterations are done");
  EXPECT_FALSE(result.converged);
  EXPECT_LT(result.loss, 24.2);
  EXPECT_NEAR(result.loss, valley.loss().item(), 1e-5);
  result = LBFGS({.max_evaluations = 5}).minimize(valley.loss, variables);
  EXPECT_EQ(result.reason, "max_evaluations are done");
  Variable flat(Array::scalar(2));
  result = LBFGS().minimize([&] { return 0.0 * flat.read(); }, std::vector{flat});
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.iterations, 0);
}

TEST(LBFGSTest, ExplainsWhatIsWrong) {
  EXPECT_EQ(message_of<ValueError>([] { LBFGS({.history_size = 0}); }),
            "LBFGS: expected history_size to be at least 1, received 0.\nChoose another history_size.");
  EXPECT_EQ(
      message_of<ValueError>([] { LBFGS({.line_search = "strong_wolf"}); }),
      "LBFGS: expected line_search to be \"strong_wolfe\" or \"backtracking\", received \"strong_wolf\".\n"
      "Did you mean \"strong_wolfe\"?");
  Variable w(Array::scalar(-1));
  EXPECT_THROW(LBFGS().minimize([&] { return log(w.read()); }, std::vector{w}), NonFiniteError);
  EXPECT_THROW(LBFGS().minimize([] { return Tensor::scalar(1); }, {}), ValueError);
}

TEST(LineSearchTest, FindsStrongWolfePoints) {
  // Functions of Moré and Thuente, ACM TOMS 20, 1994: (5.1) and a cosine with many valleys.
  const std::vector<LineFunction> functions{
      [](double a) {
        return LinePoint{a, -a / (a * a + 2), (a * a - 2) / ((a * a + 2) * (a * a + 2))};
      },
      [](double a) {
        return LinePoint{a, std::cos(3 * a) - a, -3 * std::sin(3 * a) - 1};
      },
      [](double a) {
        return LinePoint{a, (a - 50) * (a - 50), 2 * (a - 50)};
      }};
  for (const LineFunction& f : functions) {
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1000.0}) {
      const LinePoint start = f(0);
      const LinePoint p = strong_wolfe_search(f, start, first, 100);
      EXPECT_GT(p.step, 0) << first;
      EXPECT_LE(p.value, start.value + 1e-4 * p.step * start.slope) << first;
      EXPECT_LE(std::abs(p.slope), 0.9 * std::abs(start.slope)) << first;
      EXPECT_LE(backtracking_search(f, start, first, 100).value, start.value) << first;
    }
  }
}

}  // namespace
}  // namespace saem
