#include "saem/nn/periodic_embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/nn/dense.h"
#include "saem/train/model.h"

namespace saem {
namespace {

Array some_rows(std::int64_t rows, std::int64_t features) {
  Generator random(3);
  Array x({rows, features});
  for (float& v : x.mutable_data<float>()) v = static_cast<float>(random.normal());
  return x;
}

TEST(PeriodicEmbedding, IsTheFormula) {
  constexpr std::int64_t features = 3, frequencies = 4, length = 2;
  Sequential model{Input({features}), PeriodicEmbedding(length, {.frequencies = frequencies})};
  const Array x = some_rows(5, features);
  const Array y = model.predict(x);
  ASSERT_EQ(y.shape(), (Shape{5, features * length}));
  const Array c = model.variables()[0].value(), kernel = model.variables()[1].value(),
              bias = model.variables()[2].value();
  for (std::int64_t b = 0; b < 5; ++b) {
    for (std::int64_t f = 0; f < features; ++f) {
      for (std::int64_t o = 0; o < length; ++o) {
        double sum = bias.at(f * length + o);
        for (std::int64_t i = 0; i < frequencies; ++i) {
          const double angle = 2 * std::numbers::pi * c.at(f * frequencies + i) * x.at(b * features + f);
          sum += std::sin(angle) * kernel.at((f * 2 * frequencies + i) * length + o);
          sum += std::cos(angle) * kernel.at((f * 2 * frequencies + frequencies + i) * length + o);
        }
        EXPECT_NEAR(y.at((b * features + f) * length + o), std::max(sum, 0.0), 1e-5);
      }
    }
  }
}

TEST(PeriodicEmbedding, LearnsAStepThatADenseLayerCannot) {
  Array x({200, 1}), y({200, 1});
  for (std::int64_t i = 0; i < 200; ++i) {
    const double at = -1 + static_cast<double>(i) / 100;
    x.mutable_data<float>()[static_cast<std::size_t>(i)] = static_cast<float>(at);
    y.mutable_data<float>()[static_cast<std::size_t>(i)] = std::abs(at) < 0.5 ? 1.0F : 0.0F;
  }
  const auto loss_of = [&](Sequential model) {
    model.set_seed(1);
    model.compile({.optimizer = Adam({.learning_rate = 0.02}), .loss = "mse"});
    return model.fit(x, y, {.batch_size = 50, .epochs = 60, .verbose = 0}).history.at("loss").back();
  };
  EXPECT_GT(loss_of(Sequential{Input({1}), Dense(1)}), 0.2);
  EXPECT_LT(loss_of(Sequential{Input({1}), PeriodicEmbedding(8, {.sigma = 1}), Dense(1)}), 0.05);
}

TEST(PeriodicEmbedding, RefusesWhatItCannotTake) {
  EXPECT_THROW(PeriodicEmbedding(0), ValueError);
  EXPECT_THROW(PeriodicEmbedding(4, {.frequencies = 0}), ValueError);
  EXPECT_THROW(PeriodicEmbedding(4, {.sigma = 0}), ValueError);
  EXPECT_THROW(PeriodicEmbedding(4, {.activation = "rellu"}), ValueError);
  EXPECT_THROW((Sequential{Input({4, 4}), PeriodicEmbedding(4)}), ShapeError);
}

}  // namespace
}  // namespace saem
