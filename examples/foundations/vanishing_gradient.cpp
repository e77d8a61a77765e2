// Why deep networks of sigmoids did not learn: on the way back through the layers the gradient is multiplied
// by σ'(z) ≤ 1/4 each time. ReLU, whose derivative is 1 or 0, and shortcuts around the layers keep it alive.
//
//   h_l = f(h_{l-1}·W_l),   residual: h_l = h_{l-1} + σ(h_{l-1}·W_l)/√depth,   L = Σ h_depth · r, with a
//   random r printed: ‖∂L/∂W₁‖, what the first layer has to learn from
#include <saem/saem.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

constexpr std::int64_t width = 32, batch = 16;

// (rows, columns) of normal numbers with this standard deviation.
Tensor normal(Generator& random, std::int64_t rows, std::int64_t columns, double deviation) {
  std::vector<double> numbers(static_cast<std::size_t>(rows * columns));
  for (double& n : numbers) n = deviation * random.normal();
  return Array::of(numbers, {rows, columns});
}

// h, h·W → the next h, in a network of this depth.
using LayerRule = std::function<Tensor(const Tensor& h, const Tensor& z, int depth)>;

// ‖∂L/∂W_l‖ for l = 1 … depth.
std::vector<double> gradient_norms(const LayerRule& rule, double variance, int depth) {
  Generator random(7);
  const Tensor x = normal(random, batch, width, 1), r = normal(random, batch, width, 1);
  Tensor h = x;
  Tensors weights;
  for (int l = 0; l < depth; ++l) {
    weights.push_back(normal(random, width, width, std::sqrt(variance / width)));
    h = rule(h, matmul(h, weights.back()), depth);
  }
  Tensors norms = gradients(sum(h * r), weights);
  for (Tensor& g : norms) g = norm(g);
  evaluate(norms);  // all of them in one run
  std::vector<double> result;
  for (const Tensor& n : norms) result.push_back(n.item());
  return result;
}

int main() {
  std::printf("x   σ(x)   σ'(x)   tanh(x)  tanh'(x)  ReLU(x)  ReLU'(x)\n");
  const Tensor x = Array::of<double>({0, 1, 2, 3, 4});
  const Tensor s = sigmoid(x), t = tanh(x), r = relu(x);
  const Array columns[] = {s.value(), grad(sum(s), x).value(), t.value(), grad(sum(t), x).value(),
                           r.value(), grad(sum(r), x).value()};
  for (std::int64_t i = 0; i < 5; ++i) {
    std::printf("%ld   %.2f   %.4f     %.4f    %.4f        %g         %g\n", static_cast<long>(i),
                columns[0].at(i), columns[1].at(i), columns[2].at(i), columns[3].at(i), columns[4].at(i),
                columns[5].at(i));
  }

  // Weights of the usual sizes: variance 1/width for σ and tanh (Glorot), 2/width for ReLU (He).
  struct Network {
    std::string name;
    LayerRule rule;
    double variance;
    std::vector<double> by_depth = {}, by_layer = {};
  };
  std::vector<Network> networks{
      {"sigmoid", [](const Tensor&, const Tensor& z, int) { return sigmoid(z); }, 1},
      {"tanh", [](const Tensor&, const Tensor& z, int) { return tanh(z); }, 1},
      {"ReLU", [](const Tensor&, const Tensor& z, int) { return relu(z); }, 2},
      {"residual",
       [](const Tensor& h, const Tensor& z, int depth) { return h + sigmoid(z) / std::sqrt(depth); }, 1}};
  const std::vector<int> depths{1, 2, 5, 10, 20, 50, 100};
  for (Network& network : networks) {
    for (const int depth : depths) {
      network.by_layer = gradient_norms(network.rule, network.variance, depth);
      network.by_depth.push_back(network.by_layer.front());
    }
  }

  std::printf("\n‖∂L/∂W₁‖ by depth\n          ");
  for (const int depth : depths) std::printf("%9d", depth);
  plot::Picture picture{.title = "What each of 100 layers has to learn from",
                        .x_label = "layer",
                        .y_label = "log₁₀ ‖∂L/∂W‖",
                        .range = {0, 100, -70, 10}};
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const Network& network = networks[i];
    std::printf("\n%-10s", network.name.c_str());
    for (const double n : network.by_depth) std::printf("%9.1e", n);
    plot::Line line{network.name, plot::spaced(1, 100, 100), network.by_layer, static_cast<int>(i)};
    for (double& n : line.y) n = std::log10(n);
    picture.lines.push_back(line);
  }
  std::printf("\n\n");
  plot::save("vanishing_gradient.svg", {picture});

  Checks check;
  const double sigmas[] = {0.73, 0.88, 0.95, 0.98};
  for (int i = 0; i < 4; ++i)
    check(std::round(100 * columns[0].at(i + 1)) == std::round(100 * sigmas[i]),
          "σ(" + std::to_string(i + 1) + ") = " + std::to_string(sigmas[i]).substr(0, 4));
  check(near(*std::max_element(columns[1].data<double>().begin(), columns[1].data<double>().end()), 0.25,
             1e-15),
        "σ' is 1/4 at 0, and less elsewhere");
  const auto shrinks_to = [](const Network& n) { return n.by_depth.back() / n.by_depth.front(); };
  check(shrinks_to(networks[0]) < 1e-50,
        "100 layers of sigmoids leave less than 10⁻⁵⁰ of the first layer's gradient");
  check(shrinks_to(networks[2]) > 1e-2 && shrinks_to(networks[2]) < 1e2,
        "100 layers of ReLU leave it within a factor of 100");
  check(shrinks_to(networks[3]) > 1e-2 && shrinks_to(networks[3]) < 1e2,
        "so do 100 layers of sigmoids with shortcuts");
  return check.exit_code();
}
