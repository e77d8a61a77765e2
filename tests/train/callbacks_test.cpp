// The ready-made callbacks, each against Keras's rule, on logs that are given.
#include "saem/train/callbacks.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;

/// Puts a row of values into the logs, for the callbacks that follow.
struct Logged final : Callback {
  explicit Logged(std::vector<double> v) : values(std::move(v)) {}
  [[nodiscard]] std::string name() const override { return "Logged"; }
  [[nodiscard]] std::vector<std::string> added_logs() const override { return {"value"}; }
  void on_epoch_end(int epoch, Logs& logs) override {
    logs["value"] = values[static_cast<std::size_t>(epoch)];
    weights.push_back(model().variables().front().value());
  }
  std::vector<double> values;
  std::vector<Array> weights;
};

class CallbacksTest : public FolderTest {
 protected:
  CallbacksTest() { compile(SGD({.learning_rate = 0.5})); }
  void compile(const OptimizerChoice& optimizer) {
    model_.compile({.optimizer = optimizer, .loss = "mse", .metrics = {"mae"}});
  }
  History fit(Callbacks callbacks, int epochs = 1, bool validates = false) {
    FitOptions options{.batch_size = 2, .epochs = epochs, .verbose = 0, .callbacks = std::move(callbacks)};
    if (validates) options.validation_split = 0.5;
    return model_.fit(x_, y_, options);
  }
  History fit(Logged& logged, const CallbackChoice& callback) {
    return fit({logged, callback}, static_cast<int>(logged.values.size()));
  }
  template <class E = ValueError>
  std::string refusal(const std::function<void()>& f) {
    return message_of<E>(f);
  }
  Array x_ = random_f32({8, 2}, 1), y_ = random_f32({8, 1}, 2);
  Sequential model_{Input({2}), Dense(1)};
};

TEST_F(CallbacksTest, EarlyStoppingCountsAsKerasDoes) {
  struct Case {
    EarlyStoppingOptions options;
    std::vector<double> values;
    std::size_t epochs;
    int best_epoch;
  };
  const std::string v = "value";
  for (const Case& c : std::vector<Case>{
           {{.monitor = v, .mode = "min"}, {3, 2, 1, 1, 0}, 4, 2},
           {{.monitor = v, .mode = "min"}, {1, 2, 0}, 2, 0},
           {{.monitor = v, .patience = 2, .mode = "min"}, {3, 2, 4, 4, 4}, 4, 1},
           {{.monitor = v, .patience = 2, .mode = "max"}, {3, 2, 4, 4, 4, 9}, 5, 2},
           {{.monitor = v, .min_delta = 0.5, .patience = 2, .mode = "min"}, {3, 2.6, 2.5, 0}, 3, 0},
           {{.monitor = v, .min_delta = -0.5, .patience = 2, .mode = "min"}, {3, 2.4, 2, 2, 0}, 4, 1},
           {{.monitor = v, .mode = "min", .baseline = 1}, {3, 2, 1, 0.5}, 4, 3},
           {{.monitor = v, .mode = "min", .baseline = 1}, {3, 3, 0}, 2, 0},
           {{.monitor = v, .patience = 1, .mode = "max", .baseline = 5}, {6, 5, 7}, 2, 0},
           {{.monitor = v, .mode = "min", .start_from_epoch = 2}, {1, 2, 3, 4, 0}, 4, 2},
       }) {
    Logged logged(c.values);
    EarlyStopping stopping(c.options);
    const History history = fit(logged, stopping);
    EXPECT_EQ(history.epoch.size(), c.epochs) << testing::PrintToString(c.values);
    EXPECT_EQ(stopping.best_epoch(), c.best_epoch) << testing::PrintToString(c.values);
    EXPECT_EQ(history.stopped, c.epochs < c.values.size() || stopping.stopped_epoch() > 0);
  }
}

TEST_F(CallbacksTest, EarlyStoppingRestoresTheBestWeights) {
  for (const bool stops : {true, false}) {
    Logged logged({3, 1, 2, 2});
    EarlyStopping stopping(
        {.monitor = "value", .patience = stops ? 2 : 9, .mode = "min", .restore_best_weights = true});
    EXPECT_EQ(fit(logged, stopping).stopped, stops);
    EXPECT_TRUE(identical(model_.variables().front().value(), logged.weights[1]));
    EXPECT_EQ(stopping.best(), 1);
  }
  // Used again it begins anew.
  Logged logged({5, 6, 7});
  EarlyStopping stopping({.monitor = "value", .patience = 1, .mode = "min"});
  EXPECT_EQ(fit(logged, stopping).epoch.size(), 2U);
  EXPECT_EQ(fit(logged, stopping).epoch.size(), 2U);
}

