#include <gtest/gtest.h>

#include "saem/compile/compile.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::thrown_message;

Sequential lecture_cnn() {
  return Sequential{Input({28, 28, 1}),
                    Conv2D(32, 3, {.activation = "relu"}),
                    Conv2D(64, 3, {.activation = "relu"}),
                    MaxPooling2D(2),
                    Dropout(0.25),
                    Flatten(),
                    Dense(128, {.activation = "relu"}),
                    Dropout(0.5),
                    Dense(10, {.activation = "softmax"})};
}

TEST(Sequential, TheLecturesNetwork) {
  const Sequential model = lecture_cnn();
  EXPECT_EQ(model.parameter_count(), 1'199'882);
  EXPECT_EQ(model.input_shapes(), (std::vector<Shape>{{-1, 28, 28, 1}}));
  EXPECT_EQ(model.output_shapes(), (std::vector<Shape>{{-1, 10}}));
  std::vector<std::string> names;
  for (const Variable& v : model.variables()) names.push_back(v.name());
  EXPECT_EQ(names,
            (std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias",
                                      "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"}));
  const Array y = model(Array(Shape{2, 28, 28, 1})).value();
  EXPECT_EQ(y.shape(), (Shape{2, 10}));
  double total = 0;
  for (std::int64_t i = 0; i < 10; ++i) total += y.at(i);
  EXPECT_NEAR(total, 1, 1e-5);
}

TEST(Sequential, SummaryIsKerassTable) {
  EXPECT_EQ(lecture_cnn().summary(), R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ conv2d (Conv2D)                 │ (None, 26, 26, 32)     │           320 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ conv2d_1 (Conv2D)               │ (None, 24, 24, 64)     │        18,496 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ max_pooling2d (MaxPooling2D)    │ (None, 12, 12, 64)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ (None, 12, 12, 64)     │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ flatten (Flatten)               │ (None, 9216)           │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 128)            │     1,179,776 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout_1 (Dropout)             │ (None, 128)            │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 10)             │         1,290 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 1,199,882 (4.58 MB)
 Trainable params: 1,199,882 (4.58 MB)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST(Sequential, SummaryBeforeBuildAndOfFrozenLayers) {
  Sequential model{Dense(3), Dense(4, {.name = "a layer with a name that is wider than the column"})};
  EXPECT_NE(model.summary().find("│ dense (Dense)"), std::string::npos);
  EXPECT_NE(model.summary().find("│ ?                      │   0 (unbuilt) │"), std::string::npos);
  model.build({2});
  model.layers()[0]->set_trainable(false);
  EXPECT_NE(model.summary().find("Total params: 25 (100.00 B)\n Trainable params: 16 (64.00 B)\n "
                                 "Non-trainable params: 9 (36.00 B)\n"),
            std::string::npos)
      << model.summary();
}

TEST(Sequential, AFailedAddLeavesTheModelAsItWas) {
  Sequential model{Input({4, 4, 1}), Conv2D(2, 3)};
  const Array before = model(test::counting({1, 4, 4, 1})).value();
  const std::string summary = model.summary();
  Conv2D large(2, 3);
  EXPECT_THROW(model.add(large), ShapeError);
  EXPECT_THROW(model.add(Input({4, 4, 1})), ValueError);
  EXPECT_THROW(model.add(Dense(3, {.name = "conv2d"})), ValueError);
  EXPECT_THROW(model.add(model.layers()[0]), ValueError);
  EXPECT_THROW(model.add(Flatten()(Input({2}))), ValueError);
  EXPECT_EQ(model.summary(), summary);
  EXPECT_TRUE(identical(model(test::counting({1, 4, 4, 1})).value(), before));
  EXPECT_FALSE(large.built());
  EXPECT_FALSE(large.named());
  Sequential other{Input({9, 9, 3}), large};  // the layer is as good as new, too
  EXPECT_EQ(large.name(), "conv2d");
  model.add(Flatten());
  EXPECT_EQ(model.output_shapes().front(), (Shape{-1, 8}));
}

