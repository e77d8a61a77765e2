// Models inside models.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/interop/safetensors.h"
#include "saem/nn/layers.h"
#include "saem/ops/ops.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::message_of;
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

TEST(NestedModel, HasNamesAndNumbersOfItsOwn) {
  Sequential encoder = tower("encoder");
  const Symbol x = Input({4}, DType::f32, "x");
  Model outer({x}, {Dense(1, {.name = "head"})(encoder(x))});
  EXPECT_EQ(names_of(outer.variables()),
            (std::vector<std::string>{"encoder/dense/kernel", "encoder/dense/bias", "encoder/dense_1/kernel",
                                      "encoder/dense_1/bias", "head/kernel", "head/bias"}));
  EXPECT_EQ(outer.layers().size(), 2U);
  EXPECT_EQ(outer.flattened_layers().size(), 3U);
  EXPECT_EQ(outer.parameter_count(), 15 + 8 + 3);
  const Array in = random_f32({5, 4}, 1);
  const Array code = encoder.predict(in);
  const Array head = outer.layers()[1]->variables()[0].value(),
              bias = outer.layers()[1]->variables()[1].value();
  const Array expected = (matmul(Tensor(code), Tensor(head)) + Tensor(bias)).value();
  const Array received = outer.predict(in);
  for (std::int64_t i = 0; i < 5; ++i) EXPECT_NEAR(received.at(i), expected.at(i), 1e-6);
}

TEST(NestedModel, StandsInTheSummary) {
  Sequential encoder = tower("encoder");
  Sequential outer{Input({4}), encoder, Dense(1)};
  EXPECT_EQ(outer.summary(), R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ encoder (Sequential)            │ (None, 2)              │            23 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense (Dense)                   │ (None, 1)              │             3 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 26 (104.00 B)
 Trainable params: 26 (104.00 B)
 Non-trainable params: 0 (0.00 B)
)");
  encoder.layers()[0]->set_trainable(false);
  const std::string expanded = outer.summary({.expand_nested = true});
  EXPECT_NE(expanded.find("│     └ dense (Dense)             │ (None, 3)              │            15 │"),
            std::string::npos)
      << expanded;
  EXPECT_NE(expanded.find("│     └ dense_1 (Dense)           │ (None, 2)              │             8 │"),
            std::string::npos);
  EXPECT_NE(expanded.find(" Trainable params: 11 (44.00 B)\n Non-trainable params: 15 (60.00 B)"),
            std::string::npos);
}

TEST(NestedModel, LearnsAsItsLayersWouldWithoutIt) {
  const Array x = random_f32({16, 4}, 1), y = random_f32({16, 1}, 2);
  const Dense a(3, {.activation = "tanh"}), b(2), c(1);
  const Symbol in = Input({4});
  Model flat(in, c(b(a(in))));
  flat.set_seed(3);
  const std::vector<Array> start = values_of(flat.variables());
  flat.compile({.optimizer = "adam", .loss = "mse"});
  const double expected =
      flat.fit(x, y, {.batch_size = 5, .epochs = 3, .verbose = 0}).history.at("loss").back();

  Sequential inner{Input({4}), Dense(3, {.activation = "tanh"}), Dense(2)};
  Sequential outer{Input({4}), inner, Dense(1)};
  const std::vector<Variable> weights = outer.variables();
  for (std::size_t i = 0; i < weights.size(); ++i) Variable(weights[i]).assign(start[i]);
  outer.compile({.optimizer = "adam", .loss = "mse"});
  EXPECT_EQ(outer.fit(x, y, {.batch_size = 5, .epochs = 3, .verbose = 0}).history.at("loss").back(),
            expected);
  EXPECT_TRUE(all_identical(values_of(weights), values_of(flat.variables())));
}

