// Four numbers told by two: principal components of 150 irises, and beside them an autoencoder, a network
// that has to give back what it was given, through a layer that is too narrow.
//
//   PCA: the eigenvectors P of the covariance C = XᵀX/(n - 1) with the largest eigenvalues;  X ≈ X·P·Pᵀ
//   autoencoder: X ≈ X·E·D, with E (4, 2) and D (2, 4) learned
#include <saem/saem.h>

#include <cstdio>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/iris.h"
#include "examples/foundations/support/plot.h"

using namespace saem;

std::vector<double> numbers(const Array& array) {
  return {array.data<double>().begin(), array.data<double>().end()};
}

// Power iteration: C·v turns v towards the largest eigenvector; what it found is taken out before the next.
Tensor principal_components(Tensor C, std::vector<double>& eigenvalues) {
  Tensors directions;
  for (int k = 0; k < 2; ++k) {
    Tensor v = ones({4, 1}, DType::f64);
    for (int i = 0; i < 200; ++i) {
      const Tensor turned = matmul(C, v);
      v = (turned / norm(turned)).detach();
    }
    eigenvalues.push_back(matmul(transpose(v), matmul(C, v)).item());
    C = (C - eigenvalues.back() * matmul(v, transpose(v))).detach();
    directions.push_back(v);
  }
  return concat(directions, 1).detach();  // (4, 2)
}

Variable random_weights(Generator& random, std::int64_t rows, std::int64_t columns) {
  std::vector<double> w(static_cast<std::size_t>(rows * columns));
  for (double& value : w) value = 0.5 * random.normal();
  return Variable(Array::of(w, {rows, columns}));
}

int main() {
  const Tensor cm = Tensor(Array::of(std::vector<double>(iris_mm.begin(), iris_mm.end()), {150, 4})) / 10;
  const Tensor x = (cm - mean(cm, {0})).detach();
  const auto error_of = [&](const Tensor& y) { return mean(square(y - x)); };

  const Tensor C = matmul(transpose(x), x) / 149;
  std::vector<double> eigenvalues;
  const Tensor P = principal_components(C, eigenvalues), PPt = matmul(P, transpose(P));
  const double all = sum(square(x)).item() / 149;  // the trace of C
  const double share1 = eigenvalues[0] / all, share2 = eigenvalues[1] / all,
               lost = error_of(matmul(x, PPt)).item();
  std::printf("              sepal length    width  petal length    width   share of the variance\n");
  for (const std::int64_t k : {0, 1}) {
    const auto v = numbers(slice(P, {0, k}, {4, k + 1}).value());
    std::printf("component %d  %13.4f %8.4f %13.4f %8.4f   %.4f\n", static_cast<int>(k) + 1, v[0], v[1], v[2],
                v[3], k ? share2 : share1);
  }

  // Without activations an autoencoder can do no better than PCA (Baldi and Hornik, Neural Networks 2, 1989).
  Generator random(3);
  const Variable E = random_weights(random, 4, 2), D = random_weights(random, 2, 4);
  const auto loss = [&] { return error_of(matmul(matmul(x, E), D)); };
  const double untrained = loss().item();
  const LBFGS method({.max_iterations = 500, .gradient_tolerance = 1e-10, .change_tolerance = 0});
  const LBFGSResult result = method.minimize(loss, std::vector{E, D});
  std::printf("\nmean squared error of four numbers told by two\n  PCA                    %.8f\n", lost);
  std::printf("  autoencoder            %.8f\n  autoencoder untrained  %.2f\n\n", result.loss, untrained);

  plot::Picture picture{.title = "Irises by their two components",
                        .x_label = "first component (cm)",
                        .y_label = "second component (cm)",
                        .range = {-4, 4.5, -2.5, 2}};
  const char* kinds[] = {"setosa", "versicolor", "virginica"};
  const auto code = numbers(matmul(x, P).value());
  for (int kind = 0; kind < 3; ++kind) {
    plot::Points& points = picture.points.emplace_back(plot::Points{kinds[kind], {}, {}, kind});
    for (std::size_t i = 50 * static_cast<std::size_t>(kind); points.x.size() < 50; ++i) {
      points.x.push_back(code[2 * i]);
      points.y.push_back(code[2 * i + 1]);
    }
  }
  plot::save("components.svg", {picture});

  Checks check;
  check(near(share1, 0.92462, 1e-5) && near(share2, 0.05307, 1e-5),
        "the two components hold 0.92462 and 0.05307 of the variance");
  check(near(lost, (1 - share1 - share2) * all * 149 / 600), "what is lost is the rest of the variance");
  check(near(result.loss, lost, 1e-9), "the autoencoder loses exactly as much as PCA");
  check(max(abs(matmul(E, D) - PPt)).item() < 1e-5, "and has learned the same projection: E·D = P·Pᵀ");
  return check.exit_code();
}
