#include <limits>

#include "saem/saem.h"
#include "tests/errors/support/mistake.h"

namespace saem::test {
namespace {

Sequential classifier(const ModelCompileOptions& options) {
  Sequential m{Input({4}), Dense(3, {.activation = "softmax"})};
  m.compile(options);
  return m;
}

const ModelCompileOptions sparse{.optimizer = "sgd", .loss = "sparse_categorical_crossentropy"};
const ModelCompileOptions onehot{.optimizer = "sgd", .loss = "categorical_crossentropy"};

Array x(std::int64_t rows = 6) { return Array({rows, 4}); }
Array labels(double value = 0) { return Array::full({6}, value, DType::i32); }
const FitOptions quiet{.batch_size = 2, .verbose = 0};

// A mistake in fit with this loss, data and options.
std::function<std::string()> fit(const ModelCompileOptions& compiled, const Array& a, const Array& b,
                                 const FitOptions& options = quiet) {
  return throws([=] { classifier(compiled).fit(a, b, options); });
}

FitOptions with(auto change) {
  FitOptions options = quiet;
  change(options);
  return options;
}

}  // namespace

std::vector<Mistake> training_mistakes() {
  return {
      {"compile: unknown optimizer", "optimizer", "adam", "adan",
       throws([] { classifier({.optimizer = "adan"}); })},
      {"compile: unknown loss", "loss", "mse", "msee", throws([] { classifier({.loss = "msee"}); })},
      {"compile: unknown metric", "metric", "accuracy", "acuracy",
       throws([] { classifier({.loss = "mse", .metrics = {"acuracy"}}); })},
      {"compile: unknown precision", "precision", "bf16", "fp16",
       throws([] { classifier({.precision = "fp16"}); })},
      {"fit: not compiled", "fit", "compile", "", throws([] {
         Sequential m{Input({4}), Dense(3)};
         m.fit(x(), labels(), quiet);
       })},
      {"fit: compiled without a loss", "fit", "loss", "", fit({.optimizer = "sgd"}, x(), labels())},
      {"fit: x of another width", "fit", "(batch, 4)", "(6, 5)", fit(sparse, Array({6, 5}), labels())},
      {"fit: fewer labels than rows", "fit", "6", "5", fit(sparse, x(), Array({5}, DType::i32))},
      {"fit: a label outside the classes", "sparse_categorical_crossentropy", "0 to 2", "3",
       fit(sparse, x(), labels(3))},
      {"fit: a negative label", "sparse_categorical_crossentropy", "0 to 2", "-1",
       fit(sparse, x(), labels(-1))},
      {"fit: class numbers for one-hot", "categorical_crossentropy", "(6, 3)", "(6,)",
       fit(onehot, x(), labels())},
      {"fit: one-hot for class numbers", "sparse_categorical_crossentropy", "(6,)", "(6, 3)",
       fit(sparse, x(), Array({6, 3}))},
      {"fit: targets of another width", "mean_squared_error", "(6, 3)", "(6, 2)",
       fit({.optimizer = "sgd", .loss = "mse"}, x(), Array({6, 2}))},
      {"fit: binary cross-entropy of 3 outputs and class numbers", "binary_crossentropy", "(6, 3)", "(6,)",
       fit({.optimizer = "sgd", .loss = "binary_crossentropy"}, x(), labels())},
      {"fit: a NaN in x", "fit", "", "NaN",
       fit(sparse, Array::full({6, 4}, std::numeric_limits<double>::quiet_NaN()), labels())},
      {"fit: no rows", "fit", "", "0", fit(sparse, x(0), Array({0}, DType::i32))},
      {"fit: batch larger than the data", "fit", "6", "32",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.batch_size = 32; }))},
      {"fit: batch size of 0", "fit", "1", "0",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.batch_size = 0; }))},
      {"fit: negative epochs", "fit", "0", "-1",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.epochs = -1; }))},
      {"fit: verbose of 7", "fit", "0, 1 or 2", "7",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.verbose = 7; }))},
      {"fit: validation_split of 1.5", "fit", "[0, 1)", "1.5",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.validation_split = 1.5; }))},
      {"fit: sample weights for other rows", "fit", "6", "(5,)",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.sample_weight = Array({5}); }))},
      {"fit: class weight that is negative", "fit", "", "-2",
       fit(sparse, x(), labels(), with([](FitOptions& o) {
             o.class_weight = {{0, -2.0}};
           }))},
      {"fit: checkpoint without a path", "fit: checkpoint", "path", "",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.checkpoint.resume = true; }))},
      {"fit: a CSVLogger in a folder that is not there", "nowhere/log.csv", "", "No such file",
       fit(sparse, x(), labels(), with([](FitOptions& o) { o.callbacks = {CSVLogger("nowhere/log.csv")}; }))},
      {"fit: learning rate so large that the loss is not finite", "training", "Lower the learning rate", "",
       fit({.optimizer = SGD({.learning_rate = 1e38}), .loss = "mse"}, Array::full({6, 4}, 1e30),
           Array::full({6, 3}, 1e30))},
      {"fit: class weights for targets that are no classes", "fit", "one-hot rows", "add up to 2.1",
       fit({.optimizer = "sgd", .loss = "mse"}, x(), Array::full({6, 3}, 0.7), with([](FitOptions& o) {
             o.class_weight = {{0, 2.0}};
           }))},
      {"fit: counts below 0", "poisson", "0 or more", "-3",
       fit({.optimizer = "sgd", .loss = "poisson"}, x(), Array::full({6, 3}, -3))},
      {"fit: a callback that compiles the model", "compile", "callback", "", throws([] {
         Sequential m = classifier(sparse);
         m.fit(x(), labels(), with([&m](FitOptions& o) {
                 o.callbacks = {LambdaCallback({.on_epoch_begin = [&m](int) { m.compile(onehot); }})};
               }));
       })},
      {"fit: data under a name that no input has", "fit", "input_layer", "pixels", throws([] {
         classifier(sparse).fit(Arrays({{"pixels", x()}}), labels(), quiet);
       })},
      {"evaluate: an AUC of what is no probability", "metric 'auc'", "[0, 1]", "6 of 6", throws([] {
         Sequential m{Input({4}), Dense(1, {.kernel_initializer = "ones"})};
         m.compile({.loss = "mse", .metrics = {"auc"}});
         m.evaluate(Array::full({6, 4}, 9), labels(1));
       })},
      {"evaluate: not compiled", "evaluate", "compile", "", throws([] {
         Sequential{Input({4}), Dense(3)}.evaluate(x(), labels());
       })},
      {"predict: x of another width", "predict", "(batch, 4)", "(2, 5)", throws([] {
         static_cast<void>(classifier(sparse).predict(Array({2, 5})));
       })},
      {"SGD: momentum of 1.5", "SGD", "[0, 1]", "1.5", throws([] { SGD({.momentum = 1.5}); })},
      {"Adam: negative learning rate", "adam", "", "-1", throws([] { Adam({.learning_rate = -1}); })},
      {"SGD: two ways of clipping", "sgd", "one", "", throws([] { SGD({.clipnorm = 1, .clipvalue = 1}); })},
      {"CosineDecay: no steps", "CosineDecay", "", "0",
       throws([] { CosineDecay({.initial_learning_rate = 0.1, .decay_steps = 0}); })},
      {"schedule: unknown name", "schedule", "cosine", "cosin",
       throws([] { static_cast<void>(learning_rate_schedule("cosin")); })},
      {"CategoricalCrossentropy: smoothing of 2", "categorical_crossentropy", "[0, 1]", "2",
       throws([] { CategoricalCrossentropy({.label_smoothing = 2}); })},
  };
}

}  // namespace saem::test
