// Models with several inputs and outputs in compile, fit, evaluate, predict and train_on_batch.
#include <gtest/gtest.h>

#include <filesystem>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::message_of;
using testing_support::random_f32;

constexpr std::int64_t rows = 24;

Array classes(std::int64_t n, std::int64_t count, std::uint64_t seed) {
  Generator generator(seed);
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < n; ++i)
    labels.push_back(static_cast<std::int32_t>(generator.uniform() * static_cast<double>(count)));
  return Array::of(labels);
}

/// Inputs "left" (4) and "right" (3), outputs "digit" (3 classes) and "size" (one number).
Model two_by_two(std::uint64_t seed = 3) {
  const Symbol left = Input({4}, DType::f32, "left");
  const Symbol right = Input({3}, DType::f32, "right");
  const Symbol trunk = Concatenate()({Dense(5, {.activation = "tanh"})(left), right});
  Model model({left, right}, {Dense(3, {.activation = "softmax", .name = "digit"})(trunk),
                              Dense(1, {.name = "size"})(trunk)});
  model.set_seed(seed);
  return model;
}

class SeveralOutputs : public testing::Test {
 protected:
  Array left = random_f32({rows, 4}, 1), right = random_f32({rows, 3}, 2);
  Array digit = classes(rows, 3, 3), size = random_f32({rows, 1}, 4);
  Model model = two_by_two();

  void compile() {
    model.compile({.optimizer = SGD({.learning_rate = 0.1}),
                   .loss = {"sparse_categorical_crossentropy", "mse"},
                   .loss_weights = {1.0, 0.5},
                   .metrics = {{"digit", {"accuracy"}}, {"size", {"mae", "mse"}}}});
  }
  std::string fit_message(const Arrays& x, const Arrays& y, FitOptions options = {}) {
    options.verbose = 0;
    options.batch_size = 8;
    return message_of<Error>([&] { model.fit(x, y, options); });
  }
};

TEST_F(SeveralOutputs, HaveKerassNamesInTheHistory) {
  compile();
  EXPECT_EQ(model.input_names(), (std::vector<std::string>{"left", "right"}));
  EXPECT_EQ(model.output_names(), (std::vector<std::string>{"digit", "size"}));
  const History history = model.fit(
      {left, right}, {digit, size},
      {.batch_size = 5, .epochs = 3, .verbose = 0, .validation_data = {{left, right}, {digit, size}}});
  std::vector<std::string> names;
  for (const auto& [name, column] : history.history) {
    names.push_back(name);
    EXPECT_EQ(column.size(), 3U) << name;
  }
  const std::vector<std::string> expected{
      "digit_accuracy",     "digit_loss",     "loss",     "size_loss",     "size_mae",     "size_mse",
      "val_digit_accuracy", "val_digit_loss", "val_loss", "val_size_loss", "val_size_mae", "val_size_mse"};
  EXPECT_EQ(names, expected);
  EXPECT_LT(history.history.at("loss").back(), history.history.at("loss").front());
  const auto logs = model.evaluate({left, right}, {digit, size}, {.batch_size = 7});
  EXPECT_NEAR(logs.at("loss"), logs.at("digit_loss") + 0.5 * logs.at("size_loss"), 1e-6);
  EXPECT_NEAR(logs.at("size_loss"), logs.at("size_mse"), 1e-6);
  EXPECT_NEAR(logs.at("loss"), history.history.at("val_loss").back(), 1e-6);
  EXPECT_FALSE(model.metric_results().contains("size_loss"));
  EXPECT_TRUE(model.metric_results().contains("size_mae"));
}

TEST_F(SeveralOutputs, TakeArraysByNameInAnyOrder) {
  compile();
  const auto in_order = model.train_on_batch({left, right}, {digit, size});
  model = two_by_two();
  compile();
  const auto by_name =
      model.train_on_batch({{"right", right}, {"left", left}}, {{"size", size}, {"digit", digit}});
  EXPECT_EQ(in_order, by_name);
  model = two_by_two();
  model.compile({.optimizer = SGD({.learning_rate = 0.1}),
                 .loss = {{"size", "mse"}, {"digit", SparseCategoricalCrossentropy()}},
                 .loss_weights = {{"size", 0.5}},
                 .metrics = {{"accuracy"}, {"mae", "mse"}}});
  EXPECT_EQ(in_order, model.train_on_batch({left, right}, {digit, size}));
}

