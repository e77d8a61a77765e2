// The processes of a search.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <sstream>
#include <thread>

#include "saem/cli/output.h"
#include "saem/cli/trial_process.h"
#include "saem/cli/tune.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"
#include "saem/core/parallel.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds pause{10};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// "007", or "007-9" for 9 epochs of it.
std::string name_of(const SearchStep& step) {
  const std::string number = fmt::format("{:03}", step.configuration);
  return step.epochs == 0 ? number : fmt::format("{}-{}", number, step.epochs);
}

std::vector<std::string> words_for(const TunePlan& plan, const Configuration& configuration,
                                   std::int64_t epochs, const fs::path& out) {
  std::vector<std::string> words{"train", plan.task_file().string(), "--out=" + out.string(), "--force"};
  for (const auto& [option, word] : configuration) words.push_back(fmt::format("--{}={}", option, word));
  if (epochs > 0) words.push_back(fmt::format("--epochs={}", epochs));
  return words;
}

constexpr int code_of_kill = 128 + 9;

/// What a program said of its end: the first line of its error, else its last line.
std::string last_words(const fs::path& log, int code) {
  constexpr std::size_t limit = std::size_t{1} << 24;
  if (code == code_of_kill)
    return "it was killed, perhaps for want of memory: try fewer at a time with --parallel";
  std::istringstream lines(read_file(log, limit));
  std::string last = fmt::format("it ended with exit code {}", code);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("saem: ")) return line.substr(6);
    if (!line.empty()) last = line;
  }
  return last;
}

class Trials {
 public:
  explicit Trials(TunePlan& plan) : plan_(plan), log_(plan.settings.train.quiet), begin_(Clock::now()) {
    parallel_ = plan.settings.parallel > 0
                    ? plan.settings.parallel
                    : std::max<std::int64_t>(1, thread_count() / plan.settings.threads());
  }

  void run() {
    fs::create_directories(plan_.folder / "trials");
    while (!interrupt_requested() && !time_is_over()) {
      start_what_is_needed();
      if (running_.empty()) return;
      collect();
      std::this_thread::sleep_for(pause);
    }
    stop_all();
  }

 private:
  struct Running {
    SearchStep step;
    std::string name;
    Clock::time_point begin;
    std::unique_ptr<TrialProcess> process;
  };

  // With no result yet, the first one is waited for.
  [[nodiscard]] bool time_is_over() const {
    return plan_.settings.time > 0 && seconds_since(begin_) > plan_.settings.time && plan_.state.best_trial();
  }
  [[nodiscard]] bool may_start() const {
    const bool is_late = plan_.settings.time > 0 && seconds_since(begin_) > plan_.settings.time;
    return static_cast<std::int64_t>(running_.size()) < parallel_ && !(is_late && !running_.empty());
  }
  [[nodiscard]] fs::path log_of(const std::string& name) const {
    return plan_.folder / "trials" / (name + ".log");
  }

  void start_what_is_needed() {
    const auto count = static_cast<std::int64_t>(plan_.configurations.size());
    const std::vector<SearchResult> results = plan_.state.results();
    for (const SearchStep& step : needed_steps(plan_.brackets, results, count)) {
      if (!may_start()) return;
      const bool is_done = std::ranges::find(results, step, &SearchResult::step) != results.end();
      if (is_done || std::ranges::find(running_, step, &Running::step) != running_.end()) continue;
      start(step);
    }
  }

  void start(const SearchStep& step) {
    const std::string name = name_of(step);
    std::vector<std::string> words =
        words_for(plan_, plan_.configurations[static_cast<std::size_t>(step.configuration)], step.epochs,
                  plan_.folder / "trials" / name);
    words.insert(words.end(),
                 {"--no-test", "--quiet", fmt::format("--threads={}", plan_.settings.threads())});
    auto process =
        std::make_unique<TrialProcess>(words, ProcessStreams{.output = "/dev/null", .errors = log_of(name)});
    running_.push_back({step, name, Clock::now(), std::move(process)});
  }

