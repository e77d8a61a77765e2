// Sample weights, class weights and metrics made of sums, in fit, evaluate and train_on_batch.
#include "saem/train/sample_weights.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "saem/train/running_metrics.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/metric_checks.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr std::int64_t n = 20;

Sequential classifier() {
  Sequential model{Input({4}), Dense(3, {.activation = "softmax"})};
  model.set_seed(1);
  return model;
}

ModelCompileOptions options() {
  return {.optimizer = SGD({.learning_rate = 0.1}),
          .loss = "sparse_categorical_crossentropy",
          .metrics = {"accuracy", metrics::F1Score({.average = "macro"}),
                      metrics::ConfusionMatrix({.num_classes = 3})},
          .weighted_metrics = {"accuracy"}};
}

const Array x = random_f32({n, 4}, 1);
const Array y = random_labels({n}, 3, 2);
const Array w = uniform_f64({n}, 3, 0, 2).astype(DType::f32);

TEST(SampleWeightTest, ScalesLossAndWeightedMetrics) {
  Sequential model = classifier();
  model.compile(options());
  const Array p = model.predict(x);
  double loss = 0, right = 0, right_weight = 0, weight = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const Row row = row_of(p, i);
    const bool is_right =
        std::max_element(row.begin(), row.end()) - row.begin() == static_cast<std::int64_t>(y.at(i));
    loss -= w.at(i) * std::log(row[static_cast<std::size_t>(y.at(i))]) / n;
    right += is_right ? 1.0 / n : 0;
    right_weight += is_right ? w.at(i) : 0;
    weight += w.at(i);
  }
  const auto logs = model.evaluate(x, y, {.batch_size = 7, .sample_weight = w});
  EXPECT_NEAR(logs.at("loss"), loss, 1e-5);
  EXPECT_NEAR(logs.at("accuracy"), right, 1e-6);
  EXPECT_NEAR(logs.at("weighted_accuracy"), right_weight / weight, 1e-6);
  EXPECT_NEAR(logs.at("f1_score"), in_batches(metrics::F1Score(), {y, p}).result(), 1e-6);
  EXPECT_NEAR(logs.at("confusion_matrix"), right, 1e-6);
  const Array matrix = model.metric_results().at("confusion_matrix");
  EXPECT_TRUE(identical(matrix, in_batches(metrics::ConfusionMatrix({.num_classes = 3}), {y, p}).results()));
  const Dataset data{.x = x, .y = y, .sample_weight = w};
  EXPECT_EQ(model.evaluate(data, {.batch_size = 7}), logs);
}

TEST(SampleWeightTest, OfZeroLeavesExamplesOut) {
  Array keep(Shape{n});
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < n; i += 2) {
    keep.mutable_data<float>()[static_cast<std::size_t>(i)] = 1;
    kept.push_back(i);
  }
  ModelCompileOptions sums{.optimizer = SGD({.learning_rate = 0.1}),
                           .loss = SparseCategoricalCrossentropy({.reduction = "sum"})};
  Sequential a = classifier();
  a.compile(sums);
  a.fit(x, y, {.batch_size = n, .epochs = 3, .verbose = 0, .shuffle = false, .sample_weight = keep});
  Sequential b = classifier();
  b.compile(sums);
  b.fit(x.take(kept), y.take(kept), {.batch_size = n / 2, .epochs = 3, .verbose = 0, .shuffle = false});
  const Array u = a.predict(x), v = b.predict(x);
  for (std::int64_t i = 0; i < u.size(); ++i) EXPECT_NEAR(u.at(i), v.at(i), 1e-5);
}

TEST(ClassWeightTest, IsTheSampleWeightOfTheLabels) {
  const ClassWeights by_class{{0, 0.5}, {2, 4}};
  Array weights(Shape{n});
  for (std::int64_t i = 0; i < n; ++i)
    weights.mutable_data<float>()[static_cast<std::size_t>(i)] = y.at(i) == 0   ? 0.5F
                                                                 : y.at(i) == 2 ? 4.0F
                                                                                : 1.0F;
  EXPECT_TRUE(identical(weights_by_class(y, by_class, "fit"), weights));
  EXPECT_TRUE(identical(weights_by_class(y.reshape({n, 1}), by_class, "fit"), weights));
  EXPECT_TRUE(identical(weights_by_class(one_hot_rows(y, 3), by_class, "fit"), weights));

  Sequential a = classifier();
  a.compile(options());
  Sequential b = classifier();
  b.compile(options());
  a.fit(x, y, {.batch_size = 6, .epochs = 2, .verbose = 0, .class_weight = by_class});
  b.fit(x, y, {.batch_size = 6, .epochs = 2, .verbose = 0, .sample_weight = weights});
  EXPECT_TRUE(identical(a.predict(x), b.predict(x)));
  EXPECT_EQ(a.train_on_batch(x, y, {.class_weight = by_class}),
            b.train_on_batch(x, y, {.sample_weight = weights}));
  EXPECT_TRUE(identical(a.predict(x), b.predict(x)));
}

