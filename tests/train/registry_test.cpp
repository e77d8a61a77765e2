// Every name that a text can choose: Keras's are all there, but for those said here; each of them is called
// once, and gives finite numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/train/model.h"

namespace saem {
namespace {

using Names = std::vector<std::string>;

/// Those of the names for which `make` throws.
template <class Make>
Names refused(const Names& names, Make&& make) {
  Names result;
  for (const std::string& name : names) {
    try {
      static_cast<void>(make(name));
    } catch (const ValueError&) {
      result.push_back(name);
    }
  }
  return result;
}

// The lists are those of Keras 3.15: keras.losses, and so on, without base classes.

TEST(Registry, HasKerasLosses) {
  const Names keras = {"BinaryCrossentropy",
                       "BinaryFocalCrossentropy",
                       "CTC",
                       "CategoricalCrossentropy",
                       "CategoricalFocalCrossentropy",
                       "CategoricalGeneralizedCrossEntropy",
                       "CategoricalHinge",
                       "Circle",
                       "CosineSimilarity",
                       "Dice",
                       "Hinge",
                       "Huber",
                       "KLDivergence",
                       "LogCosh",
                       "MeanAbsoluteError",
                       "MeanAbsolutePercentageError",
                       "MeanSquaredError",
                       "MeanSquaredLogarithmicError",
                       "Poisson",
                       "SparseCategoricalCrossentropy",
                       "SquaredHinge",
                       "Tversky",
                       "kl_divergence",
                       "mean_squared_logarithmic_error"};
  // CTC needs lengths of sequences, which a loss is not given.
  EXPECT_EQ(refused(keras, make_loss), (Names{"CTC"}));
}

TEST(Registry, HasKerasMetrics) {
  const Names keras = {"AUC",
                       "Accuracy",
                       "BinaryAccuracy",
                       "BinaryCrossentropy",
                       "BinaryIoU",
                       "CategoricalAccuracy",
                       "CategoricalCrossentropy",
                       "CategoricalHinge",
                       "ConcordanceCorrelation",
                       "CosineSimilarity",
                       "F1Score",
                       "FBetaScore",
                       "FalseNegatives",
                       "FalsePositives",
                       "Hinge",
                       "IoU",
                       "KLDivergence",
                       "LogCoshError",
                       "Mean",
                       "MeanAbsoluteError",
                       "MeanAbsolutePercentageError",
                       "MeanIoU",
                       "MeanSquaredError",
                       "MeanSquaredLogarithmicError",
                       "OneHotIoU",
                       "OneHotMeanIoU",
                       "PearsonCorrelation",
                       "Poisson",
                       "Precision",
                       "PrecisionAtRecall",
                       "R2Score",
                       "Recall",
                       "RecallAtPrecision",
                       "RootMeanSquaredError",
                       "SensitivityAtSpecificity",
                       "SparseCategoricalAccuracy",
                       "SparseCategoricalCrossentropy",
                       "SparseTopKCategoricalAccuracy",
                       "SpecificityAtSensitivity",
                       "SquaredHinge",
                       "Sum",
                       "TopKCategoricalAccuracy",
                       "TrueNegatives",
                       "TruePositives"};
  // These have an option without default, in Keras too: their classes are there.
  const std::set<std::string> with_options = {"IoU",
                                              "MeanIoU",
                                              "OneHotIoU",
                                              "OneHotMeanIoU",
                                              "PrecisionAtRecall",
                                              "RecallAtPrecision",
                                              "SensitivityAtSpecificity",
                                              "SpecificityAtSensitivity"};
  const Names missing = refused(keras, make_metric);
  EXPECT_EQ(std::set<std::string>(missing.begin(), missing.end()), with_options);
  for (const std::string& name : missing) {
    try {
      static_cast<void>(make_metric(name));
    } catch (const ValueError& e) {
      EXPECT_NE(std::string(e.what()).find("Give metrics::" + name), std::string::npos) << e.what();
    }
  }
}

TEST(Registry, HasKerasOptimizers) {
  const Names keras = {"Adadelta",
                       "Adafactor",
                       "Adagrad",
                       "Adam",
                       "AdamW",
                       "Adamax",
                       "Ftrl",
                       "Lamb",
                       "Lion",
                       "Muon",
                       "Nadam",
                       "RMSprop",
                       "SGD",
                       "LossScaleOptimizer",
                       "MultiOptimizer",
                       "ScheduleFreeAdamW"};
  EXPECT_EQ(refused(keras, make_optimizer), (Names{"LossScaleOptimizer", "MultiOptimizer"}));
  for (const char* name : {"LossScaleOptimizer", "MultiOptimizer", "loss_scale_optimizer"}) {
    try {
      static_cast<void>(make_optimizer(name));
      FAIL() << name;
    } catch (const ValueError& e) {
      EXPECT_NE(std::string(e.what()).find("is one of Keras's that saem does not have"), std::string::npos);
    }
  }
}

TEST(Registry, HasKerasActivations) {
  const Names keras = {"celu",           "elu",          "exponential", "gelu",        "glu",
                       "hard_shrink",    "hard_sigmoid", "hard_silu",   "hard_swish",  "hard_tanh",
                       "leaky_relu",     "linear",       "log_sigmoid", "log_softmax", "mish",
                       "relu",           "relu6",        "selu",        "sigmoid",     "silu",
                       "soft_shrink",    "softmax",      "softplus",    "softsign",    "sparse_plus",
                       "sparse_sigmoid", "sparsemax",    "squareplus",  "swish",       "tanh",
                       "tanh_shrink",    "threshold"};
  for (const std::string& name : keras) EXPECT_EQ(std::ranges::count(activation_names(), name), 1) << name;
  EXPECT_EQ(activation_names().size(), keras.size());
}

TEST(Registry, HasKerasInitializersRegularizersAndConstraints) {
  const Names initializers = {"Constant",  "GlorotNormal",    "GlorotUniform",   "HeNormal",
                              "HeUniform", "Identity",        "LecunNormal",     "LecunUniform",
                              "Ones",      "Orthogonal",      "RandomNormal",    "RandomUniform",
                              "STFT",      "TruncatedNormal", "VarianceScaling", "Zeros",
                              "he_normal", "normal",          "uniform",         "zero",
                              "one"};
  EXPECT_EQ(refused(initializers, [](const std::string& n) { return initializer(n); }), Names{});
  const Names regularizers = {"L1", "L1L2", "L2", "OrthogonalRegularizer", "l1", "l2", "l1_l2"};
  EXPECT_EQ(refused(regularizers, [](const std::string& n) { return regularizer(n); }), Names{});
  const Names constraints = {"MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm", "max_norm", "non_neg"};
  EXPECT_EQ(refused(constraints, [](const std::string& n) { return constraint(n); }), Names{});
}

// ---- Each name works ----

Array numbers(const Shape& shape, double low, double high) {
  Generator g(11);
  Array x(shape);
  for (float& each : x.mutable_data<float>()) each = static_cast<float>(g.uniform(low, high));
  return x;
}

void expect_finite(const Tensor& x, const std::string& name) {
  const Array values = cast(x, DType::f64).value();
  for (std::int64_t i = 0; i < values.size(); ++i) ASSERT_TRUE(std::isfinite(values.at(i))) << name;
}

/// Labels that fit a loss or metric, for predictions (4, 3).
Array labels_for(const std::string& name) {
  const bool numbered =
      name.starts_with("sparse") || name == "circle" || name == "categorical_generalized_cross_entropy";
  if (numbered) return Array::of(std::vector<std::int64_t>{0, 2, 1, 2});
  return Array::of(std::vector<float>{1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1}, {4, 3});
}

/// Predictions between 0 and 1, rows that add up to 1.
Array shares() { return apply_activation("softmax", numbers({4, 3}, -1, 1)).value(); }

TEST(Registry, EveryLossHasAValueAndAGradient) {
  for (const std::string& name : loss_names()) {
    Tensor p = shares();
    Array y = labels_for(name);
    if (name == "contrastive") {
      p = numbers({4, 1}, 0.1, 1);
      y = Array::of(std::vector<float>{1, 0, 0, 1}, {4, 1});
    } else if (name == "triplet") {
      p = numbers({4, 3, 2}, 0, 1);
    }
    const Tensor loss = (*make_loss(name))(y, p);
    expect_finite(loss, name);
    expect_finite(grad(loss, p), name);
  }
}

TEST(Registry, EveryMetricHasAValue) {
  for (const std::string& name : metric_names()) {
    std::shared_ptr<const Metric> metric;
    try {
      metric = make_metric(name);
    } catch (const ValueError&) {
      continue;  // without default: above
    }
    const bool labels = name == "cohen_kappa" || name == "matthews_correlation";
    const Array y = labels ? Array::of(std::vector<float>{1, 0, 0, 1}, {4, 1}) : labels_for(name);
    const Array p = labels ? numbers({4, 1}, 0, 1) : shares();
    std::vector<double> totals;
    for (const Tensor& t : metric->totals(y, p, {})) {
      const Array values = t.value();
      for (std::int64_t i = 0; i < values.size(); ++i) totals.push_back(values.at(i));
    }
    EXPECT_TRUE(std::isfinite(metric->result(totals))) << name;
  }
}

TEST(Registry, EveryOptimizerLowersALoss) {
  for (const std::string& name : optimizer_names()) {
    Sequential model{Input({3}), Dense(4, {.activation = "tanh"}), Dense(1)};
    model.compile({.optimizer = name, .loss = "mse"});
    const Array x = numbers({8, 3}, -1, 1);
    const Array y = Array::full({8, 1}, 2);
    const double before = model.evaluate(x, y).at("loss");
    for (int i = 0; i < 10; ++i) static_cast<void>(model.train_on_batch(x, y));
    EXPECT_LT(model.evaluate(x, y).at("loss"), before) << name;
  }
}

TEST(Registry, EveryScheduleGivesFactors) {
  for (const std::string& name : schedule_names()) {
    const LearningRateSchedule schedule = learning_rate_schedule(name);
    if (!schedule) continue;  // constant
    for (const double progress : {0.0, 0.3, 0.999}) {
      EXPECT_TRUE(std::isfinite(schedule(progress))) << name;
      EXPECT_GE(schedule(progress), 0) << name;
    }
  }
}

TEST(Registry, EveryActivationInitializerRegularizerAndConstraintWorks) {
  for (const std::string& name : activation_names()) {
    const Tensor x = numbers({4, 6}, -2, 2);
    const Tensor y = apply_activation(name, x);
    expect_finite(y, name);
    expect_finite(grad(sum(y), x), name);
  }
  for (const std::string& name : initializer_names()) {
    Generator g(1);
    const Shape shape = name == "stft" ? Shape{5, 1, 4} : Shape{5, 4};
    expect_finite(initializer(name)(shape, g), name);
  }
  const Tensor w = numbers({4, 3}, -3, 3);
  for (const std::string& name : regularizer_names()) {
    EXPECT_GE(regularizer(name)(w).item(), 0) << name;
    expect_finite(grad(regularizer(name)(w), w), name);
  }
  for (const std::string& name : constraint_names()) expect_finite(constraint(name)(w), name);
}

}  // namespace
}  // namespace saem
