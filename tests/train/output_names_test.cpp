// The names of outputs, and of what is measured of them.
#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::message_of;
using testing_support::random_f32;

TEST(OutputNames, AreMadeUnique) {
  const Symbol x = Input({3});
  const Dense shared(3, {.name = "a"});
  const Symbol first = shared(x), second = shared(first);
  Model model({x}, {first, second, Dense(2, {.name = "a_1"})(second), x});
  EXPECT_EQ(model.output_names(), (std::vector<std::string>{"a", "a_2", "a_1", "input_layer"}));
  const Array in = random_f32({6, 3}, 1);
  model.compile({.loss = "mse"});
  const auto logs = model.evaluate(in, {in, in, random_f32({6, 2}, 2), in});
  EXPECT_EQ(logs.at("input_layer_loss"), 0);
  EXPECT_TRUE(logs.contains("a_2_loss"));
}

TEST(OutputNames, MustNotLookLikeValidation) {
  const Symbol x = Input({3});
  Model model({x}, {Dense(1, {.name = "a"})(x), Dense(1, {.name = "val_a"})(x)});
  EXPECT_EQ(message_of<ValueError>([&] { model.compile({.loss = "mse"}); }),
            "compile: 'val_a_loss' would be the name of a metric, and of 'a_loss' over validation data.\n"
            "Give the output's layer, or the metric, a name that does not begin with \"val\".");
}

TEST(OneOutput, TakesEveryFormOfOptionsToo) {
  Sequential model{Input({3}), Dense(1, {.name = "out"})};
  const Array x = random_f32({6, 3}, 1), y = random_f32({6, 1}, 2);
  model.compile({.loss = {{"out", "mse"}}, .loss_weights = {2.0}, .metrics = {{"out", {"mae"}}}});
  const auto logs = model.evaluate({{"input_layer", x}}, {{"out", y}});
  model.compile({.loss = "mse", .metrics = {"mae"}});
  const auto plain = model.evaluate({x}, {y});
  EXPECT_NEAR(logs.at("loss"), 2 * plain.at("loss"), 1e-6);
  EXPECT_EQ(logs.at("mae"), plain.at("mae"));
  EXPECT_EQ(logs.size(), 2U);
  EXPECT_EQ(
      message_of<ShapeError>([&] {
        model.fit({x, x}, y);
      }),
      "fit: the model has 1 input ('input_layer'), received 2 values as x.\nGive one, for 'input_layer'.");
}

}  // namespace
}  // namespace saem