TEST_F(CallbacksTest, MonitorsAreCheckedBeforeTheTraining) {
  const Array before = model_.variables().front().value();
  EXPECT_EQ(refusal([&] { fit({EarlyStopping()}); }),
            "EarlyStopping: there is no 'val_loss' to monitor\n(available: loss, mae).\n"
            "Give fit validation_data or validation_split, or monitor another value.");
  EXPECT_EQ(refusal([&] { fit({ReduceLROnPlateau({.monitor = "val_los"})}, 1, true); }),
            "ReduceLROnPlateau: there is no 'val_los' to monitor\n"
            "(available: learning_rate, loss, mae, val_loss, val_mae).\nDid you mean 'val_loss'?");
  Logged logged({1});
  EXPECT_EQ(refusal([&] {
              fit({logged, EarlyStopping({.monitor = "value"})});
            }),
            "EarlyStopping: whether a larger or a smaller 'value' is better is not known.\n"
            "Say .mode = \"max\" or .mode = \"min\".");
  EXPECT_EQ(refusal([&] {
              fit({EarlyStopping({.monitor = "value", .mode = "max"}), logged});
            }),
            "EarlyStopping: there is no 'value' to monitor\n(available: loss, mae).\n"
            "A callback that adds it must stand earlier in the list.");
  fit({EarlyStopping({.monitor = "mae"}), EarlyStopping({.monitor = "val_mae"})}, 1, true);  // "auto" knows
  EXPECT_EQ(refusal([&] { EarlyStopping({.mode = "best"}); }),
            "EarlyStopping: expected mode to be \"auto\", \"min\" or \"max\", received \"best\".\n"
            "\"auto\" knows what is better for the metrics of saem.");
  EXPECT_EQ(refusal([&] { EarlyStopping({.patience = -1}); }),
            "EarlyStopping: expected patience of at least 0, received -1.\nChoose a number in that range.");
  EXPECT_FALSE(identical(before, model_.variables().front().value()));
}

TEST_F(CallbacksTest, AutoKnowsWhichWayMetricsAreBetter) {
  const auto mode = [&](const MetricChoice& metric, const std::string& name) {
    model_.compile({.optimizer = "sgd", .loss = "mse", .metrics = {metric}});
    struct Ask final : Callback {
      void on_train_begin() override { answer = mode_of(name); }
      std::string name, answer;
    } ask;
    ask.name = name;
    fit({ask});
    return ask.answer;
  };
  EXPECT_EQ(mode("mse", "mse"), "min");
  EXPECT_EQ(mode("binary_accuracy", "binary_accuracy"), "max");
  EXPECT_EQ(mode("r2_score", "r2_score"), "max");
  EXPECT_EQ(mode("root_mean_squared_error", "root_mean_squared_error"), "min");
  EXPECT_EQ(mode("false_positives", "false_positives"), "");
  EXPECT_EQ(mode("mse", "val_loss"), "min");
}

TEST_F(CallbacksTest, ReduceLROnPlateauFollowsKeras) {
  const auto rates = [&](const ReduceLROnPlateauOptions& options, std::vector<double> values) {
    model_.optimizer().set_learning_rate(0.5);
    Logged logged(std::move(values));
    std::vector<double> seen = fit(logged, ReduceLROnPlateau(options)).history.at("learning_rate");
    seen.push_back(model_.optimizer().learning_rate().value().item());
    return seen;
  };
  using V = std::vector<double>;
  const std::string v = "value";
  // The rate of each epoch, then that of the next one.
  EXPECT_EQ(rates({.monitor = v, .factor = 0.5, .patience = 2, .mode = "min"}, {1, 1, 1, 1, 1}),
            (V{.5, .5, .5, .25, .25, .125}));
  EXPECT_EQ(
      rates({.monitor = v, .factor = 0.5, .patience = 1, .mode = "min", .cooldown = 2}, {1, 1, 1, 1, 1, 1}),
      (V{.5, .5, .25, .25, .125, .125, .0625}));
  EXPECT_EQ(rates({.monitor = v, .factor = 0.5, .patience = 1, .mode = "max"}, {1, 2, 2, 3, 3}),
            (V{.5, .5, .5, .25, .25, .125}));
  EXPECT_EQ(
      rates({.monitor = v, .factor = 0.5, .patience = 1, .mode = "min", .min_delta = 0.5}, {3, 2.6, 2.4}),
      (V{.5, .5, .25, .25}));
  EXPECT_EQ(rates({.monitor = v, .factor = 0.5, .patience = 0, .mode = "min", .min_lr = 0.25}, {1, 1, 1}),
            (V{.5, .5, .25, .25}));
  EXPECT_EQ(refusal([] { ReduceLROnPlateau({.factor = 1}); }),
            "ReduceLROnPlateau: expected factor in [0, 1), received 1.\n"
            "It is what the learning rate is multiplied by: 0.1.");
}

