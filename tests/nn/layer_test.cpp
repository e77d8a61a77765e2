#include "saem/nn/layer.h"

#include <gtest/gtest.h>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/ops/reduction.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"
#include "tests/nn/support/scale.h"

namespace saem {
namespace {

using test::run_layer;
using test::Scale;
using test::thrown_message;

std::vector<TensorType> f32(const Shape& shape) { return {{DType::f32, shape}}; }

TEST(Layer, AUsersLayerNeedsBuildAndCallOnly) {
  Scale layer(2);
  EXPECT_EQ(layer.ensure_built(f32({-1, 3})).shape, (Shape{-1, 3}));
  layer.draw_weights(0, 0);
  CallContext context;
  EXPECT_EQ(test::elements(layer.apply({test::counting({2, 3})}, context).value()),
            (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(layer.output_shape(std::vector<Shape>{{-1, 7, 3}}), (Shape{-1, 7, 3}));
}

TEST(Layer, CopiesAreTheSameLayer) {
  Scale layer(2);
  Scale copy = layer;
  (void)layer.ensure_built(f32({-1, 3}));
  EXPECT_TRUE(copy.built());
  EXPECT_TRUE(copy.same_as(layer));
  EXPECT_TRUE(copy.variables()[0].same_as(layer.variables()[0]));
  EXPECT_FALSE(Scale(2).same_as(layer));
}

TEST(Layer, DefaultNamesAreKerasNames) {
  EXPECT_EQ(Conv2D(1, 1).name(), "conv2d");
  EXPECT_EQ(MaxPooling2D().name(), "max_pooling2d");
  EXPECT_EQ(AveragePooling2D().name(), "average_pooling2d");
  EXPECT_EQ(Dense(1).name(), "dense");
  EXPECT_EQ(Dense(1).title(), "Dense");
  EXPECT_EQ(Dense(1, {.name = "logits"}).title(), "Dense 'logits'");
}

TEST(Layer, RenamingRenamesTheWeights) {
  Dense layer(2);
  (void)layer.ensure_built(f32({-1, 3}));
  layer.set_name("logits");
  EXPECT_EQ(layer.variables()[0].name(), "logits/kernel");
  EXPECT_THROW(layer.set_name(""), ValueError);
  EXPECT_THROW(layer.set_name("a\nb"), ValueError);
  EXPECT_THROW(layer.set_name("\xff"), ValueError);
  EXPECT_THROW(Dense(1, {.name = "\x80"}), ValueError);
  EXPECT_EQ(layer.name(), "logits");
}

TEST(Layer, SeedAndPlaceDecideTheWeights) {
  const auto kernel = [](std::uint64_t seed, std::uint64_t place) {
    Dense layer(4);
    (void)layer.ensure_built(f32({-1, 3}));
    layer.draw_weights(seed, place);
    return layer.variables()[0].value();
  };
  EXPECT_TRUE(identical(kernel(1, 2), kernel(1, 2)));
  EXPECT_FALSE(identical(kernel(1, 2), kernel(2, 2)));
  EXPECT_FALSE(identical(kernel(1, 2), kernel(1, 3)));
}

TEST(Layer, FreezingHoldsForItsWeights) {
  Dense layer(4);
  layer.set_trainable(false);
  (void)layer.ensure_built(f32({-1, 3}));
  EXPECT_TRUE(layer.trainable_variables().empty());
  layer.set_trainable(true);
  EXPECT_EQ(layer.trainable_variables().size(), 2U);
}

/// Fails half-way through `build`, or in `call`.
class Broken final : public LayerBase<Broken> {
 public:
  explicit Broken(bool in_call) : LayerBase("Broken"), in_call_(in_call) {}

 protected:
  void build(std::span<const Shape> inputs) override {
    add_weight("a", {2}, initializer("ones"));
    if (!in_call_) reject_input("no", {}, {});
    static_cast<void>(inputs);
  }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override {
    return inputs[0] + weight("a");
  }

 private:
  bool in_call_;
};

TEST(Layer, AFailedBuildLeavesItAsItWas) {
  for (const bool in_call : {false, true}) {
    Broken layer(in_call);
    EXPECT_THROW((void)layer.ensure_built(f32({-1, 3}), {.name = "broken_7"}), ShapeError);
    EXPECT_FALSE(layer.built());
    EXPECT_TRUE(layer.variables().empty());
    EXPECT_FALSE(layer.named());
    EXPECT_EQ(layer.name(), "broken");
  }
}

TEST(Layer, ErrorsInsideCallCarryTheLayer) {
  Broken layer(true);
  const std::string message = thrown_message<ShapeError>([&] {
    (void)layer.ensure_built(f32({-1, 3}), {.name = "b1"});
  });
  EXPECT_EQ(message.substr(0, 13), "Broken 'b1': ") << message;
}

/// Loses the batch.
class Total final : public LayerBase<Total> {
 public:
  Total() : LayerBase("Total") {}

 protected:
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override { return sum(inputs[0]); }
};

TEST(Layer, AnOutputWithoutBatchIsRefused) {
  Total layer;
  EXPECT_EQ(
      thrown_message<ShapeError>([&] {
        (void)layer.ensure_built(f32({-1, 3}));
      }),
      "Total: call: expected an output whose first axis is the batch; for a batch of 2 its shape is ().\n"
      "Keep axis 0 of the input as axis 0 of the output.");
}

TEST(Layer, ApplyChecksItsInputs) {
  CallContext context;
  EXPECT_THROW((void)Dense(2).apply({test::counting({1, 3})}, context), ValueError);
  Dense layer(2, {.name = "d"});
  (void)layer.ensure_built(f32({-1, 3}));
  EXPECT_EQ(thrown_message<ShapeError>([&] {
              (void)layer.apply({test::counting({1, 4})}, context);
            }),
            "Dense 'd' cannot take this input: it was built for inputs of shape (batch, 3), and has weights "
            "to match\n"
            "(input (batch, 4); its kernel has shape (3, 2), this input needs (4, 2)).\n"
            "Use a new layer for inputs of this shape.");
  EXPECT_THROW((void)layer.apply({Array::scalar(1)}, context), ShapeError);
  EXPECT_EQ(layer.apply({test::counting({5, 6, 3})}, context).shape(), (Shape{5, 6, 2}));
}

TEST(Layer, BuildingInsideATraceIsNoPartOfTheStep) {
  Dense layer(2, {.name = "d"});
  auto step = compile([&](const Tensor& x) {
    (void)layer.ensure_built(f32({-1, 3}));
    if (!layer.has_weights()) layer.draw_weights(1, 0);
    CallContext context;
    return layer.apply({x}, context);
  });
  const Array x = test::counting({1, 3});
  const Array first = step(x).value();
  Variable bias = layer.variables()[1];
  bias.assign(Array::full({2}, 5));
  const Array second = step(x).value();
  EXPECT_NEAR(second.at(0) - first.at(0), 5, 1e-5);
  EXPECT_EQ(bias.value().at(0), 5);
}

TEST(Layer, WeightNamesAreChecked) {
  class Wrong final : public LayerBase<Wrong> {
   public:
    Wrong() : LayerBase("Wrong") {}

   protected:
    void build(std::span<const Shape>) override { add_weight("kernel", {2}, initializer("ones")); }
    [[nodiscard]] Tensor call(const Tensors&, CallContext&) const override { return weight("kernle"); }
  };
  Wrong layer;
  EXPECT_EQ(thrown_message<ValueError>([&] {
              (void)layer.ensure_built(f32({-1, 3}));
            }),
            "Wrong: weight 'kernle': does not exist\n(Wrong has kernel).\nDid you mean 'kernel'?");
}

}  // namespace
}  // namespace saem
