// The op of arsinh.cpp: why it is one, whether its gradient is right, and what can be learned with it.
#include <saem/saem.h>

#include <cmath>
#include <iostream>

#include "arsinh.h"

using namespace saem;

/// The largest difference between the op's gradient and central differences, in float64.
double gradient_error(const Array& at, double h = 1e-5) {
  const Tensor x = at;
  const Tensor differences = (arsinh(x + h) - arsinh(x - h)) / (2 * h);
  return max(abs(grad(sum(arsinh(x)), x) - differences)).item();
}

int main() try {
  // Composed of other ops it would lose its digits where x is very negative: x + √(x² + 1) is then 0 in
  // float32.
  const Tensor far = Tensor::scalar(-1e4);
  std::cout << "arsinh(-10000) = " << arsinh(far).item()
            << ", by log(x + √(x² + 1)): " << log(far + sqrt(square(far) + 1.0)).item() << '\n';

  const double error = gradient_error(Array::of<double>({-3, -0.5, 0, 0.1, 2, 40}));
  std::cout << "gradient against finite differences: " << error << " at most\n";

  // Speeds (mph) and stopping distances (ft) of 50 cars of the 1920s; Ezekiel, "Methods of correlation
  // analysis", 1930.
  const Array speed = Array::of<float>({4,  4,  7,  7,  8,  9,  10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13,
                                        13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17, 17, 17, 18, 18, 18,
                                        18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25});
  const Array distance = Array::of<float>(
      {2,  10, 4,  22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20,  26,
       54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85});

  // How fast was a car that needed so many feet? speed ≈ a · arsinh(distance / b), by a compiled training
  // step.
  std::vector<Variable> weights{Variable(Array::scalar(5)), Variable(Array::scalar(10))};
  Adam adam({.learning_rate = 0.05});
  auto step = compile([&](Tensor x, Tensor y) {
    auto [loss, gradients] =
        value_and_grad([&] { return mean(square(weights[0] * arsinh(x / weights[1]) - y)); }, weights);
    adam.apply(gradients, weights);
    return loss;
  });
  double loss = 0;
  for (int i = 0; i < 2000; ++i) loss = step(distance, speed).item();
  std::cout << "speed = " << weights[0].value().item() << " · arsinh(distance / " << weights[1].value().item()
            << "), off by " << std::sqrt(loss) << " mph (a straight line: 3.09)\n";
  return error < 1e-8 && std::sqrt(loss) < 3.09 ? 0 : 1;
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
