#include "saem/cli/train_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/cli/precision_option.h"
#include "saem/cli/usage_error.h"
#include "saem/task/augmentation.h"
#include "saem/task/task_network.h"

namespace saem::cli {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

[[noreturn]] void refuse(const std::string& option, const std::string& problem, const std::string& advice) {
  fail<UsageError>({.place = "train: --" + option, .problem = problem, .context = "", .advice = advice});
}

void declare_learning(Arguments& a, TrainSettings& s) {
  a.choice("model", s.network, task_network_names(),
           {"NAME",
            "auto (a network by the kinds of the columns), cnn or conv1d (those of lectures, on pictures and "
            "on recordings), mlp, linear (default auto; cnn for pictures in IDX files)"});
  a.integer(
      "epochs", s.epochs, {1, std::numeric_limits<int>::max()},
      {"N", fmt::format(
                "passes over the training data (default: until the validation loss no longer falls; {} for "
                "cnn on pictures in IDX files)",
                default_epochs)});
  a.integer("batch-size", s.batch_size, {1, unlimited},
            {"N", "examples per step (default: by their number; 128 for pictures in IDX files)"});
  a.choice(
      "loss", s.loss,
      {"categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge",
       "mean_squared_error", "mean_absolute_error", "huber"},
      {"NAME",
       "what is made small: categorical_crossentropy, categorical_focal_crossentropy (hard examples count "
       "more), categorical_hinge, mean_squared_error, mean_absolute_error or huber (default "
       "categorical_crossentropy for classes, mean_squared_error for values)"});
  a.number("label-smoothing", s.label_smoothing, 0, 1,
           {"X", "share of each label that is spread over all classes (default 0)"});
  a.choice("class-weight", s.class_weight, {"none", "balanced"},
           {"NAME", "balanced: rare classes count as much as frequent ones (default none)"});
}

void declare_optimizer(Arguments& a, TrainSettings& s) {
  a.choice("optimizer", s.optimizer, optimizer_names(),
           {"NAME",
            "adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, lion, muon, nadam, rmsprop, "
            "schedule_free_adamw or sgd (default adam; adadelta for cnn and mlp on pictures in IDX files)"});
  a.positive("learning-rate", s.learning_rate,
             {"X", "size of the steps (default: Keras's for the optimizer, but 2 for adadelta)"});
  a.flag("find-learning-rate", s.find_learning_rate,
         "try rates from 1e-6 to 10 for 100 steps first, and take the one where the loss falls most steeply");
  a.number("momentum", s.momentum, 0, 1, {"X", "share of the last step that is kept: sgd, rmsprop, muon"});
  a.flag("nesterov", s.nesterov, "look ahead along the momentum: sgd");
  a.positive("weight-decay", s.weight_decay, {"X", "weights shrink by this, times the rate, in each step"});
  a.positive("clipnorm", s.clipnorm, {"X", "longest gradient of one variable"});
  a.positive("clipvalue", s.clipvalue, {"X", "largest element of a gradient"});
  a.positive("global-clipnorm", s.global_clipnorm, {"X", "longest gradient of all variables together"});
  a.number("ema", s.ema, 0, 1,
           {"X", "the model gets the moving average of its weights, of this momentum, such as 0.99"});
  a.integer("accumulate", s.accumulate, {1, 1 << 20},
            {"N", "batches whose gradients are averaged before the weights move (default 1)"});
  a.choice(
      "schedule", s.schedule, {schedule_names().begin(), schedule_names().end()},
      {"NAME",
       "how the learning rate moves: constant, cooldown, cosine, cosine-restarts, exponential, linear, "
       "one-cycle, polynomial or step (default: it falls when the validation loss does not; cooldown where "
       "nothing is watched)"});
  a.positive("warmup-epochs", s.warmup_epochs,
             {"X", "epochs, or a part of one, in which the rate rises from 0 first"});
}

std::string names_of(AugmentationKind kind) {
  std::string names;
  for (const AugmentationChoice& c : augmentation_choices()) {
    if (c.kind == kind) names += (names.empty() ? "" : ", ") + c.name;
  }
  return names;
}

void declare_run(Arguments& a, TrainSettings& s) {
  a.texts("augment", s.augmentation,
          {"NAME[=X]",
           fmt::format("change examples at random while learning, perhaps by how much; may be given several "
                       "times. Pictures: {}; recordings: {}; sounds: {}",
                       names_of(AugmentationKind::picture), names_of(AugmentationKind::series),
                       names_of(AugmentationKind::sound))});
  a.integer(
      "test-changes", s.test_changes, {1, 1000},
      {"N",
       "answer N changed forms of each example besides the example itself, changed as --augment says, and "
       "give the mean"});
  a.text("from", s.from,
         {"RUN", "go on from a trained model: its preprocessing and weights, on more or other data"});
  a.number("validation", s.validation, 0, 1,
           {"X",
            "share of the training data that is watched after each epoch, and not learned from (default 0.1; "
            "0 for fewer than 300 examples, and for cnn on pictures in IDX files)"});
  a.integer(
      "patience", s.patience, {0, std::numeric_limits<int>::max()},
      {"N",
       "stop after N epochs without a better validation loss, and keep the best weights; 0: do all epochs "
       "(default: by the number of examples)"});
  add_precision(a, s.precision, "float32");
  a.bytes("memory-budget", s.memory_budget,
          {"SIZE",
           "most memory for the intermediate values of a step, such as 200MB; what does not fit is computed "
           "twice (default: no limit)"});
  a.flag("no-memory-check", s.no_memory_check, "begin even if the memory does not seem to suffice");
  a.flag("no-test", s.no_test,
         "leave the test part out: nothing is measured on it, nor by --folds, and there is no report");
  a.integer("seed", s.seed, {0, unlimited}, {"N", "the same seed gives the same model (default 0)"});
  a.flag(
      "deterministic", s.deterministic,
      "choose algorithms by a fixed rule and not by timing: the same bits whatever is in the cache (slower)");
  a.text("out", s.out, {"DIR", "run folder (default runs/DATA-MODEL-NUMBER)"});
  a.integer("checkpoint-steps", s.checkpoint_steps, {0, unlimited},
            {"N",
             "keep a checkpoint every N steps, besides every epoch and half minute (default 0: only those); "
             "see saem help resume"});
  a.choice("lang", s.language, {"en", "ko"}, {"LANGUAGE", "of the report: en or ko (default en)"});
  a.flag("force", s.force, "replace a run that is in the folder already");
  a.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  a.integer("verbose", s.verbose, {0, 2}, {"N", "0 no progress, 1 a bar, 2 a line per epoch (default 1)"});
  a.flag("json", s.json, "one JSON object on stdout instead of text");
  a.flag("quiet", s.quiet, "nothing on stderr but errors");
  a.flag("debug", s.debug, "run op by op, and stop at the first value that is not finite (slow)");
}

}  // namespace

