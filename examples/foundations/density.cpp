// Where are the data dense? A hill over each of 150 lengths of iris petals, and all hills added up.
//
//   p(z) = 1/n Σ N(z; zᵢ, h²),  N a normal density;  h = 1.06 · s · n^(-1/5) (Silverman 1986)
//   score(z) = d log p(z)/dz, by autodiff: it points up the hill, and is 0 at the top and in the valley
#include <saem/compile/compile.h>
#include <saem/graph/autodiff.h>
#include <saem/ops/ops.h>

#include <cmath>
#include <cstdio>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/iris.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

int main() {
  std::vector<double> lengths;
  for (std::size_t i = 2; i < iris_mm.size(); i += 4) lengths.push_back(iris_mm[i] / 10.0);  // cm
  const Tensor data = Array::of(lengths);
  const double n = 150, s = std::sqrt(variance(data).item() * n / (n - 1)), h = 1.06 * s * std::pow(n, -0.2);
  const double pi = std::acos(-1);

  const auto density = [&](const Tensor& z) {  // (m,) → (m,)
    const Tensor distance = (expand_dims(z, 1) - expand_dims(data, 0)) / h;
    return mean(exp(-0.5 * square(distance)), {1}) / (h * std::sqrt(2 * pi));
  };
  const auto places = plot::spaced(-2, 10, 1201);
  const Tensor z = Array::of(places), p = density(z), score = grad(sum(log(p)), z);
  const Array heights = p.value(), scores = score.value();

  // The score changes its sign from + to - at the top of a hill, from - to + in a valley.
  std::vector<double> tops, valleys;
  double area = 0;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    const double left = scores.at(static_cast<std::int64_t>(i)),
                 right = scores.at(static_cast<std::int64_t>(i) + 1);
    const double zero = places[i] + (places[i + 1] - places[i]) * left / (left - right);
    if (left > 0 && right <= 0) tops.push_back(zero);
    if (left < 0 && right >= 0) valleys.push_back(zero);
    area += heights.at(static_cast<std::int64_t>(i)) * (places[i + 1] - places[i]);
  }
  std::printf("150 lengths of petals: s = %.4f cm, h = %.4f cm\n", s, h);
  std::printf("hills at %.3f cm and %.3f cm, the valley between at %.3f cm; ∫ p = %.6f\n", tops.front(),
              tops.back(), valleys.front(), area);
  std::printf("the valley parts the setosas from the other two kinds\n\n");

  const plot::Picture picture{
      .title = "Where the petals' length is dense",
      .x_label = "length (cm)",
      .y_label = "density (1/cm)",
      .range = {0, 8, 0, 0.3},
      .points = {{"irises", lengths, std::vector<double>(150, 0.005), 0}},
      .lines = {{"p", places, {heights.data<double>().begin(), heights.data<double>().end()}, 1},
                {"the valley", {valleys.front(), valleys.front()}, {0, 0.3}, 2, true}}};
  std::printf("%s", plot::text(picture).c_str());
  plot::save("density.svg", {picture});

  Checks check;
  check(near(area, 1, 1e-6), "the area below the density is 1");
  check(tops.size() == 2 && valleys.size() == 1, "two hills, one valley");
  bool parted = true;
  for (std::size_t i = 0; i < lengths.size(); ++i)
    parted = parted && (lengths[i] < valleys.front()) == (i < 50);
  check(parted, "the valley parts the 50 setosas from the others");
  return check.exit_code();
}