TEST(Sequential, WithoutInputItIsBuiltByBuildOrByData) {
  Sequential model{Flatten(), Dense(3)};
  EXPECT_FALSE(model.built());
  EXPECT_EQ(thrown_message<ValueError>([&] { (void)model.variables(); }),
            "Sequential 'sequential': has no weights before it is built.\n"
            "Begin it with Input(shape), or call build(shape), or give it data.");
  model.build({-1, 5, 2});
  EXPECT_EQ(model.parameter_count(), 33);
  model.build({5, 2});
  EXPECT_THROW(model.build({5, 3}), ShapeError);

  const Sequential lazy{Flatten(), Dense(3)};
  EXPECT_EQ(lazy(test::counting({7, 5, 2})).shape(), (Shape{7, 3}));
  EXPECT_TRUE(lazy.built());
  EXPECT_TRUE(identical(lazy.variables()[0].value(), model.variables()[0].value()));
}

TEST(Sequential, AFailedBuildCanBeRepeatedWithAnotherShape) {
  Sequential model{Conv2D(2, 3), Flatten(), Dense(3), Reshape({3, 1}), Reshape({1, 3, 1}), Conv2D(1, {1, 3})};
  EXPECT_THROW(model.build({2, 2, 1}), ShapeError);
  Sequential deep{Conv2D(2, 3), Dense(3), MaxPooling2D(4)};
  EXPECT_THROW(deep.build({4, 4, 5}), ShapeError);
  EXPECT_FALSE(deep.built());
  deep.build({9, 9, 1});
  EXPECT_EQ(deep.variables()[0].shape(), (Shape{3, 3, 1, 2}));
  EXPECT_THROW(deep.build({-1, -1, 9, 1}), ShapeError);
  EXPECT_THROW(Sequential().build({3}), ValueError);
}

TEST(Sequential, TheSeedDecidesTheWeights) {
  const auto kernel = [](std::uint64_t seed) {
    Sequential model{Input({4}), Dense(3), Dense(3)};
    model.set_seed(seed);
    return model.variables()[2].value();
  };
  EXPECT_TRUE(identical(kernel(5), kernel(5)));
  EXPECT_FALSE(identical(kernel(5), kernel(6)));
  Sequential later{Dense(3), Dense(3)};
  later.set_seed(5);
  later.build({4});
  EXPECT_TRUE(identical(later.variables()[2].value(), kernel(5)));
  EXPECT_FALSE(identical(later.variables()[0].value(), later.variables()[2].value().reshape({3, 3})));
}

TEST(Sequential, IsAFunctionInsideCompile) {
  Sequential model{Dense(3, {.kernel_initializer = "ones"})};
  auto f = compile([&](const Tensor& x) { return model(x); });
  EXPECT_EQ(test::elements(f(test::counting({2, 2})).value()), (std::vector<double>{1, 1, 1, 5, 5, 5}));
}

TEST(Sequential, RefusesInputsOfAnotherShape) {
  const Sequential model{Input({4}), Dense(3)};
  EXPECT_EQ(thrown_message<ShapeError>([&] {
              (void)model(Array(Shape{2, 5}));
            }),
            "Sequential 'sequential': expected an input of shape (batch, 4), received (2, 5).\nGive data of "
            "that shape, or build the model for this one.");
  EXPECT_EQ(thrown_message<ShapeError>([&] { (void)model(Array(Shape{4})); }),
            "Sequential 'sequential': expected an input of shape (batch, 4), received (4,).\n"
            "A single example needs a batch axis in front: expand_dims(x, 0).");
  EXPECT_THROW((void)model(Array(Shape{2, 4}, DType::f64)), DTypeError);
}

TEST(Sequential, WithoutLayersItIsTheIdentity) {
  const Sequential model{Input({3})};
  EXPECT_TRUE(identical(model(test::counting({2, 3})).value(), test::counting({2, 3})));
  EXPECT_EQ(model.parameter_count(), 0);
}

}  // namespace
}  // namespace saem