  void collect() {
    for (std::size_t i = 0; i < running_.size();) {
      const std::optional<int> code = running_[i].process->ended();
      if (!code) {
        ++i;
        continue;
      }
      const Running ended = std::move(running_[i]);
      running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
      if (interrupt_requested()) return;  // it may have ended by the same signal
      keep(ended, *code);
    }
  }

  void keep(const Running& ended, int code) {
    Trial trial{.step = ended.step,
                .configuration = plan_.configurations[static_cast<std::size_t>(ended.step.configuration)],
                .folder = "trials/" + ended.name,
                .values = {},
                .failure = {},
                .seconds = seconds_since(ended.begin),
                .was_killed = code == code_of_kill};
    if (code == 0) {
      read_values(trial);
    } else {
      trial.failure = last_words(log_of(ended.name), code);
    }
    std::error_code ignored;
    if (trial.failure.empty()) fs::remove(log_of(ended.name), ignored);
    plan_.state.trials.push_back(std::move(trial));
    write_file(plan_.state_file(), to_json_text(plan_.state));
    tell(plan_.state.trials.back());
  }

  void read_values(Trial& trial) const {
    try {
      trial.values = validation_values(plan_.folder / trial.folder);
    } catch (const Error& error) {
      trial.failure = error.what();
      return;
    }
    const std::string& metric = plan_.state.metric;
    if (trial.values.contains(metric)) return;
    std::vector<std::string> names;
    for (const auto& [name, value] : trial.values) names.push_back(name);
    trial.failure = names.empty() ? "nothing finite was measured on validation data"
                                  : fmt::format("{} was not finite", metric);
    const bool is_known = metric == "val_loss" || plan_.state.best_trial().has_value();
    if (!names.empty() && !is_known)
      fail<UsageError>({"tune: --metric", fmt::format("there is no '{}' among what trials measure", metric),
                        fmt::format("they measure {}", fmt::join(names, ", ")),
                        suggestion(metric, names, "")});
  }

  void tell(const Trial& trial) const {
    const std::string name = trial.step.epochs > 0
                                 ? fmt::format("{}, {} epochs", trial.step.configuration, trial.step.epochs)
                                 : fmt::format("{}", trial.step.configuration);
    const std::string result = trial.failure.empty() ? fmt::format("{} {:.5g}", plan_.state.metric,
                                                                   trial.values.at(plan_.state.metric))
                                                     : "failed: " + trial.failure;
    const std::optional<std::size_t> best = plan_.state.best_trial();
    const bool is_best = best && *best + 1 == plan_.state.trials.size();
    log_.line(fmt::format("trial {} · {} · {} · {:.1f} s{}", name, result,
                          configuration_text(trial.configuration), trial.seconds,
                          is_best ? " · the best so far" : ""));
  }

  /// Ends what runs, and forgets it.
  void stop_all() {
    for (const Running& r : running_) r.process->stop();
    for (const Running& r : running_) {
      while (!r.process->ended()) std::this_thread::sleep_for(pause);
    }
    running_.clear();
  }

  TunePlan& plan_;
  Log log_;
  Clock::time_point begin_;
  std::int64_t parallel_ = 1;
  std::vector<Running> running_;
};

}  // namespace

void run_trials(TunePlan& plan) { Trials(plan).run(); }

int train_best(TunePlan& plan) {
  const Trial& trial = plan.state.trials[*plan.state.best_trial()];
  const TrainSettings& settings = plan.settings.train;
  std::vector<std::string> words = words_for(plan, trial.configuration, trial.step.epochs, plan.best());
  words.push_back(fmt::format("--threads={}", settings.threads > 0 ? settings.threads : thread_count()));
  if (settings.quiet || settings.json) words.emplace_back("--quiet");
  TrialProcess process(words, {.output = settings.json ? "/dev/null" : "", .errors = {}});
  bool is_stopped = false;
  std::optional<int> code;
  while (!(code = process.ended())) {
    if (interrupt_requested() && !is_stopped) process.stop();
    is_stopped = is_stopped || interrupt_requested();
    std::this_thread::sleep_for(pause);
  }
  if (*code == 0) {
    plan.state.best = trial;
    plan.state.best->folder = "best";
  }
  return *code;
}

}  // namespace saem::cli