TEST(NestedModel, TakesAndGivesSeveralArrays) {
  const Symbol a = Input({3}, DType::f32, "a"), b = Input({2}, DType::f32, "b");
  const Symbol h = Concatenate()({a, b});
  // Dropout: were the inner model run once per output, the two would not fit together.
  const Symbol dropped = Dropout(0.5)(h);
  Model inner({a, b}, {dropped, Rescaling(2.0)(dropped)});
  inner.set_name("inner");
  const Symbol p = Input({3}, DType::f32, "p"), q = Input({2}, DType::f32, "q");
  const Symbols both = inner({p, q});
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(message_of<ValueError>([&] { static_cast<void>(static_cast<Symbol>(both)); }),
            "Symbols: expected the one output of a model, received 2.\nTake one of them: outputs[0].");
  Model outer({p, q}, {Add()({Rescaling(-2.0)(both[0]), both[1]}), both[1], both[0]});
  const Array x = Array::full({4, 3}, 1.0), y = Array::full({4, 2}, 1.0);
  CallContext context{.training = true, .random = &outer.random_state()};
  const Tensors outputs = outer.apply({x, y}, context);
  for (std::int64_t i = 0; i < 20; ++i) EXPECT_EQ(outputs[0].value().at(i), 0) << i;
  EXPECT_NE(outer.summary().find("[(None, 5), (None, 5)]"), std::string::npos) << outer.summary();
  // Only the second one used.
  Model second({p, q}, {inner({p, q})[1]});
  EXPECT_EQ(second.predict({x, y}).at(0), 2);

  const auto file = temporary("nested_several.safetensors");
  outer.save(file);
  Model loaded = load_model(file);
  const auto expected = outer.predict_all({x, y}), received = loaded.predict_all({x, y});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(identical(expected[i], received[i]));
}

TEST(NestedModel, IsSavedWithItsArchitecture) {
  Sequential innermost{Input({3}), Dense(3), BatchNormalization()};
  innermost.set_name("innermost");
  innermost.layers()[0]->set_trainable(false);
  Sequential inner{Input({4}), Dense(3), innermost};
  const Symbol x = Input({4});
  Model outer(x, Dense(1)(inner(x)));
  EXPECT_EQ(names_of(outer.variables())[2], "sequential/innermost/dense/kernel");
  const Array in = random_f32({6, 4}, 1), y = random_f32({6, 1}, 2);
  outer.compile({.loss = "mse"});
  outer.fit(in, y, {.batch_size = 3, .epochs = 2, .verbose = 0});
  const auto file = temporary("nested.safetensors");
  outer.save(file);
  Model loaded = load_model(file);
  EXPECT_TRUE(identical(loaded.predict(in), outer.predict(in)));
  EXPECT_EQ(loaded.summary({.expand_nested = true}).substr(0, 400),
            outer.summary({.expand_nested = true}).substr(0, 400));
  EXPECT_EQ(names_of(loaded.trainable_variables()), names_of(outer.trainable_variables()));
  // The inner model alone is written under its own names.
  inner.save(file);
  Model alone = load_model(file);
  EXPECT_EQ(names_of(alone.variables())[0], "dense/kernel");
  EXPECT_TRUE(identical(alone.predict(in), inner.predict(in)));
}

TEST(NestedModel, IsCheckpointed) {
  const auto file = temporary("nested.checkpoint");
  const Array x = random_f32({16, 4}, 1), y = random_f32({16, 1}, 2);
  const auto run = [&](int epochs, bool resume) {
    Sequential left = tower("left"), right = tower("right");
    const Symbol in = Input({4});
    Model outer(in, Dense(1)(Add()({left(in), right(in)})));
    outer.compile({.optimizer = "adam", .loss = "mse"});
    outer.fit(x, y,
              {.batch_size = 5,
               .epochs = epochs,
               .verbose = 0,
               .checkpoint = {.path = file.string(), .resume = resume}});
    return testing_support::state_of(outer);
  };
  std::filesystem::remove(file);
  const auto whole = run(4, false);
  std::filesystem::remove(file);
  static_cast<void>(run(2, false));
  EXPECT_TRUE(all_identical(whole, run(4, true)));
}

