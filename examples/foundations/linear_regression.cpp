// A line through five points, found by gradient descent, and beside it what pencil and paper give.
//
//   distance = a + b · speed;   squared error S(a, b) = Σ (a + b·xᵢ - yᵢ)²
#include <saem/saem.h>

#include <cstdio>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

int main() {
  // How fast five cars were, and how far they rolled before they stood.
  const std::vector<double> speed{0, 2, 3, 6, 4};
  const std::vector<double> distance{12, 16, 10, 20, 22};
  const Tensor x = Array::of(speed), y = Array::of(distance);

  Variable a(Array::scalar(0, DType::f64)), b(Array::scalar(0, DType::f64));
  const auto squared_error = [&] { return sum(square(a + b * x - y)); };

  // The gradient points uphill: a small step the other way makes the error smaller.
  const double learning_rate = 0.01;
  std::printf("step           a           b     S(a, b)\n");
  double error = 0;
  for (int step = 0; step <= 1000; ++step) {
    const auto [value, gradient] = value_and_grad(squared_error, std::vector{a, b});
    error = value.item();
    if (step == 0 || step == 1 || step == 10 || step == 100 || step == 1000)
      std::printf("%4d  %10.6f  %10.6f  %10.5f\n", step, a.value().item(), b.value().item(), error);
    a.assign(a - learning_rate * gradient[0]);
    b.assign(b - learning_rate * gradient[1]);
  }
  const double intercept = a.value().item(), slope = b.value().item();

  // Where both derivatives of S are zero:  b = Σ (xᵢ - x̄)(yᵢ - ȳ) / Σ (xᵢ - x̄)²,   a = ȳ - b·x̄
  const Tensor dx = x - mean(x), dy = y - mean(y);
  const double exact_slope = (sum(dx * dy) / sum(square(dx))).item();
  const double exact_intercept = mean(y).item() - exact_slope * mean(x).item();
  std::printf("\nby gradient descent:  distance = %.4f + %.4f · speed,  S = %.4f\n", intercept, slope, error);
  std::printf("by the formula:       distance = %.4f + %.4f · speed\n\n", exact_intercept, exact_slope);

  std::printf("speed  distance  on the line  error  error²\n");
  plot::Picture picture{
      .title = "Five cars: distance = 11.5 + 1.5 · speed",
      .x_label = "speed",
      .y_label = "distance",
      .range = {-0.5, 7, 5, 25},
      .points = {{"cars", speed, distance, 0}},
      .lines = {{"least squares", {-0.5, 7}, {intercept - 0.5 * slope, intercept + 7 * slope}, 1}}};
  for (std::size_t i = 0; i < speed.size(); ++i) {
    const double line = intercept + slope * speed[i], wrong_by = line - distance[i];
    std::printf("%5.0f  %8.0f  %11.2f  %5.2f  %6.2f\n", speed[i], distance[i], line, wrong_by,
                wrong_by * wrong_by);
    picture.lines.push_back({i == 0 ? "errors" : "", {speed[i], speed[i]}, {line, distance[i]}, 3, true});
  }
  std::printf("                                 sum  %6.2f\n\n%s", error, plot::text(picture).c_str());
  plot::save("linear_regression.svg", {picture});

  Checks check;
  check(near(intercept, 11.5) && near(slope, 1.5), "the line is 11.5 + 1.5 · speed");
  check(near(error, 59), "its squared error is 59");
  check(near(intercept, exact_intercept) && near(slope, exact_slope),
        "gradient descent found what the formula gives");
  return check.exit_code();
}
