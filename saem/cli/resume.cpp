#include <fmt/format.h>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/run_record.h"
#include "saem/cli/task_run.h"
#include "saem/core/parallel.h"

namespace saem::cli {
namespace {

/// What was asked for.
struct Options {
  std::string run;
  std::int64_t threads = 0, verbose = 1;
  bool json = false, quiet = false;
};

void declare(Arguments& arguments, Options& o) {
  arguments.word(o.run, {"RUN", "the run's folder"});
  arguments.integer("threads", o.threads, {1, 1024}, {"N", "threads to use (default: all processors)"});
  arguments.integer("verbose", o.verbose, {0, 2},
                    {"N", "0 no progress, 1 a bar, 2 a line per epoch (default 1)"});
  arguments.flag("json", o.json, "one JSON object on stdout instead of text");
  arguments.flag("quiet", o.quiet, "nothing on stderr but errors");
}

int resume(const Options& options, Words /*words*/) {
  if (options.threads > 0) set_thread_count(static_cast<int>(options.threads));
  const RunRecord record = read_run_record(options.run);
  if (record.status == "finished") {
    Log(options.quiet).line(fmt::format("{} is finished: there is nothing left to train", options.run));
    return exit_success;
  }
  TrainSettings settings = record.settings;
  settings.out = options.run;
  settings.verbose = options.verbose;
  settings.quiet = options.quiet;
  settings.json = options.json;
  settings.threads = options.threads;
  return run_training(
      {.settings = settings,
       .command = record.command,
       .before = RunBefore{
           .data_hash = record.data_hash, .started = record.started, .algorithms = record.algorithms}});
}

}  // namespace

Command resume_command() {
  return make_command<Options>(
      {.name = "resume",
       .brief = "go on with a training that was interrupted or killed",
       .description =
           "Goes on with a training that was interrupted or killed, from its last checkpoint, and "
           "ends with the same model, bit for bit, as if nothing had happened. The run's own settings "
           "count.",
       .examples = {{"saem resume runs/fashion-mnist-cnn-1"}},
       .notes =
           "A checkpoint is written after each epoch, every half minute, after Ctrl-C, and with saem train "
           "--checkpoint-steps N every N steps. It is whole whenever the process or the machine stops, and "
           "the one before it is kept beside it."},
      declare, resume);
}

}  // namespace saem::cli
