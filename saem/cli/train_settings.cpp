#include "saem/cli/train_settings.h"

#include <filesystem>
#include <limits>

#include "saem/cli/arguments.h"
#include "saem/cli/networks.h"
#include "saem/cli/precision_option.h"
#include "saem/cli/usage_error.h"
#include "saem/core/parallel.h"
#include "saem/train/schedule.h"

namespace saem::cli {
namespace {

constexpr std::string_view description =
    "Learns to tell classes apart. Writes the model, its history and a report into a run folder.";

constexpr std::string_view examples =
    "  saem train fashion-mnist\n"
    "  saem train fashion-mnist --epochs 12 --seed 7 --out runs/a\n"
    "  saem train fashion-mnist model=mlp optimizer=adam epochs=5\n"
    "  saem train my-pictures/                a folder with IDX files, as MNIST has them\n"
    "  saem train mnist --json > result.json  for programs: one JSON object on stdout\n";

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::shared_ptr<Optimizer> TrainSettings::make_optimizer() const {
  std::shared_ptr<Optimizer> chosen = saem::make_optimizer(optimizer);
  if (learning_rate) {
    chosen->set_learning_rate(*learning_rate);
  } else if (optimizer == "adadelta") {
    chosen->set_learning_rate(adadelta_learning_rate);
  }
  return chosen;
}

std::string TrainSettings::data_name() const {
  std::filesystem::path path = std::filesystem::absolute(data).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "pictures/"
  const std::string name = path.filename().string();
  return name.empty() ? "data" : name;
}

std::optional<TrainSettings> parse_train_settings(Words words) {
  TrainSettings s;
  Arguments arguments("train", description, examples);
  arguments.word(s.data, {"DATA", "fashion-mnist, mnist, or a folder with IDX files"});
  arguments.choice("model", s.network, network_names(), {"NAME", "cnn or mlp (default cnn)"});
  arguments.integer("epochs", s.epochs, {1, std::numeric_limits<int>::max()},
                    {"N", "passes over the training data (default " + std::to_string(default_epochs) + ")"});
  arguments.integer("batch-size", s.batch_size, {1, unlimited}, {"N", "examples per step (default 128)"});
  arguments.choice("optimizer", s.optimizer, optimizer_names(),
                   {"NAME",
                    "adadelta, adafactor, adagrad, adam, adamax, adamw, ftrl, lamb, lion, muon, nadam, "
                    "rmsprop or sgd (default adadelta)"});
  arguments.positive("learning-rate", s.learning_rate,
                     {"X", "size of the steps (default: Keras's for the optimizer, but 2 for adadelta)"});
  arguments.choice("schedule", s.schedule, {schedule_names().begin(), schedule_names().end()},
                   {"NAME", "how the learning rate moves: constant, cooldown or cosine (default cooldown)"});
  add_precision(arguments, s.precision, "float32");
  arguments.bytes("memory-budget", s.memory_budget,
                  {"SIZE",
                   "most memory for the intermediate values of a step, such as 200MB; what does not fit is "
                   "computed twice (default: no limit)"});
  arguments.integer("seed", s.seed, {0, unlimited}, {"N", "the same seed gives the same model (default 0)"});
  arguments.text("out", s.out, {"DIR", "run folder (default runs/DATA-MODEL-NUMBER)"});
  arguments.integer("checkpoint-steps", s.checkpoint_steps, {0, unlimited},
                    {"N",
                     "keep a checkpoint every N steps, besides every epoch and half minute (default 0: only "
                     "those); see saem help resume"});
  arguments.flag("force", s.force, "replace a run that is in the folder already");
  arguments.integer("threads", s.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.integer("verbose", s.verbose, {0, 2},
                    {"N", "0 no progress, 1 a bar, 2 a line per epoch (default 1)"});
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", s.quiet, "nothing on stderr but errors");
  arguments.flag("debug", s.debug, "run op by op, and stop at the first value that is not finite (slow)");
  if (!arguments.parse(words)) return std::nullopt;
  if (s.debug && s.precision != "float32") {
    fail<UsageError>({.place = "train: --debug",
                      .problem = "computes in float32, but --precision asks for " + s.precision,
                      .context = "",
                      .advice = "Leave one of the two out."});
  }
  if (s.threads > 0) set_thread_count(static_cast<int>(s.threads));
  return s;
}

}  // namespace saem::cli
