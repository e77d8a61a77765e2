#include "saem/cli/task_file_keys.h"

#include <algorithm>
#include <array>

namespace saem::cli {

std::string TaskFileKey::key() const {
  std::string text(name.empty() ? option : name);
  std::ranges::replace(text, '-', '_');
  return text;
}

// --target, --kind and --ignore have sections of their own: [inputs] and [outputs].
std::span<const TaskFileKey> task_file_keys() {
  static constexpr std::array keys = std::to_array<TaskFileKey>({
      {"task", "data"},
      {"normal", "data"},
      {"on-bad-sample", "data"},
      {"separator", "data"},
      {"header", "data"},
      {"encoding", "data"},
      {"window", "data"},
      {"step", "data"},
      {"subject", "data"},
      {"time-column", "data"},
      {"parts", "split"},
      {"test", "split"},
      {"validation", "split"},
      {"group", "split"},
      {"time", "split"},
      {"blocks", "split"},
      {"folds", "split"},
      {"seed", "split"},
      {"scale", "preprocessing"},
      {"most-categories", "preprocessing"},
      {"most-words", "preprocessing"},
      {"most-steps", "preprocessing"},
      {"picture-height", "preprocessing"},
      {"picture-width", "preprocessing"},
      {"model", "model", "network"},
      {"width", "model"},
      {"depth", "model"},
      {"dropout", "model"},
      {"epochs", "training"},
      {"batch-size", "training"},
      {"loss", "training"},
      {"label-smoothing", "training"},
      {"class-weight", "training"},
      {"augment", "training"},
      {"test-changes", "training"},
      {"find-learning-rate", "training"},
      {"from", "training"},
      {"optimizer", "training"},
      {"learning-rate", "training"},
      {"momentum", "training"},
      {"nesterov", "training"},
      {"weight-decay", "training"},
      {"clipnorm", "training"},
      {"clipvalue", "training"},
      {"global-clipnorm", "training"},
      {"ema", "training"},
      {"accumulate", "training"},
      {"schedule", "training"},
      {"warmup-epochs", "training"},
      {"patience", "training"},
      {"ensemble", "training"},
      {"time-budget", "training"},
      {"precision", "training"},
      {"memory-budget", "training"},
      {"deterministic", "training"},
  });
  return keys;
}

std::span<const std::string_view> options_of_no_file() {
  static constexpr std::array names =
      std::to_array<std::string_view>({"out", "force", "threads", "verbose", "json", "quiet", "lang", "debug",
                                       "checkpoint-steps", "no-memory-check", "no-test"});
  return names;
}

const std::vector<std::string>& task_file_sections() {
  static const std::vector<std::string> names{"data",          "inputs", "outputs",  "split",
                                              "preprocessing", "model",  "training", "tune"};
  return names;
}

}  // namespace saem::cli
