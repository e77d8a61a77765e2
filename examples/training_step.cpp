// Below Keras: tensors, gradients, and a training step of one's own that is compiled once and then only run.
#include <saem/saem.h>

#include <cmath>
#include <iostream>

using namespace saem;

int main() try {
  // How far five cars rolled before they stopped, by their speed (the sample of the lecture on linear
  // regression).
  const Array speed = Array::of<float>({0, 2, 3, 6, 4});
  const Array distance = Array::of<float>({12, 16, 10, 20, 22});

  // What is learned: distance ≈ intercept + slope · speed.
  Variable intercept(Array::scalar(0));
  Variable slope(Array::scalar(0));

  // Runs as C++ once, for these shapes; what it does to tensors and variables is the step that is run
  // afterwards. With layers the same words hold: `model(x)` and `model.trainable_variables()`; and
  // `adam.apply(gradients, variables)` in place of the two assignments.
  auto step = compile([&](Tensor x, Tensor y) {
    auto [loss, gradients] =
        value_and_grad([&] { return sum(square(intercept + slope * x - y)); }, std::vector{intercept, slope});
    intercept.assign(intercept - 0.01 * gradients[0]);
    slope.assign(slope - 0.01 * gradients[1]);
    return loss;
  });

  double squared_error = 0;
  for (int i = 0; i < 1000; ++i) squared_error = step(speed, distance).item();
  std::cout << "distance = " << intercept.value().item() << " + " << slope.value().item()
            << " · speed, squared error " << squared_error << "  (by hand: 11.5, 1.5, 59)\n";

  // A gradient is made of tensors, so it has a gradient too.
  const Tensor x = Tensor::scalar(3);
  const Tensor first = grad(x * x * x, x);
  const Tensor second = grad(first, x);
  std::cout << "x³ at 3: first derivative " << first.item() << ", second " << second.item() << '\n';

  const bool converged =
      std::abs(intercept.value().item() - 11.5) < 1e-3 && std::abs(slope.value().item() - 1.5) < 1e-3;
  return converged && first.item() == 27 && second.item() == 18 ? 0 : 1;
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