TEST_F(SeveralOutputs, GiveOneMetricPerOutputForAFlatList) {
  model.compile({.loss = {"sparse_categorical_crossentropy", "mse"}, .metrics = {"accuracy", "mae"}});
  const auto logs = model.evaluate({left, right}, {digit, size});
  EXPECT_TRUE(logs.contains("digit_accuracy"));
  EXPECT_TRUE(logs.contains("size_mae"));
  EXPECT_EQ(logs.size(), 5U);
  EXPECT_EQ(message_of<ShapeError>([&] { model.compile({.loss = "mse", .metrics = {"mae"}}); }),
            "compile: the model has 2 outputs ('digit', 'size'), received 1 value as metrics.\n"
            "Give one for each output, in this order, or by name: {{\"digit\", …}, {\"size\", …}}.");
}

TEST_F(SeveralOutputs, PredictAllOfThem) {
  const std::vector<Array> whole = model.predict_all({left, right}, {.batch_size = 100});
  const std::vector<Array> parts = model.predict_all({{"right", right}, {"left", left}}, {.batch_size = 5});
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_EQ(whole[0].shape(), (Shape{rows, 3}));
  EXPECT_EQ(whole[1].shape(), (Shape{rows, 1}));
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(identical(whole[i], parts[i]));
  EXPECT_EQ(message_of<ValueError>([&] {
              static_cast<void>(model.predict({left, right}));
            }),
            "predict: gives one array, but the model has 2 outputs ('digit', 'size').\n"
            "Call predict_all, which gives one array for each.");
}

TEST_F(SeveralOutputs, MayHaveNoLoss) {
  model.compile(
      {.optimizer = SGD({.learning_rate = 0.1}), .loss = {"sparse_categorical_crossentropy", nullptr}});
  const Array before = model.layers().back()->variables()[0].value();
  ASSERT_EQ(model.layers().back()->name(), "size");
  const auto one = model.train_on_batch({left, right}, {digit, Array()});
  EXPECT_EQ(one.size(), 1U);  // as in Keras: no "digit_loss" beside the only loss
  EXPECT_TRUE(identical(before, model.layers().back()->variables()[0].value()));
  // By name it may be left out; what is given for it is not looked at.
  static_cast<void>(model.train_on_batch({left, right}, {{"digit", digit}}));
  static_cast<void>(model.train_on_batch({left, right}, {digit, random_f32({7, 9}, 1)}));
  // With a metric its labels are needed, though it is not trained.
  model.compile({.loss = {{"digit", "sparse_categorical_crossentropy"}}, .metrics = {{"size", {"mae"}}}});
  EXPECT_TRUE(model.evaluate({left, right}, {digit, size}).contains("size_mae"));
  EXPECT_EQ(fit_message({left, right}, {{"digit", digit}}),
            "fit: y 'size' has no rows, but the output has metrics.\n"
            "Give labels for 'size', or compile the model without a loss and metrics for it.");
}

TEST_F(SeveralOutputs, TakeSampleWeightsForAllOrForEach) {
  compile();
  const Array w = random_f32({rows}, 9), one = Array::full({rows}, 1.0);
  const auto all = model.evaluate({left, right}, {digit, size}, {.sample_weight = w});
  const auto each = model.evaluate({left, right}, {digit, size}, {.sample_weight = {w, w}});
  EXPECT_EQ(all, each);
  const auto plain = model.evaluate({left, right}, {digit, size});
  const auto first = model.evaluate({left, right}, {digit, size}, {.sample_weight = {{"digit", w}}});
  EXPECT_EQ(first.at("size_loss"), plain.at("size_loss"));
  EXPECT_EQ(first.at("digit_loss"), all.at("digit_loss"));
  EXPECT_NE(first.at("digit_loss"), plain.at("digit_loss"));
  const auto second = model.evaluate({left, right}, {digit, size}, {.sample_weight = {Array(), w}});
  EXPECT_EQ(second.at("digit_loss"), plain.at("digit_loss"));
  EXPECT_EQ(second.at("size_loss"), all.at("size_loss"));
  EXPECT_EQ(fit_message({left, right}, {digit, size}, {.sample_weight = {one, one.rows(0, 3)}}),
            "fit: x 'left' has 24 rows, but sample_weight 'size' has the shape (3,).\nGive one weight per "
            "example.");
  EXPECT_NE(fit_message({left, right}, {digit, size}, {.class_weight = {{0, 2.0}}})
                .find("class_weight is for models with one output, this one has 2"),
            std::string::npos);
}

