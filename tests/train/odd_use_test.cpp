// What a program does that nobody meant it to: it is answered in one message, and never with a wrong number.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/ops/ops.h"
#include "saem/train/example_source.h"
#include "saem/train/lambda_callback.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

using test::thrown_message;

const FitOptions in_twos{.batch_size = 2, .verbose = 0};
constexpr std::int64_t huge = std::numeric_limits<std::int64_t>::max();

Sequential small_model(const ModelCompileOptions& options) {
  Sequential m{Input({4}), Dense(3, {.activation = "softmax"})};
  m.compile(options);
  return m;
}
Sequential small_classifier() { return small_model({.loss = "sparse_categorical_crossentropy"}); }
Array class_numbers() { return Array::of(std::vector<std::int64_t>{0, 1, 2, 1}); }

void expect_part(const std::string& message, const std::string& part) {
  EXPECT_NE(message.find(part), std::string::npos) << message;
}

TEST(OddUse, BatchSizesNearTheLargestNumber) {
  Sequential m = small_classifier();
  const Array x = Array::full({4, 4}, 0.5), y = class_numbers();
  for (const std::int64_t size : {huge, huge - 3, huge / 2}) {
    EXPECT_EQ(m.evaluate(x, y, {.batch_size = size}), m.evaluate(x, y));
    EXPECT_TRUE(identical(m.predict(x, {.batch_size = size}), m.predict(x)));
    EXPECT_THROW(m.fit(x, y, {.batch_size = size, .verbose = 0}), ValueError);
  }
}

TEST(OddUse, NullPointersInPlaceOfSymbolsAndLayers) {
  const Symbol none(nullptr);
  expect_part(thrown_message<ValueError>([&] { (void)Dense(2)(none); }), "Dense: expected a symbol");
  expect_part(thrown_message<ValueError>([&] { const Model m(none, none); }), "Model: expected a symbol");
  expect_part(thrown_message<ValueError>([&] { (void)none.shape(); }), "Symbol: expected a symbol");
  EXPECT_THROW((Sequential{none}), ValueError);
  EXPECT_THROW((void)small_classifier()(none), ValueError);
  const AnyLayer empty{std::shared_ptr<Layer>()};
  expect_part(thrown_message<ValueError>([&] { Sequential m{empty}; }), "expected a layer");
  EXPECT_THROW(SpectralNormalization{empty}, ValueError);
}

TEST(OddUse, AModelIsNoPartOfItself) {
  Sequential built{Input({4}), Dense(4)};
  expect_part(thrown_message<ValueError>([&] { built.add(built); }), "cannot be part of itself");
  Sequential later{Dense(4)};
  EXPECT_THROW(later.add(later), ValueError);
  Sequential outer{later};
  EXPECT_THROW(later.add(outer), ValueError);
  EXPECT_EQ(later.predict(Array({2, 4})).shape(), (Shape{2, 4}));
}

TEST(OddUse, AModelIsNotCompiledWhileItIsTrained) {
  Sequential m = small_classifier();
  FitOptions options = in_twos;
  options.callbacks = {LambdaCallback({.on_epoch_end = [&](int, Logs&) { m.compile({.loss = "mse"}); }})};
  expect_part(thrown_message<ValueError>([&] {
                m.fit(Array({4, 4}), class_numbers(), options);
              }),
              "compile: the model is being trained");
  m.fit(Array({4, 4}), class_numbers(), in_twos);  // and is as it was
  m.compile({.loss = "mse"});
}

TEST(OddUse, ACallbackMayFreezeLayers) {
  Sequential m = small_classifier();
  std::vector<Array> kernels;
  FitOptions options = in_twos;
  options.epochs = 3;
  options.callbacks = {LambdaCallback({.on_epoch_begin = [&](int epoch) {
    kernels.push_back(m.variables()[0].value());
    m.set_trainable(epoch != 1);
  }})};
  m.fit(Array::full({4, 4}, 0.5), class_numbers(), options);
  EXPECT_FALSE(identical(kernels[0], kernels[1]));
  EXPECT_TRUE(identical(kernels[1], kernels[2]));
  EXPECT_FALSE(identical(kernels[2], m.variables()[0].value()));
}

TEST(OddUse, WhatCallbacksThrowComesOutAndTheModelGoesOn) {
  Sequential m = small_classifier();
  FitOptions options = in_twos;
  options.callbacks = {LambdaCallback({.on_epoch_end = [](int, Logs&) { throw 42; }})};
  EXPECT_THROW(m.fit(Array({4, 4}), class_numbers(), options), int);
  EXPECT_EQ(m.fit(Array({4, 4}), class_numbers(), in_twos).steps, 2);
}

TEST(OddUse, LabelsThatTheLossHasNoMeaningFor) {
  const auto message = [](const char* loss, double label) {
    Sequential m{Input({4}), Dense(1)};
    m.compile({.loss = loss});
    return thrown_message<ValueError>([&] { m.fit(Array({4, 4}), Array::full({4, 1}, label), in_twos); });
  };
  expect_part(message("poisson", -3), "poisson: expected numbers of 0 or more in y, received -3 in row 0");
  expect_part(message("mean_squared_logarithmic_error", -0.5), "expected numbers of 0 or more in y");
  expect_part(message("kl_divergence", 1.5), "kl_divergence: expected numbers in [0, 1] in y");
}