TEST(NestedModel, SaysWhatItCannotDo) {
  Sequential encoder = tower("encoder");
  EXPECT_EQ(
      message_of<ShapeError>([&] { static_cast<void>(encoder(Input({5}, DType::f32, "x"))); }),
      "Sequential 'encoder' cannot take this input: expected float32 (batch, 4), received float32 (batch, "
      "5), as input "
      "'input_layer'\n(from Input 'x').\nA model takes the shape and dtype that it was built for.");
  EXPECT_NE(message_of<DTypeError>([&] {
              static_cast<void>(encoder(Input({4}, DType::i32)));
            }).find("received int32"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(encoder({Input({4}), Input({4})}));
            }).find("expected 1 inputs, received 2"),
            std::string::npos);
  // Nothing was changed by that.
  EXPECT_EQ(encoder.predict(random_f32({2, 4}, 1)).shape(), (Shape{2, 2}));
  const Symbol x = Input({4});
  const Symbol code = encoder(x);
  EXPECT_NE(message_of<ValueError>([&] { encoder.add(Dense(1)); }).find("the model is part of another one"),
            std::string::npos);
  EXPECT_NE(message_of<UnsupportedError>([&] {
              const Dense shared(4);
              Sequential inner{Input({4}), shared};
              static_cast<void>(Model(x, shared(inner(x))));
            }).find("is in it twice"),
            std::string::npos);
  Sequential other = tower("encoder");
  EXPECT_NE(message_of<ValueError>([&] {
              static_cast<void>(Model(x, Add()({code, other(x)})));
            }).find("two layers or inputs are named 'encoder'"),
            std::string::npos);
}

TEST(NestedModel, WithSeveralOutputsIsNoPartOfAChain) {
  const Symbol x = Input({4});
  const Model inner({x}, {Dense(1)(x), Dense(2)(x)});
  EXPECT_NE(message_of<ValueError>([&] {
              Sequential({Input({4}), inner});
            }).find("a chain has one value after each layer, but Functional has 2 outputs"),
            std::string::npos);
}

// What a damaged or malicious file may say about models inside models.
TEST(NestedModel, IsRefusedIfItsDescriptionDoesNotFit) {
  const Symbol x = Input({4});
  Model inner({x}, {Dense(1)(x), Dense(2)(x)});
  inner.set_name("inner");
  const Symbols both = inner(std::vector<Symbol>{x});
  const Model outer({x}, {both[0], both[1]});
  const auto file = temporary("refused.safetensors");
  outer.save(file);
  EXPECT_NO_THROW(static_cast<void>(load_model(file)));
  const SafetensorsFile good = read_safetensors(file);
  const auto refused = [&](const std::function<void(nlohmann::json&)>& change) {
    SafetensorsFile bad = good;
    nlohmann::json architecture = nlohmann::json::parse(bad.metadata.at("saem.architecture"));
    change(architecture);
    bad.metadata["saem.architecture"] = architecture.dump();
    write_safetensors(file, bad);
    return message_of<FileError>([&] { static_cast<void>(load_model(file)); });
  };
  const auto expect = [&](const std::string& text, const std::function<void(nlohmann::json&)>& change) {
    const std::string message = refused(change);
    EXPECT_NE(message.find(text), std::string::npos) << message;
  };
  expect("has no output 2", [](auto& a) { a["calls"][1]["output"] = 2; });
  expect("'first' has the number 1", [](auto& a) { a["calls"][1]["first"] = 1; });
  expect("'first' is missing", [](auto& a) { a["calls"][1].erase("first"); });
  expect("does not fit the call of the first one", [](auto& a) { a["calls"][1]["output"] = 0; });
  expect("a model of another kind", [](auto& a) { a["layers"][0]["class"] = "Sequential"; });
  expect("expected an object", [](auto& a) { a["layers"][0]["model"] = 3; });
  expect("'layers' is missing", [](auto& a) { a["layers"][0]["model"].erase("layers"); });
  expect("expected float32 (batch, 5), received float32 (batch, 4)",
         [](auto& a) { a["layers"][0]["model"]["inputs"][0]["shape"] = {5}; });
  expect("nested too deeply", [](auto& a) {
    for (int i = 0; i < 40; ++i) {
      nlohmann::json outer_one = a;
      outer_one["layers"][0]["model"] = a;
      a = outer_one;
    }
  });
}

TEST(NestedModel, MayBeBuiltByItsFirstInput) {
  Sequential inner{Dense(3, {.activation = "relu"}), Dense(2)};
  Sequential outer{inner, Dense(1)};
  outer.compile({.loss = "mse"});
  const Array x = random_f32({6, 4}, 1), y = random_f32({6, 1}, 2);
  EXPECT_EQ(outer.fit(x, y, {.batch_size = 3, .verbose = 0}).steps, 2);
  EXPECT_EQ(inner.parameter_count(), 15 + 8);
}

}  // namespace
}  // namespace saem
