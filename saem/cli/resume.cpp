#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "saem/cli/arguments.h"
#include "saem/cli/commands.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/training_run.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"

namespace saem::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::string_view description =
    "Goes on with a training that was interrupted or killed, from its last checkpoint, and ends with the "
    "same\n"
    "model, bit for bit, as if nothing had happened. The run's own settings count.";

constexpr std::string_view examples =
    "  saem resume runs/fashion-mnist-cnn-1\n"
    "\n"
    "A checkpoint is written after each epoch, every half minute, after Ctrl-C, and with saem train\n"
    "--checkpoint-steps N every N steps. It is whole whenever the process or the machine stops, and the one\n"
    "before it is kept beside it.\n";

/// What was asked for.
struct Options {
  std::string run;
  std::int64_t threads = 0, verbose = 1;
  bool json = false, quiet = false;
};

json read_record(const fs::path& folder) {
  const fs::path path = folder / "run.json";
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    fail<FileError>(
        {.place = folder.string(),
         .problem = "is not the folder of a run: there is no run.json in it",
         .context = "",
         .advice = "Name a folder that saem train has written, such as runs/fashion-mnist-cnn-1."});
  }
  constexpr std::size_t limit = std::size_t{1} << 24;
  return json::parse(read_file(path, limit));
}

TrainSettings settings_of(const json& record, const Options& words) {
  const json& s = record.at("settings");
  TrainSettings settings;
  settings.data = s.at("data");
  settings.network = s.at("model");
  settings.epochs = s.at("epochs");
  settings.batch_size = s.at("batch_size");
  settings.optimizer = s.at("optimizer");
  settings.learning_rate = s.at("learning_rate").get<double>();
  settings.schedule = s.at("schedule");
  settings.precision = s.at("precision");
  settings.memory_budget = s.at("memory_budget_bytes");
  settings.seed = s.at("seed");
  settings.debug = s.at("debug");
  settings.checkpoint_steps = s.at("checkpoint_steps");
  settings.out = words.run;
  settings.verbose = words.verbose;
  settings.quiet = words.quiet;
  settings.json = words.json;
  settings.threads = words.threads;
  return settings;
}

}  // namespace

int resume(Words given) {
  Options words;
  Arguments arguments("resume", description, examples);
  arguments.word(words.run, {"RUN", "the run's folder"});
  arguments.integer("threads", words.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.integer("verbose", words.verbose, {0, 2},
                    {"N", "0 no progress, 1 a bar, 2 a line per epoch (default 1)"});
  arguments.flag("json", words.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", words.quiet, "nothing on stderr but errors");
  if (!arguments.parse(given)) return exit_success;
  if (words.threads > 0) set_thread_count(static_cast<int>(words.threads));

  const fs::path folder(words.run);
  const fs::path path = folder / "run.json";
  TrainingRequest request;
  try {
    const json record = read_record(folder);
    if (record.at("status") == "finished") {
      Log(words.quiet).line(fmt::format("{} is finished: there is nothing left to train", words.run));
      return exit_success;
    }
    request = {
        .settings = settings_of(record, words),
        .command = record.at("command"),
        .before = RunBefore{.data_hash = record.at("data").at("fnv1a"), .algorithms = read_algorithms(path)}};
  } catch (const json::exception& error) {
    fail<FileError>(
        {.place = path.string(),
         .problem = fmt::format("is not the record of a run that this saem can resume ({})", error.what()),
         .context = "",
         .advice = "It may be damaged, or of an older saem: begin anew with saem train."});
  }
  return run_training(request);
}

}  // namespace saem::cli
