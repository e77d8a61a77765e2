// A generative adversarial network that learns to draw clothes: two models, two optimizers, and a training
// step of one's own. Prints both losses, and writes gan.png, a grid of pictures that were never taken.
//   gan [EPOCHS] [TRAINING PICTURES]
#include "gan.h"

#include <saem/data/image.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <vector>

using namespace saem;

// Pictures (rows · columns, 28, 28, 1) in [0, 1] side by side, as bytes.
Array grid(const Array& pictures, std::int64_t rows, std::int64_t columns) {
  Array result({rows * 28, columns * 28, 1}, DType::u8);
  const auto pixels = pictures.data<float>();
  const auto bytes = result.mutable_data<std::uint8_t>();
  for (std::int64_t y = 0; y < rows * 28; ++y) {
    for (std::int64_t x = 0; x < columns * 28; ++x) {
      const std::int64_t picture = y / 28 * columns + x / 28;
      const float value = pixels[static_cast<std::size_t>((picture * 28 + y % 28) * 28 + x % 28)];
      bytes[static_cast<std::size_t>(y * columns * 28 + x)] =
          static_cast<std::uint8_t>(std::lround(255 * value));
    }
  }
  return result;
}

int main(int argc, char** argv) try {
  const std::int64_t batch_size = 128;
  const int epochs = argc > 1 ? std::atoi(argv[1]) : 5;
  const auto [all, test] = datasets::fashion_mnist();
  const Dataset train = argc > 2 ? all.rows(0, std::atol(argv[2])) : all;
  const std::int64_t steps = train.size() / batch_size;
  const Array x = train.x.reshape({-1, 28, 28, 1});

  Gan gan(/*seed=*/1);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    const auto order = Generator(1, static_cast<std::uint64_t>(epoch)).permutation(train.size());
    double discriminator_loss = 0, generator_loss = 0;
    for (std::int64_t step = 0; step < steps; ++step) {
      const Array real =
          x.take(std::span(order).subspan(static_cast<std::size_t>(step * batch_size), batch_size));
      discriminator_loss += gan.train_discriminator(real);
      generator_loss += gan.train_generator(real);
    }
    std::cout << "epoch " << epoch + 1 << ": discriminator "
              << discriminator_loss / static_cast<double>(steps) << ", generator "
              << generator_loss / static_cast<double>(steps) << std::endl;
    if (!std::isfinite(discriminator_loss + generator_loss)) return 1;
  }

  std::ofstream("gan.png", std::ios::binary) << encode_png(grid(gan.pictures(60, 7), 6, 10));
  gan.generator.save("generator.safetensors");
} catch (const Error& error) {
  std::cerr << "saem: " << error.what() << '\n';
  return 1;
}
