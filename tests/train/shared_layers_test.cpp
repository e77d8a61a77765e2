// Layers and models that are used twice, and such as are frozen.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/ops.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::random_f32;

std::vector<std::string> names_of(const std::vector<Variable>& variables) {
  std::vector<std::string> names;
  for (const Variable& v : variables) names.push_back(v.name());
  return names;
}

std::vector<Array> values_of(const std::vector<Variable>& variables) {
  std::vector<Array> values;
  for (const Variable& v : variables) values.push_back(v.value());
  return values;
}

bool all_identical(const std::vector<Array>& a, const std::vector<Array>& b) {
  return std::ranges::equal(a, b, [](const Array& x, const Array& y) { return identical(x, y); });
}

Sequential tower(const std::string& name, std::int64_t features = 4) {
  Sequential model{Input({features}), Dense(3, {.activation = "tanh"}), Dense(2)};
  model.set_name(name);
  return model;
}

std::filesystem::path temporary(const std::string& name) { return testing::TempDir() + name; }

// ---- Shared layers ----

TEST(SharedLayer, AddsUpGradientsAndIsCountedOnce) {
  const Dense shared(2, {.use_bias = false});
  const Symbol a = Input({3}, DType::f32, "a"), b = Input({3}, DType::f32, "b");
  Model model({a, b}, {Subtract()({shared(a), shared(b)})});
  EXPECT_EQ(model.parameter_count(), 6);
  EXPECT_EQ(model.variables().size(), 1U);
  EXPECT_NE(model.summary().find("Total params: 6 ("), std::string::npos);
  const Array x = random_f32({4, 3}, 1), z = random_f32({4, 3}, 2);
  const Variable kernel = model.variables()[0];
  const Tensor slope = grad(sum(square(model(Tensors{x, z}).front())), kernel.read());
  // d/dK Σ ((x - z) K)² = 2 (x - z)ᵀ (x - z) K
  const Tensor d = Tensor(x) - Tensor(z);
  const Array expected = (2.0 * matmul(d, matmul(d, kernel.read()), {.transpose_a = true})).value();
  for (std::int64_t i = 0; i < 6; ++i) EXPECT_NEAR(slope.value().at(i), expected.at(i), 1e-4);
  const auto file = temporary("shared.safetensors");
  model.save(file);
  Model loaded = load_model(file);
  EXPECT_EQ(loaded.variables().size(), 1U);
  EXPECT_TRUE(identical(loaded.predict({x, z}), model.predict({x, z})));
}

// Pairs of points are similar if they are on the same side: a siamese network learns it by the contrastive
// loss.
TEST(SharedModel, LearnsASimilarityAsASiameseNetwork) {
  Sequential encoder{Input({2}), Dense(8, {.activation = "relu"}), Dense(2)};
  encoder.set_name("encoder");
  const Symbol a = Input({2}, DType::f32, "a"), b = Input({2}, DType::f32, "b");
  class Distance final : public LayerBase<Distance> {
   public:
    Distance() : LayerBase("Distance") {}

   protected:
    [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override {
      return sqrt(sum(square(inputs[0] - inputs[1]), {-1}, {.keepdims = true}) + 1e-6);
    }
  };
  Model siamese({a, b}, {Distance()({encoder(a), encoder(b)})});
  EXPECT_EQ(siamese.parameter_count(), encoder.parameter_count());
  const Array x = random_f32({200, 2}, 1), z = random_f32({200, 2}, 2);
  Array different({200, 1});
  for (std::int64_t i = 0; i < 200; ++i)
    different.mutable_data<float>()[static_cast<std::size_t>(i)] =
        (x.at(2 * i) > 0) == (z.at(2 * i) > 0) ? 0.0F : 1.0F;
  siamese.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = Contrastive()});
  siamese.fit({x, z}, different, {.batch_size = 20, .epochs = 30, .verbose = 0});
  const Array distance = siamese.predict({x, z});
  int right = 0;
  for (std::int64_t i = 0; i < 200; ++i) right += (distance.at(i) > 0.5) == (different.at(i) == 1) ? 1 : 0;
  EXPECT_GT(right, 180);
  EXPECT_TRUE(identical(siamese.predict({x, x}), Array::full({200, 1}, std::sqrt(1e-6F))));
}

// ---- Frozen layers ----