TEST_F(SeveralOutputs, CountWeightedMetricsByTheirOwnWeights) {
  model.compile({.loss = "mse", .weighted_metrics = {{"size", {"mae"}}}});
  const Array digits = random_f32({rows, 3}, 8), w = Array::full({rows}, 0.0);
  Array half = w;
  half.mutable_data<float>()[5] = 2;
  const auto logs = model.evaluate({left, right}, {digits, size}, {.sample_weight = {Array(), half}});
  const Array predicted = model.predict_all({left, right})[1];
  EXPECT_NEAR(logs.at("size_mae"), std::abs(predicted.at(5) - size.at(5)), 1e-6);
}

TEST_F(SeveralOutputs, NameWhatDoesNotFit) {
  compile();
  EXPECT_EQ(fit_message(left, {digit, size}),
            "fit: the model has 2 inputs ('left', 'right'), received 1 value as x.\n"
            "Give one for each input, in this order, or by name: {{\"left\", …}, {\"right\", …}}.");
  EXPECT_EQ(fit_message({left, right}, digit),
            "fit: the model has 2 outputs ('digit', 'size'), received 1 value as y.\n"
            "Give one for each output, in this order, or by name: {{\"digit\", …}, {\"size\", …}}.");
  EXPECT_EQ(fit_message({left, right}, {digit, size, size}).substr(0, 73),
            "fit: the model has 2 outputs ('digit', 'size'), received 3 values as y.\nG");
  EXPECT_EQ(fit_message({{"left", left}, {"rihgt", right}}, {digit, size}),
            "fit: x names 'rihgt', but the model's inputs are 'left', 'right'.\nDid you mean 'right'?");
  EXPECT_EQ(fit_message({{"left", left}, {"left", right}}, {digit, size}),
            "fit: x names 'left' twice.\nGive each input once.");
  EXPECT_EQ(fit_message({{"left", left}}, {digit, size}),
            "fit: x has nothing for the input 'right'.\n"
            "Give one for each input: {{\"left\", …}, {\"right\", …}}.");
  EXPECT_EQ(fit_message({left, right.rows(0, 9)}, {digit, size}),
            "fit: x 'left' has 24 rows, but x 'right' has 9\n(x 'left' (24, 4), x 'right' (9, 3)).\n"
            "Give all inputs the same examples, row by row.");
  EXPECT_EQ(fit_message({left, right}, {digit, size.rows(0, 9)}),
            "fit: x 'left' has 24 rows, but y 'size' has 9\n(x 'left' (24, 4), y 'size' (9, 1)).\n"
            "Give one label per example.");
  EXPECT_EQ(fit_message({right, left}, {digit, size}).substr(0, 77),
            "fit: the model takes (batch, 4), received x 'left' of shape (24, 3).\nGive dat");
  EXPECT_EQ(fit_message({left, Array({0, 3})}, {digit, size}).substr(0, 30),
            "fit: x 'right' has no rows\n(it");
  EXPECT_EQ(fit_message({left, right}, {digit, Array({0, 1})}).substr(0, 27), "fit: y 'size' has no rows, ");
  EXPECT_NE(fit_message({left, right}, {size, digit}).find("y 'digit'"), std::string::npos);
  Array broken = right;
  broken.mutable_data<float>()[4] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(fit_message({left, broken}, {digit, size}).substr(0, 36), "fit: x 'right' contains NaN in row 1");
  EXPECT_NE(fit_message({left, right}, {digit, size}, {.validation_data = {{left, right}, {digit}}})
                .find("received 1 value as validation y"),
            std::string::npos);
  EXPECT_NE(fit_message({left, right}, {digit, size},
                        {.validation_data = {{left, right}, {digit, size.rows(0, 2)}}})
                .find("validation x 'left' has 24 rows, but validation y 'size' has 2"),
            std::string::npos);
}