TEST(OddUse, ClassWeightsWithoutClasses) {
  Sequential m = small_model({.loss = "mse"});
  FitOptions options = in_twos;
  options.class_weight = {{0, 2.0}};
  expect_part(thrown_message<ValueError>([&] {
                m.fit(Array({4, 4}), Array::full({4, 3}, 0.7), options);
              }),
              "class_weight needs one-hot rows, received numbers that add up to 2.1 in row 0");
  Sequential one{Input({4}), Dense(1)};
  one.compile({.loss = "mse"});
  expect_part(thrown_message<ValueError>([&] {
                one.fit(Array({4, 4}), Array::full({4}, 0.5), options);
              }),
              "class_weight needs class numbers from 0 on, received 0.5 in row 0");
}

TEST(OddUse, AnAreaUnderACurveOfWhatIsNoProbability) {
  Sequential m{Input({4}), Dense(1, {.kernel_initializer = "ones"})};
  m.compile({.loss = "mse", .metrics = {"auc"}});
  const Array y = Array::of(std::vector<float>{0, 1, 0, 1});
  expect_part(thrown_message<ValueError>([&] {
                m.evaluate(Array::full({4, 4}, 9), y);
              }),
              "metric 'auc': expected predictions in [0, 1], received others\n(4 of 4 lie outside)");
  EXPECT_NO_THROW(m.evaluate(Array::full({4, 4}, 0.25), y));
}

TEST(OddUse, AWordThatIsNoneIsNotTheLastOne) {
  Sequential m{Input({2}, DType::i64), Embedding(5, 3)};
  expect_part(thrown_message<ValueError>([&] {
                (void)m.predict(Array::full({1, 2}, -1, DType::i64));
              }),
              "Use indices from 0 to 4.");
  EXPECT_THROW((void)m.predict(Array::full({1, 2}, 5, DType::i64)), ValueError);
}

/// Gives one example fewer than it is asked for.
class ShortSource final : public ExampleSource {
 public:
  [[nodiscard]] std::int64_t size() const override { return 8; }
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t /*epoch*/) const override {
    const std::int64_t n = std::max<std::int64_t>(1, std::ssize(rows) - 1);
    return {Array({n, 4}), Array({n}, DType::i64)};
  }
};

TEST(OddUse, ASourceThatGivesTooFewExamples) {
  Sequential m = small_classifier();
  expect_part(thrown_message<ShapeError>([&] { m.fit(ShortSource(), {.batch_size = 4, .verbose = 0}); }),
              "ExampleSource: expected 4 examples from gather, received 3");
}

/// More examples than their order could be kept of.
class EndlessSource final : public ExampleSource {
 public:
  [[nodiscard]] std::int64_t size() const override { return std::int64_t{1} << 60; }
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t /*epoch*/) const override {
    return {Array({std::ssize(rows), 4}), Array({std::ssize(rows)}, DType::i64)};
  }
};

TEST(OddUse, ASourceWithoutEnd) {
  Sequential m = small_classifier();
  expect_part(thrown_message<ValueError>([&] { m.fit(EndlessSource(), in_twos); }),
              "examples: no memory for the order of 1152921504606846976 of them");
}

TEST(OddUse, ALossOfIntegers) {
  Sequential m = small_model({.loss = LossChoice([](const Tensor& y, const Tensor& p) {
                                return cast(sum(y + p, {-1}), DType::i32);
                              })});
  expect_part(thrown_message<DTypeError>([&] {
                m.fit(Array({4, 4}), Array({4, 3}), in_twos);
              }),
              "expected floating values, received int32");
}

TEST(OddUse, MemoryOfNoBatch) {
  EXPECT_THROW((void)small_classifier().step_memory(0), ValueError);
  EXPECT_THROW((void)small_classifier().step_memory(huge), ShapeError);
}

TEST(OddUse, OptionsThatAreNoNumbers) {
  EXPECT_THROW(ELU({.alpha = std::nan("")}), ValueError);
  EXPECT_THROW(Discretization({.bin_boundaries = {std::nan("")}}), ValueError);
  Normalization scaling;
  expect_part(thrown_message<ValueError>([&] {
                scaling.adapt(Array::full({3, 4}, std::nan("")));
              }),
              "Normalization: adapt: expected finite numbers");
  EXPECT_THROW(Input({std::int64_t{1} << 40, std::int64_t{1} << 40}), ShapeError);
}

TEST(OddUse, LayersOfKerasThatAreNotHere) {
  expect_part(
      thrown_message<ValueError>([] { (void)make_layer("LSTM", {}); }),
      "layer class 'LSTM': is one of Keras's that saem does not have.\nThere are no recurrent layers");
  expect_part(thrown_message<ValueError>([] { (void)make_layer("MixUp", {}); }), "ExampleSource");
}

}  // namespace
}  // namespace saem