TEST_F(CallbacksTest, LearningRateSchedulerSetsEachEpochsRate) {
  const History history = fit({LearningRateScheduler([](int epoch) { return 0.25 / (epoch + 1); })}, 2);
  EXPECT_EQ(history.history.at("learning_rate"), (std::vector<double>{0.25, 0.125}));
  EXPECT_EQ(
      fit({LearningRateScheduler([](int, double rate) { return rate / 2; })}).history.at("learning_rate"),
      std::vector<double>{0.0625});
  EXPECT_EQ(
      refusal([&] { fit({LearningRateScheduler([](int) { return -1.0; })}); }),
      "LearningRateScheduler: expected the schedule to give a finite number ≥ 0, received -1\n(epoch 0).\n"
      "Let the function return the learning rate of the epoch.");
  EXPECT_EQ(refusal([&] {
              model_.fit(x_, y_,
                         {.batch_size = 2,
                          .verbose = 0,
                          .schedule = cosine_decay(),
                          .callbacks = {ReduceLROnPlateau({.monitor = "loss"})}});
            }),
            "ReduceLROnPlateau: the learning rate follows the schedule of fit, so it cannot be set.\n"
            "Leave one of the two out.");
  compile(SGD({.learning_rate =
                   ExponentialDecay({.initial_learning_rate = 0.1, .decay_steps = 10, .decay_rate = 0.9})}));
  EXPECT_NE(
      refusal([&] { fit({LearningRateScheduler([](int) { return 0.1; })}); }).find("follows a schedule"),
      std::string::npos);
}

TEST_F(CallbacksTest, ModelCheckpointFillsInItsNames) {
  const std::string base = (folder_ / "sub" / "{epoch:02d}-{loss:.2f}.safetensors").string();
  ModelCheckpoint all(base);
  const History history = fit({all}, 2);
  EXPECT_EQ(all.last_path().filename(), fmt::format("02-{:.2f}.safetensors", history.history.at("loss")[1]));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "sub"), fs::directory_iterator()), 2);
  EXPECT_TRUE(identical(load_model(all.last_path()).variables()[0].value(), model_.variables()[0].value()));
  ModelCheckpoint each((folder_ / "b" / "{epoch}-{batch}.safetensors").string(), {.save_freq = 3});
  fit({each}, 2);  // 4 batches per epoch: after 3 and 6
  EXPECT_TRUE(fs::exists(folder_ / "b" / "1-3.safetensors"));
  EXPECT_TRUE(fs::exists(folder_ / "b" / "2-2.safetensors"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "b"), fs::directory_iterator()), 2);
  EXPECT_EQ(refusal([&] { fit({ModelCheckpoint("{val_loss:.2f}")}); }),
            "ModelCheckpoint: the filepath \"{val_loss:.2f}\" cannot be filled in: argument not found\n"
            "(available: epoch, loss, mae).\nWrite for example \"{epoch:02d}-{loss:.2f}.safetensors\".");
  EXPECT_EQ(refusal<UnsupportedError>([] { ModelCheckpoint("m", {.save_weights_only = true}); }),
            "ModelCheckpoint: save_weights_only is not supported.\n"
            "Leave it out: load_model reads the weights together with the architecture.");
  EXPECT_EQ(refusal([] { ModelCheckpoint("m", {.save_freq = 0}); }),
            "callback frequency: expected \"epoch\", \"batch\" or a number of batches, received 0.\n"
            "Write \"epoch\", \"batch\", or for example 100.");
}