void declare_train_settings(Arguments& arguments, TrainSettings& settings) {
  arguments.word(
      settings.data,
      {"DATA", "fashion-mnist, mnist, a folder with IDX files; or a table, a recording, a folder per class"});
  arguments.names_given(settings.given);
  declare_task_settings(arguments, settings.task);
  declare_learning(arguments, settings);
  declare_optimizer(arguments, settings);
  declare_run(arguments, settings);
}

bool TrainSettings::is_lecture() const { return network == "cnn" || network == "mlp"; }

void TrainSettings::choose(bool divided_pictures) {
  if (network.empty()) network = divided_pictures ? "cnn" : "auto";
  const bool lecture = divided_pictures && is_lecture();
  if (optimizer.empty()) optimizer = lecture ? "adadelta" : "adam";
  if (!lecture) return;
  if (epochs == 0) epochs = default_epochs;
  if (batch_size == 0) batch_size = 128;
  if (schedule.empty()) schedule = "cooldown";
  if (!validation) validation = 0;
  if (patience < 0) patience = 0;
}

void TrainSettings::check() const {
  if (debug && precision != "float32")
    refuse("debug", "computes in float32, but --precision asks for " + precision,
           "Leave one of the two out.");
  if (clipnorm.has_value() + clipvalue.has_value() + global_clipnorm.has_value() > 1)
    refuse(clipnorm ? "clipnorm" : "clipvalue",
           "expected one way of clipping, received more (--clipnorm, --clipvalue, --global-clipnorm)",
           "Keep one of them.");
  if (nesterov && momentum.value_or(0) == 0)
    refuse("nesterov", "looks ahead along the momentum, but there is none", "Add --momentum 0.9.");
  if (label_smoothing && !loss.empty() && !loss.ends_with("crossentropy"))
    refuse("label-smoothing", "is for cross-entropies, but --loss asks for " + loss,
           "Leave it out, or choose --loss categorical_crossentropy.");
  if (warmup_epochs && schedule == "one-cycle")
    refuse("warmup-epochs", "one-cycle begins with a warm-up of its own", "Leave --warmup-epochs out.");
  if (warmup_epochs && (schedule.empty() || epochs == 0))
    refuse("warmup-epochs", "is a part of a schedule over a known number of epochs",
           "Give --epochs and --schedule too.");
  if (warmup_epochs && *warmup_epochs >= static_cast<double>(epochs))
    refuse("warmup-epochs",
           fmt::format("expected fewer than the {} epochs of the training, received {:g}", epochs,
                       *warmup_epochs),
           "Train longer with --epochs, or warm up for a shorter time.");
  if (!schedule.empty() && epochs == 0)
    refuse("schedule", "moves the learning rate over a known number of epochs, and there is none",
           "Give --epochs too.");
  if (patience > 0 && validation && *validation == 0)
    refuse("patience", "chooses by the validation loss, but there is no validation data",
           "Add --validation 0.1: the test data are for measuring, not for choosing.");
  if (test_changes > 0 && augmentation.empty())
    refuse("test-changes", "needs changes to make", "Add --augment, for example --augment flip.");
  if (find_learning_rate && learning_rate)
    refuse("find-learning-rate", "looks for a rate, but --learning-rate gives one",
           "Leave one of the two out.");
  for (const std::string& text : augmentation) {
    try {
      static_cast<void>(parse_augmentation(text));
    } catch (const ValueError& error) {
      throw UsageError(error.what());
    }
  }
  static_cast<void>(make_optimizer());
}