TEST(SampleWeightTest, IsSplitAndShuffledWithTheData) {
  Sequential model = classifier();
  model.compile(options());
  const History whole =
      model.fit(x, y, {.batch_size = 5, .verbose = 0, .validation_split = 0.25, .sample_weight = w});
  const auto logs = model.evaluate(x.rows(15, n), y.rows(15, n), {.sample_weight = w.rows(15, n)});
  EXPECT_NEAR(whole.history.at("val_loss").back(), logs.at("loss"), 1e-6);
  const History given = model.fit(
      x, y,
      {.batch_size = 5, .verbose = 0, .validation_data = {x.rows(15, n), y.rows(15, n), w.rows(15, n)}});
  EXPECT_NEAR(given.history.at("val_loss").back(),
              model.evaluate(x.rows(15, n), y.rows(15, n), {.sample_weight = w.rows(15, n)}).at("loss"),
              1e-6);
}

TEST(SampleWeightTest, RefusesWhatDoesNotFit) {
  Sequential model = classifier();
  model.compile(options());
  EXPECT_EQ(message_of<ShapeError>([&] { model.fit(x, y, {.sample_weight = w.rows(0, 5)}); }),
            "fit: x has 20 rows, but sample_weight has the shape (5,).\nGive one weight per example.");
  EXPECT_EQ(message_of<ValueError>([&] {
              model.fit(x, y, {.sample_weight = w, .class_weight = {{0, 2}}});
            }),
            "fit: received both class_weight and sample_weight.\n"
            "Give one of them; multiply the sample weights by those of the classes if both matter.");
  EXPECT_THROW(model.fit(x, y, {.class_weight = {{0, -1}}}), ValueError);
  EXPECT_THROW(model.fit(x, y, {.sample_weight = f32({NAN}, {1})}), Error);
  EXPECT_EQ(
      message_of<ValueError>([&] { model.compile({.loss = MeanSquaredError({.reduction = "none"})}); }),
      "compile: the loss 'mean_squared_error' has the reduction \"none\", but training needs one number.\n"
      "Choose \"sum_over_batch_size\" or \"sum\".");
}

TEST(MetricsInFitTest, DoNotDependOnHowTheDataIsCut) {
  const Array labels = random_labels({n}, 2, 5).astype(DType::f32);
  Sequential model{Input({4}), Dense(1, {.activation = "sigmoid"})};
  model.compile(
      {.loss = "binary_crossentropy",
       .metrics = {"auc", "precision", "r2_score", "rmse", metrics::AUC({.curve = "PR", .name = "pr"})}});
  const auto one = model.evaluate(x, labels, {.batch_size = n});
  for (const std::int64_t batch : {3, 8}) {
    for (const auto& [name, value] : model.evaluate(x, labels, {.batch_size = batch}))
      EXPECT_NEAR(value, one.at(name), 1e-5) << name;
  }
  // One epoch at a learning rate that changes nothing gives the same numbers.
  model.compile(
      {.optimizer = SGD({.learning_rate = 1e-30}), .loss = "binary_crossentropy", .metrics = {"auc"}});
  EXPECT_NEAR(model.fit(x, labels, {.batch_size = 6, .verbose = 0}).history.at("auc").back(), one.at("auc"),
              1e-5);
}

TEST(RunningMetricsTest, CountEveryExampleOnce) {
  const std::vector<OutputMetrics> outputs{
      {.output = "y", .has_loss = true, .metrics = {make_metric("accuracy"), make_metric("mse")}}};
  RunningMetrics metrics(watch(outputs));
  EXPECT_EQ(metrics.logs().at("loss"), 0);
  EXPECT_EQ(metrics.logs().at("accuracy"), 0);
  const std::vector<std::vector<double>> first{{3, 4}, {8, 4}};
  const std::vector<std::vector<double>> second{{1, 1}, {2, 1}};
  metrics.add(0.5, 4, first);
  metrics.add(3.0, 1, second);
  EXPECT_DOUBLE_EQ(metrics.logs().at("loss"), 1.0);
  EXPECT_DOUBLE_EQ(metrics.logs("val_").at("val_accuracy"), 0.8);
  EXPECT_DOUBLE_EQ(metrics.results().at("mse").item(), 2.0);
}

TEST(RunningMetricsTest, GivesEqualNamesNumbers) {
  const std::vector<OutputMetrics> outputs{
      {.output = "y",
       .has_loss = true,
       .metrics = {make_metric("mse"), make_metric("mse")},
       .weighted_metrics = {make_metric("mse"), make_metric("mse"), make_metric("mae")}}};
  const auto watched = watch(outputs);
  EXPECT_EQ(watched[0].name, "mse");
  EXPECT_EQ(watched[1].name, "mse_1");
  EXPECT_EQ(watched[2].name, "weighted_mse");
  EXPECT_EQ(watched[3].name, "weighted_mse_1");
  EXPECT_EQ(watched[4].name, "mae");
  EXPECT_TRUE(watched[2].is_weighted);
}

}  // namespace
}  // namespace saem