TEST(FrozenLayer, StaysAsItIsAndIsTrainedAgainAfterwards) {
  Sequential encoder{Input({4}), Dense(3), BatchNormalization(), Dense(2)};
  encoder.set_name("encoder");
  Sequential outer{Input({4}), encoder, Dense(1)};
  const Array x = random_f32({12, 4}, 1), y = random_f32({12, 1}, 2);
  outer.compile({.optimizer = "adam", .loss = "mse"});
  encoder.set_trainable(false);
  EXPECT_EQ(outer.trainable_variables().size(), 2U);
  EXPECT_NE(outer.summary().find(" Trainable params: 3 ("), std::string::npos);
  const std::vector<Array> before = values_of(encoder.variables());
  outer.fit(x, y, {.batch_size = 4, .epochs = 2, .verbose = 0});
  EXPECT_TRUE(all_identical(before, values_of(encoder.variables())));  // the moving averages too
  // In inference mode: what a training step sees is what `predict` gives.
  CallContext training{.training = true, .random = &outer.random_state()};
  const Array seen = outer.apply({x}, training).front().value(), predicted = outer.predict(x);
  for (std::int64_t i = 0; i < 12; ++i) EXPECT_NEAR(seen.at(i), predicted.at(i), 1e-6);

  encoder.set_trainable(true);
  outer.fit(x, y, {.batch_size = 4, .verbose = 0});
  const std::vector<Array> after = values_of(encoder.variables());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_FALSE(identical(before[i], after[i])) << i;
}

TEST(FrozenLayer, MayBeOneInsideATrainedModel) {
  Sequential encoder{Input({4}), Dense(3), BatchNormalization({.center = false, .scale = false}), Dense(2)};
  Sequential outer{Input({4}), encoder, Dense(1)};
  const Array x = random_f32({12, 4}, 1), y = random_f32({12, 1}, 2);
  outer.compile({.loss = "mse"});
  outer.fit(x, y, {.batch_size = 4, .verbose = 0});
  const Array mean = encoder.variables()[2].value();
  encoder.layers()[1]->set_trainable(false);  // it has no trainable weight, but computes something else now
  outer.fit(x, y, {.batch_size = 4, .verbose = 0});
  EXPECT_TRUE(identical(mean, encoder.variables()[2].value()));
}

TEST(FrozenLayer, StaysFrozenWhenTheModelIsSaved) {
  Sequential encoder = tower("encoder");
  encoder.set_trainable(false);
  Sequential outer{Input({4}), encoder, Dense(1)};
  EXPECT_EQ(outer.trainable_variables().size(), 2U);
  const auto file = temporary("frozen.safetensors");
  outer.save(file);
  EXPECT_EQ(names_of(load_model(file).trainable_variables()), names_of(outer.trainable_variables()));
}

// Keras's way to write a GAN: the discriminator learns alone, and is frozen inside the chain of both.
TEST(FrozenModel, IsTrainedAloneAndUsedFrozenElsewhere) {
  Sequential generator{Input({2}), Dense(4, {.activation = "relu"}), Dense(3)};
  Sequential discriminator{Input({3}), Dense(4, {.activation = "relu"}), Dense(1)};
  generator.set_name("generator");
  discriminator.set_name("discriminator");
  discriminator.compile({.optimizer = "sgd", .loss = BinaryCrossentropy({.from_logits = true})});
  Sequential both{Input({2}), generator, discriminator};
  both.compile({.optimizer = "sgd", .loss = BinaryCrossentropy({.from_logits = true})});
  const Array noise = random_f32({8, 2}, 1), ones = Array::full({8, 1}, 1.0), zeros({8, 1});
  for (int step = 0; step < 3; ++step) {
    auto g = values_of(generator.variables()), d = values_of(discriminator.variables());
    discriminator.set_trainable(true);
    static_cast<void>(discriminator.train_on_batch(generator.predict(noise), zeros));
    EXPECT_TRUE(all_identical(g, values_of(generator.variables())));
    EXPECT_FALSE(all_identical(d, values_of(discriminator.variables())));
    d = values_of(discriminator.variables());
    discriminator.set_trainable(false);
    static_cast<void>(both.train_on_batch(noise, ones));
    EXPECT_TRUE(all_identical(d, values_of(discriminator.variables())));
    EXPECT_FALSE(all_identical(g, values_of(generator.variables())));
  }
}

}  // namespace
}  // namespace saem
