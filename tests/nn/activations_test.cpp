#include "saem/nn/activations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

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
};

TEST(Activations, FollowTheirDefinitions) {
  for (const std::string& name : activation_names()) {
    if (name == "softmax") continue;
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

TEST(Activations, AnUnknownNameIsRefused) {
  EXPECT_THROW((void)apply_activation("rleu", Array(Shape{1})), ValueError);
  EXPECT_THROW(require_activation("", "Dense"), ValueError);
}

}  // namespace
}  // namespace saem
