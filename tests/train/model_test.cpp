#include "saem/train/model.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::thrown_message;

TEST(Model, AResidualConnection) {
  const Symbol x = Input({3});
  const Symbol h = Dense(3, {.use_bias = false, .kernel_initializer = "ones"})(x);
  const Model model(x, Add()({x, h}));
  EXPECT_EQ(elements(model(counting({1, 3})).value()), (std::vector<double>{3, 4, 5}));
  EXPECT_EQ(model.layers().size(), 2U);
  EXPECT_EQ(model.layers()[0]->name(), "dense");
  EXPECT_EQ(model.layers()[1]->name(), "add");
}

TEST(Model, ALayerUsedTwiceSharesItsWeights) {
  const Symbol a = Input({2}, DType::f32, "a");
  const Symbol b = Input({2}, DType::f32, "b");
  const Dense shared(1, {.kernel_initializer = "ones"});
  const Model model({a, b}, {Concatenate()({shared(a), shared(b)})});
  EXPECT_EQ(model.layers().size(), 2U);
  EXPECT_EQ(model.parameter_count(), 3);
  CallContext context;
  const Tensors y = model.apply({counting({1, 2}), counting({1, 2}, 10)}, context);
  EXPECT_EQ(elements(y[0].value()), (std::vector<double>{1, 10}));
}

TEST(Model, SeveralInputsAndOutputsInTheirOrder) {
  const Symbol a = Input({2});
  const Symbol b = Input({3});
  const Symbol flat = Flatten()(b);
  const Model model({b, a}, {a, flat, a});
  EXPECT_EQ(model.input_shapes(), (std::vector<Shape>{{-1, 3}, {-1, 2}}));
  EXPECT_EQ(model.output_shapes(), (std::vector<Shape>{{-1, 2}, {-1, 3}, {-1, 2}}));
  CallContext context;
  const Tensors y = model.apply({counting({1, 3}), counting({1, 2}, 5)}, context);
  EXPECT_EQ(elements(y[0].value()), (std::vector<double>{0, 5}));
  EXPECT_EQ(elements(y[1].value()), (std::vector<double>{0, 1, 2}));
  EXPECT_EQ(
      thrown_message<ShapeError>([&] {
        (void)model(counting({1, 3}));
      }),
      "Model 'functional': expected 2 inputs, received 1.\nGive one tensor for each Input of the model.");
  EXPECT_EQ(thrown_message<ShapeError>([&] {
              (void)model.apply({counting({1, 3}), counting({1, 3})}, context);
            }),
            "Model 'functional': expected input 'input_layer_1' of shape (batch, 2), received (1, 3).\n"
            "Give data of that shape, or build the model for this one.");
}

TEST(Model, GivenNamesComeBeforeMadeOnes) {
  const Symbol x = Input({2});
  const Symbol y = Dense(2, {.name = "dense"})(Dense(2)(x));
  const Model model(x, y);
  EXPECT_EQ(model.layers()[0]->name(), "dense_1");
  EXPECT_EQ(model.layers()[0]->variables()[0].name(), "dense_1/kernel");
  EXPECT_EQ(model.layers()[1]->name(), "dense");
}

TEST(Model, APartOfAModelKeepsItsWeights) {
  const Symbol x = Input({2});
  const Symbol features = Dense(4)(x);
  Model whole(x, Dense(3)(features));
  Variable kernel = whole.variables()[0];
  kernel.assign(Array::full({2, 4}, 7));
  Model head(x, Dense(5)(features));
  EXPECT_TRUE(head.variables()[0].same_as(kernel));
  EXPECT_EQ(kernel.value().at(0), 7);
  EXPECT_EQ(head.layers()[1]->name(), "dense_1");
  const Array drawn = head.variables()[2].value();
  head.set_seed(9);  // what another model has drawn stays
  EXPECT_EQ(kernel.value().at(0), 7);
  EXPECT_FALSE(identical(head.variables()[2].value(), drawn));
}

TEST(Model, DeepOnesDoNotRecurse) {
  const Symbol x = Input({2});
  Symbol y = x;
  for (int i = 0; i < 3000; ++i) y = Activation("linear", {.name = "a" + std::to_string(i)})(y);
  const Model model(x, y);
  EXPECT_EQ(model.layers().size(), 3000U);
  EXPECT_EQ(elements(model(counting({1, 2})).value()), (std::vector<double>{0, 1}));
}

TEST(Model, CopiesAreTheSameModel) {
  const Symbol x = Input({2});
  Model model(x, Dense(1)(x));
  Model copy = model;
  copy.set_name("classifier");
  copy.information()["labels"] = "[]";
  EXPECT_EQ(model.name(), "classifier");
  EXPECT_EQ(model.information().at("labels"), "[]");
  EXPECT_THROW(model.set_name(""), ValueError);
}

TEST(Model, SummaryShowsConnections) {
  const Symbol x = Input({2}, DType::f32, "pixels");
  const Symbol h = Dense(2)(x);
  EXPECT_EQ(Model(x, Add()({h, x})).summary(), R"(Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━┩
│ pixels (InputLayer) │ (None, 2)         │          0 │ -                 │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ dense (Dense)       │ (None, 2)         │          6 │ pixels            │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ add (Add)           │ (None, 2)         │          0 │ dense, pixels     │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 6 (24.00 B)
 Trainable params: 6 (24.00 B)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST(Model, RefusesGraphsThatAreNotWhole) {
  const Symbol x = Input({3, 4});
  const Symbol left = Input({3, 4}, DType::f32, "left");
  const Symbol y = Add()({x, left});
  EXPECT_EQ(thrown_message<ValueError>([&] { Model model(x, y); }),
            "Model: Add needs Input 'left', which is not among the inputs.\n"
            "List every Input that the outputs depend on: Model({a, b}, {y}).");
  EXPECT_THROW(Model({x, x}, {x}), ValueError);
  EXPECT_THROW(Model(x, left), ValueError);
  EXPECT_THROW(Model(y, y), ValueError);
  EXPECT_THROW(Model(std::vector<Symbol>{}, std::vector<Symbol>{}), ValueError);
  const Symbol same = Dense(2, {.name = "d"})(Dense(2, {.name = "d"})(x));
  EXPECT_THROW(Model(x, same), ValueError);
  EXPECT_THROW(Model(left, Dense(2, {.name = "left"})(left)), ValueError);
  EXPECT_THROW(Model({left, Input({1}, DType::f32, "left")}, {left}), ValueError);
}

}  // namespace
}  // namespace saem