TEST_F(CallbacksTest, ModelCheckpointKeepsTheBest) {
  const fs::path path = folder_ / "best.safetensors";
  Logged logged({3, 1, 2});
  ModelCheckpoint best(path.string(), {.monitor = "value", .save_best_only = true, .mode = "min"});
  fit(logged, best);
  EXPECT_EQ(best.best(), 1);
  EXPECT_TRUE(identical(load_model(path).variables()[0].value(), logged.weights[1]));
  fs::remove(path);
  Logged worse({0.9, 0.8});
  ModelCheckpoint threshold(
      path.string(),
      {.monitor = "value", .save_best_only = true, .mode = "min", .initial_value_threshold = 0.5});
  fit(worse, threshold);
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(CallbacksTest, CSVLoggerWritesWholeLines) {
  const fs::path path = folder_ / "log.csv";
  write_file(path, "from an earlier run\n");
  const auto [loss, mae] = [&] {
    const History h = fit({CSVLogger(path)}, 2);
    return std::pair(h.history.at("loss"), h.history.at("mae"));
  }();
  const std::string lines = fmt::format("0,{},{}\n1,{},{}\n", loss[0], mae[0], loss[1], mae[1]);
  EXPECT_EQ(read_file(path), "epoch,loss,mae\n" + lines);
  Logged logged({0.25});
  const History more = fit({logged, CSVLogger(path, {.append = true})});  // columns are those of the header
  EXPECT_EQ(read_file(path), fmt::format("epoch,loss,mae\n{}0,{},{}\n", lines, more.history.at("loss")[0],
                                         more.history.at("mae")[0]));
  write_file(path, "epoch;loss;other\n");
  fit({CSVLogger(path, {.separator = ";", .append = true})});
  EXPECT_NE(read_file(path).find(";NA\n"), std::string::npos);
  EXPECT_THROW(fit({CSVLogger(folder_ / "nowhere" / "log.csv")}), FileError);
  EXPECT_THROW(CSVLogger(path, {.separator = ""}), ValueError);
}

TEST_F(CallbacksTest, TerminateOnNaNEndsTheTrainingInsteadOfAnError) {
  compile(SGD({.learning_rate = 1e30}));
  EXPECT_THROW(fit({}, 3), NonFiniteError);
  testing::internal::CaptureStderr();
  const History history = fit({TerminateOnNaN()}, 3);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(history.stopped);
  EXPECT_TRUE(history.epoch.empty());
  EXPECT_NE(text.find("training: "), std::string::npos) << text;
  for (const Variable& v : model_.variables()) EXPECT_TRUE(std::isfinite(v.value().at(0)));
}

TEST_F(CallbacksTest, AnObjectWithANameIsUsedItselfAndMayStop) {
  int epochs = 0;
  LambdaCallback stop({.on_epoch_end = [&](int, Logs&) {
    if (++epochs == 2) stop.stop_training();
  }});
  EXPECT_EQ(fit({stop}, 9).epoch.size(), 2U);
  EXPECT_EQ(message_of<ValueError>([&] { stop.stop_training(); }),
            "LambdaCallback: takes part in no training now.\n"
            "Give it to fit as .callbacks = {…}, and ask for the model in what fit calls.");
  const auto shared = std::make_shared<EarlyStopping>(EarlyStoppingOptions{.monitor = "loss"});
  fit({shared}, 2);
  EXPECT_LT(shared->best(), 1e9);
}

TEST_F(CallbacksTest, VerboseSaysWhatIsDone) {
  Logged logged({2, 2, 2});
  testing::internal::CaptureStderr();
  fit({logged,
       ReduceLROnPlateau({.monitor = "value", .factor = 0.5, .patience = 1, .verbose = 1, .mode = "min"}),
       EarlyStopping(
           {.monitor = "value", .patience = 2, .verbose = 1, .mode = "min", .restore_best_weights = true})},
      3);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "Epoch 2: ReduceLROnPlateau reducing learning rate to 0.25.\n"
            "Epoch 3: ReduceLROnPlateau reducing learning rate to 0.125.\n"
            "Epoch 3: early stopping\n"
            "Restoring model weights from the end of the best epoch: 1.\n");
}

}  // namespace
}  // namespace saem
