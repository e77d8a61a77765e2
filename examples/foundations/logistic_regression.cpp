// Yes or no from a number: does a car of this weight have a manual gearbox? 32 cars of 1974 (Henderson and
// Velleman, "Building multiple regression models interactively", Biometrics 37, 1981; R's mtcars).
//
//   h(x) = σ(θ₀ + θ₁·x),  σ(z) = 1/(1 + e⁻ᶻ)           the probability of "manual"
//   J(θ) = -1/m Σ [yᵢ log h(xᵢ) + (1 - yᵢ) log(1 - h(xᵢ))]
//   ∂J/∂θ₀ = 1/m Σ (h(xᵢ) - yᵢ),   ∂J/∂θ₁ = 1/m Σ (h(xᵢ) - yᵢ)·xᵢ
#include <saem/saem.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

int main() {
  // Weight in 1,000 pounds.
  const std::vector<double> automatic{3.215, 3.44, 3.46,  3.57,  3.19,  3.15, 3.44,  3.44, 4.07, 3.73,
                                      3.78,  5.25, 5.424, 5.345, 2.465, 3.52, 3.435, 3.84, 3.845};
  const std::vector<double> manual{2.62, 2.875, 2.32, 2.2,  1.615, 1.835, 1.935,
                                   2.14, 1.513, 3.17, 2.77, 3.57,  2.78};
  std::vector<double> weight = automatic, label(automatic.size(), 0.0);
  weight.insert(weight.end(), manual.begin(), manual.end());
  label.resize(weight.size(), 1.0);
  const Tensor x = Array::of(weight), y = Array::of(label);

  const auto h = [&](const Tensor& theta0, const Tensor& theta1) { return sigmoid(theta0 + theta1 * x); };
  const auto J = [&](const Tensor& theta0, const Tensor& theta1) {
    const Tensor p = h(theta0, theta1);
    return -mean(y * log(p) + (1 - y) * log(1 - p));
  };

  std::printf("The gradient of J by automatic differentiation, and by the formula:\n");
  std::printf("    θ₀     θ₁       J(θ)    ∂J/∂θ₀ autodiff     formula    ∂J/∂θ₁ autodiff     formula\n");
  double largest_difference = 0;
  for (const auto& [t0, t1] : std::vector<std::pair<double, double>>{{0, 0}, {1, -1}, {-2, 0.5}, {12, -4}}) {
    const Tensor theta0 = Tensor::scalar(t0, DType::f64), theta1 = Tensor::scalar(t1, DType::f64);
    const Tensor cost = J(theta0, theta1);
    const double auto0 = grad(cost, theta0).item(), auto1 = grad(cost, theta1).item();
    const Tensor wrong_by = h(theta0, theta1) - y;
    const double formula0 = mean(wrong_by).item(), formula1 = mean(wrong_by * x).item();
    std::printf("%6.1f %6.1f %10.6f %18.9f %11.9f %18.9f %11.9f\n", t0, t1, cost.item(), auto0, formula0,
                auto1, formula1);
    largest_difference =
        std::max({largest_difference, std::abs(auto0 - formula0), std::abs(auto1 - formula1)});
  }

  // Learn. Weights around their mean: both directions of J are then about equally steep.
  const double middle = mean(x).item();
  Variable bias(Array::scalar(0, DType::f64)), slope(Array::scalar(0, DType::f64));
  const auto cost = [&] { return J(bias - slope * middle, slope); };
  for (int step = 0; step < 2000; ++step) {
    const auto [value, gradients] = value_and_grad(cost, std::vector{bias, slope});
    bias.assign(bias - 2.0 * gradients[0]);
    slope.assign(slope - 2.0 * gradients[1]);
  }
  const double theta1 = slope.value().item(), theta0 = bias.value().item() - theta1 * middle;
  const auto probability = [&](double w) { return 1 / (1 + std::exp(-theta0 - theta1 * w)); };
  int right = 0;
  for (std::size_t i = 0; i < weight.size(); ++i) right += (probability(weight[i]) > 0.5) == (label[i] == 1);
  std::printf("\nlearned: P(manual) = σ(%.3f + %.3f · weight),  J = %.5f\n", theta0, theta1, cost().item());
  std::printf("half and half at a weight of %.3f;  right about %d of %zu cars\n\n", -theta0 / theta1, right,
              weight.size());

  const auto curve = plot::spaced(1, 6);
  const plot::Picture picture{
      .title = "Manual or automatic, by weight",
      .x_label = "weight (1,000 lb)",
      .y_label = "P(manual)",
      .range = {1, 6, -0.1, 1.2},
      .points = {{"automatic", automatic, std::vector<double>(automatic.size(), 0), 0},
                 {"manual", manual, std::vector<double>(manual.size(), 1), 1}},
      .lines = {{"σ(θ₀ + θ₁x)", curve, plot::values(curve, probability), 2},
                {"half and half", {-theta0 / theta1, -theta0 / theta1}, {-0.1, 1.2}, 3, true}}};
  std::printf("%s", plot::text(picture).c_str());
  plot::save("logistic_regression.svg", {picture});

  Checks check;
  check(largest_difference < 1e-14, "autodiff and formula agree to the last digits");
  check(near(theta0, 12.040, 5e-5) && near(theta1, -4.024, 2e-4),
        "θ is what R's glm(am ~ wt, binomial) gives: 12.040, -4.024");
  check(near(2 * static_cast<double>(weight.size()) * cost().item(), 19.176, 5e-5),
        "and 2m·J is its residual deviance, 19.176");
  return check.exit_code();
}
