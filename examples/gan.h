#pragma once

#include <saem/saem.h>

#include <cstdint>
#include <functional>

/// Two models that learn from each other (Goodfellow et al. 2014, arXiv 1406.2661): the generator makes
/// pictures of random numbers; the discriminator learns to tell them from real ones; the generator learns to
/// be taken for real. Each has its optimizer, and each half step is compiled once and then only run.
class Gan {
 public:
  explicit Gan(std::uint64_t seed) {
    generator.set_name("generator");
    generator.set_seed(seed);
    discriminator.set_name("discriminator");
    discriminator.set_seed(seed + 1);
    random.reset(seed + 2);
  }

  static constexpr std::int64_t noise_size = 64;

  saem::Sequential generator{saem::Input({noise_size}),
                             saem::Dense(256),
                             saem::LeakyReLU({.negative_slope = 0.2}),
                             saem::Dense(512),
                             saem::LeakyReLU({.negative_slope = 0.2}),
                             saem::Dense(28 * 28, {.activation = "sigmoid"}),
                             saem::Reshape({28, 28, 1})};
  saem::Sequential discriminator{saem::Input({28, 28, 1}),
                                 saem::Flatten(),
                                 saem::Dense(512),
                                 saem::LeakyReLU({.negative_slope = 0.2}),
                                 saem::Dropout(0.3),
                                 saem::Dense(256),
                                 saem::LeakyReLU({.negative_slope = 0.2}),
                                 saem::Dropout(0.3),
                                 saem::Dense(1)};
  saem::Adam generator_optimizer{{.learning_rate = 2e-4, .beta_1 = 0.5}};
  saem::Adam discriminator_optimizer{{.learning_rate = 2e-4, .beta_1 = 0.5}};
  saem::RandomState random;  ///< noise, and the discriminator's dropout

  /// One step of the discriminator on real pictures (n, 28, 28, 1) and as many made ones; returns its loss.
  double train_discriminator(const saem::Array& real) { return compiled_discriminator_step_(real).item(); }
  /// One step of the generator for as many pictures as there are in `real`; returns its loss.
  double train_generator(const saem::Array& real) { return compiled_generator_step_(real).item(); }

  /// n pictures of noise that depends on the seed only.
  [[nodiscard]] saem::Array pictures(std::int64_t n, std::uint64_t seed) {
    saem::RandomState noise(seed);
    return generator.predict(saem::random_normal(noise.next(), {n, noise_size}).value(), {.batch_size = n});
  }

  Gan(const Gan&) = delete;  // the compiled steps are of this one's variables
  Gan& operator=(const Gan&) = delete;

 private:
  saem::Tensor made_pictures(std::int64_t n, saem::CallContext& context) {
    return generator.apply({saem::random_normal(random.next(), {n, noise_size})}, context).front();
  }

  saem::Tensor discriminator_step(const saem::Tensor& real) {
    saem::CallContext context{.training = true, .random = &random};
    // In inference mode, since the generator does not learn here.
    saem::CallContext inference{.random = &random};
    const saem::Tensor made = saem::stop_gradient(made_pictures(real.shape()[0], inference));
    auto [loss, gradients] = saem::value_and_grad(
        [&] {
          const saem::Tensor of_real = discriminator.apply({real}, context).front();
          const saem::Tensor of_made = discriminator.apply({made}, context).front();
          // Not quite 1 for real: the discriminator shall not become too sure (one-sided label smoothing).
          return (verdict(0.9 * saem::ones_like(of_real), of_real) +
                  verdict(saem::zeros_like(of_made), of_made)) /
                 2.0;
        },
        discriminator.trainable_variables());
    discriminator_optimizer.apply(gradients, discriminator.trainable_variables());
    return loss;
  }

  saem::Tensor generator_step(std::int64_t n) {
    saem::CallContext context{.training = true, .random = &random};
    auto [loss, gradients] = saem::value_and_grad(
        [&] {
          const saem::Tensor of_made = discriminator.apply({made_pictures(n, context)}, context).front();
          return verdict(saem::ones_like(of_made), of_made);
        },
        generator.trainable_variables());
    generator_optimizer.apply(gradients, generator.trainable_variables());
    return loss;
  }

  saem::BinaryCrossentropy verdict{{.from_logits = true}};
  using Step = std::function<saem::Tensor(saem::Tensor)>;
  saem::CompiledFunction<Step> compiled_discriminator_step_ =
      saem::compile(Step([this](const saem::Tensor& real) { return discriminator_step(real); }));
  saem::CompiledFunction<Step> compiled_generator_step_ =
      saem::compile(Step([this](const saem::Tensor& real) { return generator_step(real.shape()[0]); }));
};
