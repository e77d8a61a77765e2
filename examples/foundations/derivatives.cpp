// Derivatives by three ways that know nothing of each other: the formula, automatic differentiation, and a
// small step to both sides; then once more for the second derivative; and backpropagation, number by number.
//
//   first:   (f(x + ε) - f(x - ε)) / 2ε          second:   (f(x + ε) - 2 f(x) + f(x - ε)) / ε²
#include <saem/saem.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

Tensor number(double value) { return Tensor::scalar(value, DType::f64); }
double sigma(double x) { return 1 / (1 + std::exp(-x)); }

struct Function {
  const char* name;
  double x;
  std::function<Tensor(const Tensor&)> f;
  const char* formula;  // of the first derivative
  std::function<double(double)> first, second;
};

int main() {
  const std::vector<Function> functions{
      {"1/x", 2, [](const Tensor& x) { return 1 / x; }, "-1/x²", [](double x) { return -1 / (x * x); },
       [](double x) { return 2 / (x * x * x); }},
      {"x⁵", 1.5, [](const Tensor& x) { return pow(x, 5); }, "5x⁴",
       [](double x) { return 5 * std::pow(x, 4); }, [](double x) { return 20 * std::pow(x, 3); }},
      {"sin(x²)", 0.8, [](const Tensor& x) { return sin(square(x)); }, "cos(x²)·2x",
       [](double x) { return std::cos(x * x) * 2 * x; },
       [](double x) { return 2 * std::cos(x * x) - 4 * x * x * std::sin(x * x); }},
      {"e^(1/x)", 0.7, [](const Tensor& x) { return exp(1 / x); }, "-e^(1/x)/x²",
       [](double x) { return -std::exp(1 / x) / (x * x); },
       [](double x) { return std::exp(1 / x) * (1 + 2 * x) / std::pow(x, 4); }},
      {"σ(x)", 1, [](const Tensor& x) { return sigmoid(x); }, "σ(1 - σ)",
       [](double x) { return sigma(x) * (1 - sigma(x)); },
       [](double x) { return sigma(x) * (1 - sigma(x)) * (1 - 2 * sigma(x)); }},
  };

  Checks check;
  bool first_agree = true, second_agree = true;
  std::printf("         f'(x)                               f''(x)\n");
  std::printf("  x      formula    autodiff  small step     formula    autodiff  small step\n");
  for (const auto& [name, at, f, formula, first, second] : functions) {
    const Tensor x = number(at);
    const Tensor slope = grad(f(x), x), curvature = grad(slope, x);  // a gradient is a tensor: it has one too
    const auto value = [&f = f](double v) { return f(number(v)).item(); };
    const double e1 = 1e-6, e2 = 1e-4;
    const double step1 = (value(at + e1) - value(at - e1)) / (2 * e1);
    const double step2 = (value(at + e2) - 2 * value(at) + value(at - e2)) / (e2 * e2);
    std::printf("%3.1f  %11.7f %11.7f %11.7f %11.6f %11.6f %11.4f   f = %s, f' = %s\n", at, first(at),
                slope.item(), step1, second(at), curvature.item(), step2, name, formula);
    first_agree = first_agree && near(slope.item(), first(at), 1e-12) && near(step1, first(at), 1e-8);
    second_agree = second_agree && near(curvature.item(), second(at), 1e-12) && near(step2, second(at), 1e-5);
  }

  // Backpropagation through one neuron: z = w·x + b, a = σ(z), L = (a - y)². The derivative of L with respect
  // to each is the one after it, times how much that one changes with it.
  const double x = 1.5, y = 1, w = -0.8, b = 0.3;
  const double z = w * x + b, a = sigma(z), L = (a - y) * (a - y);
  const double dL_da = 2 * (a - y), dL_dz = dL_da * a * (1 - a), dL_dw = dL_dz * x, dL_db = dL_dz;
  const Tensor tw = number(w), tb = number(b), tz = tw * x + tb, ta = sigmoid(tz), tL = square(ta - y);
  std::printf("\nBackpropagation: x = %g, y = %g, w = %g, b = %g\n", x, y, w, b);
  std::printf("  forward   z = w·x + b = %.6f   a = σ(z) = %.6f   L = (a - y)² = %.6f\n", z, a, L);
  std::printf("  backward                            by hand    autodiff\n");
  std::printf("  ∂L/∂a = 2(a - y)               %12.8f  %12.8f\n", dL_da, grad(tL, ta).item());
  std::printf("  ∂L/∂z = ∂L/∂a · a(1 - a)       %12.8f  %12.8f\n", dL_dz, grad(tL, tz).item());
  std::printf("  ∂L/∂w = ∂L/∂z · x              %12.8f  %12.8f\n", dL_dw, grad(tL, tw).item());
  std::printf("  ∂L/∂b = ∂L/∂z                  %12.8f  %12.8f\n\n", dL_db, grad(tL, tb).item());

  // σ and its derivatives over a whole axis at once: the gradient of the sum is each element's own
  // derivative.
  const auto axis = plot::spaced(-6, 6);
  const Tensor at = Array::of(axis), s0 = sigmoid(at), s1 = grad(sum(s0), at), s2 = grad(sum(s1), at);
  const auto numbers = [](const Tensor& t) {
    const Array array = t.value();
    return std::vector<double>(array.data<double>().begin(), array.data<double>().end());
  };
  plot::save("derivatives.svg", {{.title = "σ and its derivatives, by autodiff",
                                  .x_label = "x",
                                  .y_label = "",
                                  .range = {-6, 6, -0.2, 1.1},
                                  .lines = {{"σ(x)", axis, numbers(s0), 0},
                                            {"σ'(x)", axis, numbers(s1), 1},
                                            {"σ''(x)", axis, numbers(s2), 2}}}});

  check(first_agree, "first derivatives: formula and autodiff agree within 1e-12, small steps within 1e-8");
  check(second_agree, "second derivatives: formula and autodiff agree within 1e-12, small steps within 1e-5");
  check(near(dL_dz, grad(tL, tz).item(), 1e-15) && near(dL_dw, grad(tL, tw).item(), 1e-15) &&
            near(dL_db, grad(tL, tb).item(), 1e-15),
        "backpropagation by hand gives what autodiff gives");
  return check.exit_code();
}
