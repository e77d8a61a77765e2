// Too stiff, right, too bendy: polynomials of degree 1, 2 and 4 through five houses, judged by six others,
// and what a penalty on large weights does about the last.
//
//   price(u) = Σ w_k u^k,  u = (area - 120) / 80        J(w) = 1/m Σ (price(uᵢ) - yᵢ)² + λ Σ_{k ≥ 1} w_k²
#include <saem/saem.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

// Made up: -60 + 6·area - 0.0155·area², plus noise. Area in m², price in thousands.
const std::vector<double> area{40, 70, 100, 150, 200}, price{158, 315, 362, 516, 514};
const std::vector<double> other_area{55, 85, 115, 130, 170, 185}, other_price{219, 367, 427, 457, 523, 536};

// (m, degree + 1): the row of a house is 1, u, u², …
Tensor powers(const std::vector<double>& areas, int degree) {
  const Tensor u = reshape((Tensor(Array::of(areas)) - 120) / 80, {-1, 1});
  std::vector<Tensor> columns{ones_like(u)};
  for (int k = 1; k <= degree; ++k) columns.push_back(columns.back() * u);
  return concat(columns, 1);
}

// The root of the mean squared error on some houses.
double error_on(const std::vector<double>& areas, const std::vector<double>& prices, const Tensor& w) {
  const Tensor X = powers(areas, static_cast<int>(w.shape()[0]) - 1);
  return std::sqrt(mean(square(reshape(matmul(X, w), {-1}) - Tensor(Array::of(prices)))).item());
}

struct Fit {
  Tensor w;  // (degree + 1, 1)
  double train, validation;
};

// The w with ∇J(w) = 0, which are linear equations: (XᵀX + m λ I')·w = Xᵀy, where I' leaves w₀ free.
Fit fit(int degree, double lambda, Checks& check) {
  const double m = static_cast<double>(area.size());
  const Tensor X = powers(area, degree), y = reshape(Array::of(price), {-1, 1});
  std::vector<double> penalised(static_cast<std::size_t>(degree) + 1, 1);
  penalised[0] = 0;
  const Tensor p = reshape(Array::of(penalised), {-1, 1});
  const Tensor identity = reshape(p, {1, -1}) * one_hot(arange(degree + 1), degree + 1, -1, DType::f64);
  const Tensor w = solve(matmul(transpose(X), X) + m * lambda * identity, matmul(transpose(X), y)).detach();

  const Tensor J = mean(square(matmul(X, w) - y)) + lambda * sum(p * square(w));
  check(max(abs(grad(J, w))).item() < 1e-9, "degree " + std::to_string(degree) +
                                                (lambda > 0 ? " with penalty" : "") +
                                                ": the gradient of J is zero");
  return {w, error_on(area, price, w), error_on(other_area, other_price, w)};
}

plot::Picture picture(const std::string& title, const Fit& f) {
  const auto x = plot::spaced(40, 200);
  const Array curve = reshape(matmul(powers(x, static_cast<int>(f.w.shape()[0]) - 1), f.w), {-1}).value();
  std::vector<double> y;
  for (std::int64_t i = 0; i < curve.size(); ++i) y.push_back(curve.at(i));
  return {.title = title,
          .x_label = "area (m²)",
          .y_label = "price (thousands)",
          .range = {30, 210, 100, 620},
          .points = {{"learned from", area, price, 0}, {"not learned from", other_area, other_price, 1}},
          .lines = {{"", x, y, 2}}};
}

int main() {
  Checks check;
  const Fit line = fit(1, 0, check), parabola = fit(2, 0, check), wild = fit(4, 0, check),
            tamed = fit(4, 0.01, check);
  std::printf("\n                     error (root mean square)    largest\n");
  std::printf("                      training    validation     weight\n");
  const auto row = [](const char* name, const Fit& f) {
    std::printf("%-18s  %10.2f  %12.2f  %9.1f\n", name, f.train, f.validation,
                max(abs(slice(f.w, {1, 0}, {f.w.shape()[0], 1}))).item());
  };
  row("degree 1", line);
  row("degree 2", parabola);
  row("degree 4", wild);
  row("degree 4, λ = 0.01", tamed);

  const plot::Picture bendy = picture("degree 4: overfitting", wild);
  std::printf("\ndegree 4, through all five that it learned from (a), wrong about the others (b):\n%s",
              plot::text(bendy).c_str());
  plot::save("polynomials.svg",
             {picture("degree 1: underfitting", line), picture("degree 2: right", parabola), bendy,
              picture("degree 4 with a penalty, λ = 0.01", tamed)});

  check(line.train > 2 * parabola.train && line.validation > 2 * parabola.validation,
        "degree 1 underfits: both errors are more than twice those of degree 2");
  check(wild.train < 1e-6 && wild.validation > 2 * parabola.validation,
        "degree 4 overfits: no error on five points (five weights), a large one on the others");
  check(tamed.train > wild.train && tamed.validation < wild.validation / 2,
        "the penalty gives up some training error and more than halves the validation error");
  return check.exit_code();
}
