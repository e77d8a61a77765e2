#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "saem/cli/commands.h"
#include "saem/cli/networks.h"
#include "saem/cli/task_run.h"
#include "saem/cli/training_run.h"
#include "saem/cli/usage_error.h"
#include "saem/core/parallel.h"
#include "saem/data/read_samples.h"

namespace saem::cli {
namespace {

void refuse_task_options(const TrainSettings& settings) {
  constexpr std::array<std::string_view, 12> unused{"blocks", "target",   "task",        "kind",
                                                    "ignore", "test",     "group",       "time",
                                                    "folds",  "ensemble", "time-budget", "on-bad-sample"};
  for (const std::string& name : settings.given) {
    if (std::ranges::find(unused, name) == unused.end()) continue;
    fail<UsageError>({.place = "train: --" + name,
                      .problem = fmt::format("is not for pictures in IDX files, as {} is", settings.data),
                      .context = "",
                      .advice = "Leave it out."});
  }
  const std::vector<std::string>& names = network_names();
  if (std::ranges::find(names, settings.network) != names.end()) return;
  fail<UsageError>({.place = "train: --model",
                    .problem = fmt::format("{} is not for pictures in IDX files", settings.network),
                    .context = "",
                    .advice = fmt::format("Choose {}.", fmt::join(names, " or "))});
}

int train(const TrainSettings& settings, Words words) {
  const bool is_task = is_sample_data(settings.data);
  settings.check(is_task);
  if (settings.threads > 0) set_thread_count(static_cast<int>(settings.threads));
  if (is_task) return run_task_training(settings, command_line(words));
  refuse_task_options(settings);
  return run_training({.settings = settings, .command = command_line(words)});
}

}  // namespace

Command train_command() {
  return make_command<TrainSettings>(
      {.name = "train",
       .brief = "learn from a dataset: a model, its history and a report",
       .description =
           "Learns to tell classes apart. Writes the model, its history and a report into a run folder.",
       .examples = {{"saem train fashion-mnist"},
                    {"saem train fashion-mnist --epochs 12 --seed 7 --out runs/a"},
                    {"saem train fashion-mnist model=mlp optimizer=adam epochs=5"},
                    {"saem train mnist --optimizer sgd --learning-rate 0.1 --momentum 0.9 --nesterov"},
                    {"saem train mnist --optimizer adamw --schedule cosine --warmup-epochs 0.5"},
                    {"saem train my-pictures/ --class-weight balanced",
                     "a folder with IDX files, as MNIST has them"},
                    {"saem train mnist --json > result.json", "for programs: one JSON object on stdout"}},
       .notes =
           "Ctrl-C ends the training after the present step, and the model is saved; saem resume goes on "
           "from there. A second Ctrl-C stops at once."},
      declare_train_settings, train);
}

}  // namespace saem::cli