LearningRateSchedule TrainSettings::make_schedule() const {
  if (schedule.empty()) return {};
  if (schedule == "constant" && !warmup_epochs) return [](double /*progress*/) { return 1.0; };
  const LearningRateSchedule chosen = learning_rate_schedule(schedule);
  return warmup_epochs ? warm_up(*warmup_epochs / static_cast<double>(epochs), chosen) : chosen;
}

bool TrainSettings::wants_rows() const {
  const bool plain = loss.empty() || loss == "categorical_crossentropy";
  return !plain || label_smoothing.value_or(0) > 0;
}

LossChoice TrainSettings::make_loss() const {
  const double smoothing = label_smoothing.value_or(0);
  if (!wants_rows()) return "sparse_categorical_crossentropy";  // takes less memory than rows
  if (loss.empty() || loss == "categorical_crossentropy")
    return CategoricalCrossentropy({.label_smoothing = smoothing});
  if (loss == "categorical_focal_crossentropy")
    return CategoricalFocalCrossentropy({.label_smoothing = smoothing});
  return loss;
}

std::string TrainSettings::data_name() const {
  std::filesystem::path path = std::filesystem::absolute(data).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "pictures/"
  const std::string name = path.filename().string();
  return name.empty() ? "data" : name;
}

}  // namespace saem::cli
