#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/run_folder.h"
#include "saem/cli/task_run.h"
#include "saem/cli/tune.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"
#include "saem/runs/shell_argument.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

/// While alive, no other search can begin in this folder. (The system takes it back from a process that is
/// killed.)
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder)
      : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ == -1 || ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    ::close(descriptor_);
    fail<FileError>({folder.string(), "another saem tune works in this folder", "",
                     "Wait for its end, or choose another folder with --out."});
  }
  ~FolderLock() {
    if (descriptor_ != -1) ::close(descriptor_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

void describe_search(const Log& log, const TunePlan& plan) {
  const TuneSettings& s = plan.settings;
  log.fact("data", s.train.data);
  std::string method = fmt::format("random search, {} trials", plan.configurations.size());
  if (s.method == "hyperband") {
    method =
        fmt::format("Hyperband, {} configurations in {} brackets, at most {} epochs",
                    plan.configurations.size(), plan.brackets.size(), plan.brackets.back().back().epochs);
  }
  log.fact("method", fmt::format("{}; seed {}", method, plan.state.seed));
  log.fact("metric", fmt::format("{}, {} is better, on {:g} of the training data", plan.state.metric,
                                 plan.state.smaller_is_better ? "smaller" : "larger", *s.train.validation));
  for (const SearchRange& range : plan.space) {
    const std::string values = range.choices.empty() ? fmt::format("{:g} to {:g}{}", range.low, range.high,
                                                                   range.log ? ", logarithmic" : "")
                                                     : fmt::format("{}", fmt::join(range.choices, ", "));
    log.fact("range", fmt::format("{}: {}", range.option, values));
  }
  log.fact("folder", plan.folder.string());
  if (!plan.state.trials.empty())
    log.line(fmt::format("{} trials are done already", plan.state.trials.size()));
}

void require_same_search(const TunePlan& plan, const TuneState& before) {
  for (const Trial& trial : before.trials) {
    const auto number = static_cast<std::size_t>(trial.step.configuration);
    if (number < plan.configurations.size() && plan.configurations[number] == trial.configuration) continue;
    fail<FileError>({plan.state_file().string(),
                     fmt::format("trial {} is none of the search that {} describes", trial.step.configuration,
                                 plan.task_file().string()),
                     "", "One of the two was changed: bring it back, or begin a search in another folder."});
  }
}

/// The trials, the best one's training, and what is said of them.
int search(TunePlan& plan) {
  const InterruptGuard guard;
  const TuneSettings& s = plan.settings;
  const Log log(s.train.quiet);
  describe_search(log, plan);
  const auto keep = [&](const std::string& status) {
    plan.state.status = status;
    write_file(plan.state_file(), to_json_text(plan.state));
  };
  const auto interrupted = [&] {
    const int signal = interrupt_signal();
    keep("interrupted");
    log.line(fmt::format("interrupted after {} trials; to go on: {} tune --resume {}",
                         plan.state.trials.size(), program(), runs::shell_argument(plan.folder.string())));
    return exit_after_signal(signal);
  };
  write_file(plan.task_file(), tune_task_file(plan));
  const std::size_t before = plan.state.trials.size();
  keep("running");
  run_trials(plan);
  if (interrupt_requested()) return interrupted();
  const std::optional<std::size_t> best = plan.state.best_trial();
  if (!best) {
    keep("failed");
    fail<ValueError>({plan.folder.string(), "every trial failed", plan.state.trials.front().failure,
                      "Correct the cause, and begin again with --force."});
  }
  if (!s.train.json) print(trial_table(plan.state));
  if (const auto killed = std::ranges::count(plan.state.trials, true, &Trial::was_killed); killed > 0)
    log.line(fmt::format("{} trial{} killed; to try {} again: {} tune --resume {}", killed,
                         killed == 1 ? " was" : "s were", killed == 1 ? "it" : "them", program(),
                         runs::shell_argument(plan.folder.string())));
  const bool is_new = !plan.state.best || plan.state.trials.size() > before;
  if (is_new) {
    log.line(fmt::format(
        "training the best one again, {}, to measure it on the test part, which nothing was chosen by",
        configuration_text(plan.state.trials[*best].configuration)));
    const int code = train_best(plan);
    if (interrupt_requested()) return interrupted();
    if (code != exit_success) {
      keep("failed");
      return code;
    }
  }
  keep("finished");
  if (s.train.json) {
    print(tune_json(plan));
  } else {
    print(fmt::format("best      {}\nmodel     {}\n", configuration_text(plan.state.best->configuration),
                      plan.best().string()));
  }
  return exit_success;
}

int resume_search(TunePlan& plan, const std::string& folder) {
  plan.folder = fs::path(folder).lexically_normal();
  if (!plan.folder.has_filename()) plan.folder = plan.folder.parent_path();
  TuneState before = read_tune_state(plan.state_file());
  require_same_search(plan, before);
  plan.state.trials = std::move(before.trials);
  std::erase_if(plan.state.trials, [](const Trial& trial) { return trial.was_killed; });
  plan.state.best = std::move(before.best);
  plan.state.command = std::move(before.command);
  const FolderLock lock(plan.folder);
  return search(plan);
}

int begin_search(TunePlan& plan) {
  const TrainSettings& train = plan.settings.train;
  if (!train.out.empty() && !train.force && fs::exists(fs::path(train.out) / "tune.json")) {
    fail<FileError>({train.out, "holds a search already", "",
                     "Go on with it by --resume, choose another folder with --out, or give --force to "
                     "replace it."});
  }
  const RunFolder folder({.path = train.out, .name = train.data_name() + "-tune", .replace = train.force});
  plan.folder = folder.path();
  const FolderLock lock(plan.folder);
  if (fs::exists(plan.state_file())) {
    // Trials of the old search must not stand among those of the new one.
    fs::remove_all(plan.folder / "trials");
    fs::remove_all(plan.best());
  }
  return search(plan);
}

int tune(const TuneSettings& given, Words words) {
  if (given.resume) static_cast<void>(read_tune_state(fs::path(given.train.data) / "tune.json"));
  TunePlan plan = plan_search(given, words);
  return given.resume ? resume_search(plan, given.train.data) : begin_search(plan);
}

}  // namespace

Command tune_command() {
  return make_command<TuneSettings>(
      {.name = "tune",
       .brief = "look for the best settings of a training, in parallel processes",
       .description = "Trains with many settings, drawn at random from ranges, and compares them on "
                      "validation data. The "
                      "best is trained again and measured on the test part, which nothing was chosen by.",
       .examples = {{"saem tune titanic.csv --target Survived"},
                    {"saem tune saem.toml --trials 50", "the [tune] section of the file has ranges"},
                    {"saem tune photos/ --method hyperband --epochs 27"},
                    {"saem tune houses.csv --metric val_mean_absolute_error --parallel 2"},
                    {"saem tune --resume runs/titanic.csv-tune-1", "after Ctrl-C, or a power cut"}},
       .notes =
           "Ranges stand in a task file: [tune], and below it lines such as width = [64, 128], "
           "dropout = {low = 0, high = 0.5}, learning_rate = {low = 1e-4, high = 1e-2, scale = \"log\"}. All "
           "options of saem train hold for every trial; one that is given is not searched. The folder gets "
           "saem.toml, tune.json, the trials in trials/ and the model in best/."},
      declare_tune_settings, tune);
}

}  // namespace saem::cli
