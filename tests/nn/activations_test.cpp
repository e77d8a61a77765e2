#include "saem/nn/activations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/reduction.h"

namespace saem {
namespace {

const std::vector<double> points = {-30, -2, -0.5, 0, 0.5, 2, 30};

using Function = double (*)(double);
const std::map<std::string, Function> definitions = {
    {"linear", [](double x) { return x; }},
    {"relu", [](double x) { return x > 0 ? x : 0; }},
    {"sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"tanh", [](double x) { return std::tanh(x); }},
    {"softplus", [](double x) { return x > 20 ? x : std::log1p(std::exp(x)); }},
    {"elu", [](double x) { return x > 0 ? x : std::expm1(x); }},
    {"gelu", [](double x) { return x / 2 * std::erfc(-x / std::numbers::sqrt2); }},
    {"silu", [](double x) { return x / (1 + std::exp(-x)); }},
    {"swish", [](double x) { return x / (1 + std::exp(-x)); }},
    {"leaky_relu", [](double x) { return x > 0 ? x : 0.2 * x; }},
    {"relu6", [](double x) { return std::min(std::max(x, 0.0), 6.0); }},
    {"selu", [](double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x)); }},
    {"celu", [](double x) { return x > 0 ? x : std::expm1(x); }},
    {"mish", [](double x) { return x * std::tanh(x > 20 ? x : std::log1p(std::exp(x))); }},
    {"softsign", [](double x) { return x / (1 + std::abs(x)); }},
    {"log_sigmoid", [](double x) { return x < -20 ? x : -std::log1p(std::exp(-x)); }},
    {"hard_sigmoid", [](double x) { return std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
    {"hard_silu", [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
    {"hard_swish", [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
    {"hard_tanh", [](double x) { return std::clamp(x, -1.0, 1.0); }},
    {"tanh_shrink", [](double x) { return x - std::tanh(x); }},
    {"hard_shrink", [](double x) { return std::abs(x) > 0.5 ? x : 0; }},
    {"soft_shrink", [](double x) { return x > 0.5    ? x - 0.5
                                          : x < -0.5 ? x + 0.5
                                                     : 0; }},
    {"squareplus", [](double x) { return (x + std::sqrt(x * x + 4)) / 2; }},
    {"threshold", [](double x) { return x > 0 ? x : 0; }},
    {"sparse_plus", [](double x) { return x <= -1  ? 0
                                          : x >= 1 ? x
                                                   : (x + 1) * (x + 1) / 4; }},
    {"sparse_sigmoid", [](double x) { return std::clamp((x + 1) / 2, 0.0, 1.0); }},
};

// Along an axis: tests of their own.
const std::set<std::string> along_an_axis = {"softmax", "log_softmax", "sparsemax", "glu"};

TEST(Activations, FollowTheirDefinitions) {
  for (const std::string& name : activation_names()) {
    if (along_an_axis.contains(name) || name == "exponential") continue;
    const Array y = apply_activation(name, Array::of(points).astype(DType::f32)).value();
    ASSERT_TRUE(definitions.contains(name)) << name;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double expected = definitions.at(name)(points[i]);
      EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), expected, 2e-6 * std::max(1.0, std::abs(expected)))
          << name << " at " << points[i];
    }
  }
}

TEST(Activations, SoftmaxIsAlongTheLastAxis) {
  const Array y =
      apply_activation("softmax", Array::of(std::vector<float>{0, 1, 2, 5, 5, 5}, {2, 3})).value();
  EXPECT_NEAR(y.at(0), 0.09003057, 1e-6);
  EXPECT_NEAR(y.at(2), 0.66524096, 1e-6);
  EXPECT_NEAR(y.at(4), 1.0 / 3, 1e-6);
}

TEST(Activations, GradientsAreDifferencesAndStayFiniteFarOut) {
  const double step = 1e-5;
  for (const auto& [name, f] : definitions) {
    for (const double point : {-200.0, -1.5, 0.7, 200.0}) {
      const Tensor x = Array::scalar(point, DType::f64);
      const double slope = grad(apply_activation(name, x), x).item();
      const double expected = (f(point + step) - f(point - step)) / (2 * step);
      EXPECT_NEAR(slope, expected, 1e-5) << name << " at " << point;
    }
  }
}

TEST(Activations, ArgumentsChangeTheFormula) {
  const std::vector<std::pair<const char*, Function>> rows = {
      {"relu(negative_slope=0.1, max_value=3, threshold=1)",
       [](double x) { return x >= 3   ? 3
                             : x >= 1 ? x
                                      : 0.1 * (x - 1); }},
      {"relu(max_value=1)", [](double x) { return std::clamp(x, 0.0, 1.0); }},
      {"leaky_relu(0.01)", [](double x) { return x > 0 ? x : 0.01 * x; }},
      {"elu(alpha=2)", [](double x) { return x > 0 ? x : 2 * std::expm1(x); }},
      {"celu(2)", [](double x) { return x > 0 ? x : 2 * std::expm1(x / 2); }},
      {"gelu(approximate=true)",
       [](double x) {
         return x / 2 * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
       }},
      {"threshold(1, -3)", [](double x) { return x > 1 ? x : -3; }},
      {"hard_shrink(1)", [](double x) { return std::abs(x) > 1 ? x : 0; }},
      {"squareplus(b=1)", [](double x) { return (x + std::sqrt(x * x + 1)) / 2; }},
      {"exponential", [](double x) { return std::exp(x); }},
  };
  const std::vector<double> near = {-4, -2, -0.3, 0.4, 1.5, 2, 5};
  for (const auto& [name, f] : rows) {
    const Array y = apply_activation(name, Array::of(near)).value();
    for (std::size_t i = 0; i < near.size(); ++i)
      EXPECT_NEAR(y.at(static_cast<std::int64_t>(i)), f(near[i]), 1e-12) << name << " at " << near[i];
  }
  EXPECT_THROW(require_activation("relu(alpha=1)", "Dense"), ValueError);
  EXPECT_THROW(require_activation("gelu(approximate=1)", "Dense"), ValueError);
  EXPECT_THROW(require_activation("relu(max_value=-1)", "Dense"), ValueError);
}

TEST(Activations, OthersAlongAnAxis) {
  const Array x = Array::of(std::vector<double>{1, 2, 0.1, -1}, {1, 4});
  const Array glu = apply_activation("glu", x).value();
  EXPECT_EQ(glu.shape(), (Shape{1, 2}));
  EXPECT_NEAR(glu.at(0), 1 / (1 + std::exp(-0.1)), 1e-12);
  EXPECT_NEAR(glu.at(1), 2 / (1 + std::exp(1.0)), 1e-12);
  EXPECT_THROW((void)apply_activation("glu(1)", Array(Shape{2, 3})), ShapeError);
  const Array logs = apply_activation("log_softmax", x).value();
  const Array shares = apply_activation("softmax", x).value();
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(std::exp(logs.at(i)), shares.at(i), 1e-12);
  const Array sparse = apply_activation("sparsemax(axis=1)", x).value();
  EXPECT_NEAR(sparse.at(0), 0, 1e-12);
  EXPECT_NEAR(sparse.at(1), 1, 1e-12);
}

TEST(Activations, AnUnknownNameIsRefused) {
  EXPECT_THROW((void)apply_activation("rleu", Array(Shape{1})), ValueError);
  EXPECT_THROW(require_activation("", "Dense"), ValueError);
}

// What is not a number must not become one on its way through a network.
TEST(Activations, KeepWhatIsNotANumber) {
  for (const std::string& name : activation_names()) {
    const Array y = apply_activation(name, Array::of(std::vector<float>{1, NAN, -1, 2}, {1, 4})).value();
    bool lost = true;
    for (std::int64_t i = 0; i < y.size(); ++i) lost = lost && !std::isnan(y.at(i));
    EXPECT_FALSE(lost) << name;
  }
}

}  // namespace
}  // namespace saem
