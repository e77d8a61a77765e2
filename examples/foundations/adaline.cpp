// Adaline and Madaline (Widrow and Hoff 1960), and two layers that learn together. Adaline makes the squared
// error of w·x + b small, by gradient descent; several of them, joined by an OR, are a Madaline, which
// computes XOR.
//
//   S = Σ (w·x + b - t)²,  t = ±1;    w ← w - η ∂S/∂w,  b ← b - η ∂S/∂b,  η = 0.1
#include <saem/saem.h>

#include <cmath>
#include <cstdio>
#include <vector>

#include "examples/foundations/support/check.h"
#include "examples/foundations/support/gates.h"

using namespace saem;

Neuron adaline(const char* name, const Labels& y) {
  const Tensor x = Array::of<double>({0, 0, 0, 1, 1, 0, 1, 1}, {4, 2});
  const Tensor t = 2 * Tensor(Array::of<double>({y.begin(), y.end()}, {4, 1})) - 1;
  Variable w(Array({2, 1}, DType::f64)), b(Array::scalar(0, DType::f64));
  const auto squared_error = [&] { return sum(square(matmul(x, w) + b - t)); };
  for (int step = 0; step < 500; ++step) {
    const auto [S, gradients] = value_and_grad(squared_error, std::vector{w, b});
    w.assign(w - 0.1 * gradients[0]);
    b.assign(b - 0.1 * gradients[1]);
  }
  const Neuron n{w.value().at(0), w.value().at(1), b.value().item()};
  std::printf("  w = (%6.3f, %6.3f), b = %6.3f, S = %.3f; w·x + b =", n.w1, n.w2, n.b,
              squared_error().item());
  for (const auto& [x1, x2] : inputs) std::printf(" %4.1f", n.sum(x1, x2));
  std::printf("   %s\n", name);
  return n;
}

int main() {
  std::printf("Adaline\n");
  const Neuron of_and = adaline("AND", AND), of_or = adaline("OR", OR), of_xor = adaline("XOR", XOR);

  // XOR = (x₁ and not x₂) or (x₂ and not x₁).
  std::printf("Madaline: two Adalines, and OR of their outputs\n");
  const Neuron left = adaline("x₁ and not x₂", {0, 0, 1, 0}), right = adaline("x₂ and not x₁", {0, 1, 0, 0});
  const Answer madaline = [&](double x1, double x2) { return left(x1, x2) || right(x1, x2) ? 1 : 0; };

  // Nobody has to know that: two layers find their own way, by backpropagation.
  Sequential network{Input({2}), Dense(4, {.activation = "tanh"}), Dense(1, {.activation = "sigmoid"})};
  network.set_seed(1);
  network.compile({.optimizer = Adam({.learning_rate = 0.05}), .loss = "binary_crossentropy"});
  const Array x = Array::of<float>({0, 0, 0, 1, 1, 0, 1, 1}, {4, 2});
  network.fit(x, Array::of<float>({0, 1, 1, 0}), {.batch_size = 4, .epochs = 500, .verbose = 0});
  const Array outputs = network.predict(x);
  const Answer two_layers = [&](double x1, double x2) {
    return network(Array::of<float>({static_cast<float>(x1), static_cast<float>(x2)}, {1, 2})).item() > 0.5;
  };
  std::printf("Two layers, 4 + 1 neurons\n  x₁  x₂  XOR  output\n");
  bool learned = true;
  for (std::size_t i = 0; i < 4; ++i) {
    const double output = outputs.at(static_cast<std::int64_t>(i));
    std::printf("  %2d %3d %4d  %.2f\n", inputs[i][0], inputs[i][1], XOR[i], output);
    learned = learned && std::abs(output - XOR[i]) < 0.1;
  }
  std::printf("\n");
  plot::save("adaline.svg",
             {picture_of("AND: Adaline", AND, of_and), picture_of("OR: Adaline", OR, of_or),
              picture_of("XOR: Madaline", XOR, madaline), picture_of("XOR: two layers", XOR, two_layers)});
  Checks check;
  check(right_answers(of_and, AND) == 4 && right_answers(of_or, OR) == 4, "Adaline learns AND and OR");
  check(near(of_and.w1, 1) && near(of_and.w2, 1) && near(of_and.b, -1.5),
        "for AND it ends where S is least: w = (1, 1), b = -1.5");
  check(near(of_xor.w1, 0) && near(of_xor.w2, 0) && near(of_xor.b, 0),
        "for XOR the least S is at w = 0, b = 0: it knows nothing");
  check(right_answers(madaline, XOR) == 4, "the Madaline computes XOR");
  check(learned && right_answers(two_layers, XOR) == 4, "two layers learn XOR: each output within 0.1");
  return check.exit_code();
}