TEST_F(SeveralOutputs, NameOptionsThatDoNotFit) {
  const auto refused = [&](const ModelCompileOptions& options) {
    return message_of<Error>([&] { model.compile(options); });
  };
  EXPECT_EQ(
      refused({.loss = {{"digti", "mse"}}}),
      "compile: loss names 'digti', but the model's outputs are 'digit', 'size'.\nDid you mean 'digit'?");
  EXPECT_EQ(refused({.loss = {"mse", "mse", "mse"}}).substr(0, 73),
            "compile: the model has 2 outputs ('digit', 'size'), received 3 values as ");
  EXPECT_EQ(refused({.loss = "mse", .loss_weights = {1.0}}).substr(0, 72),
            "compile: the model has 2 outputs ('digit', 'size'), received 1 value as ");
  EXPECT_EQ(refused({.loss = {"mse", nullptr}, .loss_weights = {1, 2}}),
            "compile: loss_weights has 2 for the output 'size', which has no loss.\n"
            "Give it a loss, or leave its weight out.");
  EXPECT_NE(refused({.loss = "mse", .loss_weights = {1, std::numeric_limits<double>::infinity()}})
                .find("expected finite loss_weights, received inf for the output 'size'"),
            std::string::npos);
  EXPECT_NE(refused({.loss = "mse", .metrics = {{"sise", {"mae"}}}}).find("Did you mean 'size'?"),
            std::string::npos);
  EXPECT_NE(
      refused({.loss = {MeanSquaredError({.reduction = "none"}), "mse"}}).find("training needs one number"),
      std::string::npos);
}

TEST_F(SeveralOutputs, ResumeWithTheSameBits) {
  const std::filesystem::path file = testing::TempDir() + "several_outputs.checkpoint";
  std::filesystem::remove(file);
  const auto run = [&](Model m, int epochs, bool resume) {
    m.compile({.optimizer = "adam",
               .loss = {"sparse_categorical_crossentropy", "mse"},
               .metrics = {{"accuracy"}, {}}});
    const History history = m.fit({left, right}, {digit, size},
                                  {.batch_size = 5,
                                   .epochs = epochs,
                                   .verbose = 0,
                                   .validation_split = 0.25,
                                   .checkpoint = {.path = file.string(), .resume = resume}});
    return std::pair(history.history, testing_support::state_of(m));
  };
  const auto whole = run(two_by_two(), 4, false);
  std::filesystem::remove(file);
  static_cast<void>(run(two_by_two(), 2, false));
  const auto resumed = run(two_by_two(99), 4, true);
  EXPECT_EQ(whole.first, resumed.first);
  for (std::size_t i = 0; i < whole.second.size(); ++i)
    EXPECT_TRUE(identical(whole.second[i], resumed.second[i])) << i;
}

TEST_F(SeveralOutputs, AreSavedWithTheirNames) {
  compile();
  model.fit({left, right}, {digit, size}, {.batch_size = 8, .verbose = 0});
  const std::filesystem::path file = testing::TempDir() + "several_outputs.safetensors";
  model.save(file);
  Model loaded = load_model(file);
  EXPECT_EQ(loaded.input_names(), model.input_names());
  EXPECT_EQ(loaded.output_names(), model.output_names());
  const auto expected = model.predict_all({left, right}), received = loaded.predict_all({left, right});
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(identical(expected[i], received[i]));
}

TEST_F(SeveralOutputs, AreProfiledAndSummarised) {
  compile();
  EXPECT_GT(model.profile({.training = true, .repetitions = 1}).milliseconds(), 0);
  EXPECT_NE(model.summary().find("Intermediate values, training step of 32"), std::string::npos);
}

}  // namespace
}  // namespace saem
