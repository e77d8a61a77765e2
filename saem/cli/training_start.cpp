// What a training run says before it begins.
#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/training_run.h"
#include "saem/core/available_memory.h"
#include "saem/core/format_bytes.h"
#include "saem/core/parallel.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::with_separators;

std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 10;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), shown));
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "), names.size() > shown ? ", …" : "");
}

std::string_view describe_schedule(std::string_view schedule) {
  if (schedule == "cooldown") return "falling to 0 in the second half";
  if (schedule == "cosine") return "falling to 0 by half a cosine";
  return schedule;
}

std::string describe_split(const TrainingRun& run) {
  const std::int64_t train = run.data.train.size(), test = run.data.test.size();
  if (run.settings.validation.value_or(0) > 0) {
    return fmt::format(
        "train {} · validation {}, at random from the training data, looked at after each epoch · "
        "test {}, for the end",
        with_separators(train), with_separators(run.watched.size()), with_separators(test));
  }
  return fmt::format(
      "train {} · test {}, as the dataset gives them; the test examples are looked at after each "
      "epoch, never learned from",
      with_separators(train), with_separators(test));
}

}  // namespace

std::int64_t examples_of(const TrainingRun& run) {
  const std::int64_t held_out = run.settings.validation.value_or(0) > 0 ? run.watched.size() : 0;
  return run.data.train.size() + held_out + run.data.test.size();
}

void describe_start(const Log& log, const TrainingRun& run) {
  const TrainSettings& s = run.settings;
  const DatasetPair& data = run.data;
  const Shape& shape = data.train.x.shape();
  const std::string kind =
      run.facts.preprocessing ? fmt::format("pictures, {}", run.facts.preprocessing->describe())
                              : fmt::format("examples of shape {}", shape.slice(1, shape.rank()).to_string());
  log.fact("data", fmt::format("{}: {} {}, in {} classes ({})", run.facts.trained_on,
                               with_separators(examples_of(run)), kind, run.facts.labels.size(),
                               first_names(run.facts.labels)));
  log.fact("split", describe_split(run));
  log.fact("model",
           fmt::format("{}, {} parameters", s.network, with_separators(run.model.parameter_count())));
  if (run.memory) {
    log.fact("memory", fmt::format("{}; {} available", run.memory->to_string(),
                                   format_bytes(available_memory().bytes)));
  }
  log.fact("machine", fmt::format("{} thread{} · {}", thread_count(), thread_count() == 1 ? "" : "s",
                                  vector_instructions()));
  log.fact("settings",
           fmt::format("{} epoch{} of {} steps · batch size {} · {}, learning rate {:g} ({}){} · {} · {} · "
                       "seed {}{}",
                       s.epochs, s.epochs == 1 ? "" : "s",
                       with_separators((data.train.size() + s.batch_size - 1) / s.batch_size), s.batch_size,
                       s.optimizer, run.learning_rate, describe_schedule(s.schedule),
                       describe_optimizer_options(s), describe_loss(s), s.precision, s.seed,
                       s.deterministic ? " · deterministic" : ""));
  if (s.patience > 0)
    log.fact("patience", fmt::format("{} epoch{} without a better validation loss; the best weights are kept",
                                     s.patience, s.patience == 1 ? "" : "s"));
  if (s.memory_budget > 0)
    log.fact("budget",
             fmt::format("{} for the intermediate values of a step", format_bytes(s.memory_budget)));
  log.fact("folder", run.folder.path().string());
  log.line();
}

}  // namespace saem::cli
