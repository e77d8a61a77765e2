#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <span>

#include "saem/backend/algorithms.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/fit_data.h"
#include "saem/cli/load_data.h"
#include "saem/cli/networks.h"
#include "saem/cli/output.h"
#include "saem/cli/training_run.h"
#include "saem/cli/usage_error.h"
#include "saem/compile/lower.h"
#include "saem/core/atomic_file.h"
#include "saem/report/text.h"
#include "saem/train/interrupt.h"
#include "saem/train/precision.h"

namespace saem::cli {
namespace {

using Clock = std::chrono::steady_clock;
using detail::with_separators;

// After each epoch the model is on disk: whatever happens, at most one epoch of work is lost.
class SaveEachEpoch final : public Callback {
 public:
  explicit SaveEachEpoch(TrainingRun& run) : run_(run) {}

  void on_train_begin() override { run_.history = history(); }
  void on_train_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) override {
    run_.history.steps = history().steps;
  }
  void on_epoch_end(int epoch, Logs& logs) override {
    run_.history.append(epoch, logs);
    if (run_.settings.validation.value_or(0) == 0) run_.facts.accuracy = logs.at("val_accuracy");
    set_facts(model(), run_.facts);
    model().save(run_.folder.model());
    write_file(run_.folder.record(), run_record(run_));
  }

 private:
  TrainingRun& run_;
};

void check_data(const TrainSettings& settings, const DatasetPair& data) {
  const std::int64_t n = data.train.size();
  if (settings.batch_size > n) {
    fail<UsageError>({.place = "train: --batch-size",
                      .problem = fmt::format("a batch of {} is larger than the training data, {} examples",
                                             with_separators(settings.batch_size), with_separators(n)),
                      .context = "",
                      .advice = fmt::format("Use --batch-size {} or less.", n)});
  }
  if (data.train.class_names.size() < 2) {
    fail<ValueError>({.place = settings.data,
                      .problem = "every label is the same: there is nothing to tell apart",
                      .context = "",
                      .advice = "Give data with two classes at least."});
  }
}

ModelFacts facts_of(const TrainSettings& settings, const DatasetPair& data) {
  return {.labels = data.train.class_names,
          .preprocessing = preprocessing_of(data.train.x),
          .trained_on = base_name(data.train),
          .network = settings.network,
          .accuracy = {}};
}

Sequential make_model(const TrainSettings& settings, const DatasetPair& data) {
  const Shape example = data.train.x.shape().slice(1, data.train.x.shape().rank());
  const auto classes = static_cast<std::int64_t>(data.train.class_names.size());
  try {
    return build_network(settings.network, example, classes, static_cast<std::uint64_t>(settings.seed));
  } catch (const ShapeError& error) {
    if (settings.network == "mlp") throw;
    throw ShapeError(std::string(error.what()) +
                     "\nOr choose --model mlp, which takes examples of any shape.");
  }
}

std::optional<MemoryNeed> memory_of(const Model& model, const TrainSettings& settings,
                                    const DatasetPair& data) {
  std::size_t bytes = 0;
  for (const Array* a : {&data.train.x, &data.train.y, &data.test.x, &data.test.y}) bytes += a->byte_size();
  std::optional<MemoryNeed> need = memory_need(model, settings.batch_size, bytes);
  if (!need || settings.no_memory_check) return need;
  require_memory(*need, "train",
                 "Use a smaller --batch-size or a --memory-budget, or close other programs; with "
                 "--no-memory-check it is tried nevertheless.");
  return need;
}

void remove(std::span<const std::filesystem::path> files) {
  for (const auto& file : files) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
}

// With --force: what the old run said must not stand beside the new model.
void remove_old_reports(const RunFolder& folder) {
  remove(std::array{folder.html_report(), folder.json_report()});
}
void remove_old_checkpoints(const RunFolder& folder) {
  remove(std::array{folder.checkpoint(), previous_checkpoint(folder.checkpoint())});
}

void save(Model& model, const TrainingRun& run) {
  set_facts(model, run.facts);
  model.save(run.folder.model());
}

// Keeps what there is when training ends in an error, and says where.
[[noreturn]] void fail_training(Model& model, TrainingRun& run, const Error& error) {
  run.facts.accuracy.reset();  // it was measured on other weights
  const bool is_diverged = dynamic_cast<const NonFiniteError*>(&error) != nullptr;
  std::string message = error.what();
  run.failure = message;
  if (is_diverged) {
    save(model, run);
    message +=
        fmt::format("\nThe model from before that step ({}) is saved in {}.",
                    run.history.steps == 0 ? "not trained yet: it was the first one"
                                           : fmt::format("{} good steps", with_separators(run.history.steps)),
                    run.folder.model().string());
  }
  try {
    write_file(run.folder.record(), run_record(run));
  } catch (const Error&) {
    // The disk that is full, for example: the message about that is on its way already.
  }
  if (is_diverged) throw NonFiniteError(message);
  throw;
}

Callbacks callbacks_of(const TrainSettings& s, const TrainingRun& run, SaveEachEpoch& saver) {
  Callbacks callbacks{CSVLogger(run.folder.history()), saver};
  if (s.patience > 0)
    callbacks.emplace_back(EarlyStopping({.patience = static_cast<int>(s.patience),
                                          .verbose = s.quiet ? 0 : 1,
                                          .restore_best_weights = true}));
  return callbacks;
}

void fit(Model& model, TrainingRun& run) {
  const TrainSettings& s = run.settings;
  const Clock::time_point start = Clock::now();
  const auto stop_clock = [&] { run.seconds = std::chrono::duration<double>(Clock::now() - start).count(); };
  SaveEachEpoch saver(run);
  const Dataset train = for_fit(s, run.data.train), watched = for_fit(s, run.watched);
  try {
    run.history = model.fit(train, {.batch_size = s.batch_size,
                                    .epochs = static_cast<int>(s.epochs),
                                    .verbose = s.quiet ? 0 : static_cast<int>(s.verbose),
                                    .validation_data = watched,
                                    .class_weight = class_weights(s, run.data.train),
                                    .schedule = s.make_schedule(),
                                    .seed = static_cast<std::uint64_t>(s.seed),
                                    .debug = s.debug,
                                    .checkpoint = {.path = run.folder.checkpoint().string(),
                                                   .every_steps = s.checkpoint_steps,
                                                   .every_seconds = checkpoint_seconds,
                                                   .resume = run.resumes},
                                    .callbacks = callbacks_of(s, run, saver)});
  } catch (const Error& error) {
    stop_clock();
    fail_training(model, run, error);
  }
  stop_clock();
}

void finish(Model& model, TrainingRun& run) {
  if (run.history.interrupted) {  // first of all: scoring takes a moment
    run.facts.accuracy.reset();
    save(model, run);
  }
  if (run.settings.wants_rows()) compile_for_scoring(model, run.settings.precision);
  run.score = score(model, run.data.test, run.facts.labels, run.settings.batch_size);
  run.facts.accuracy = run.score->classification.accuracy;
  save(model, run);
  write_file(run.folder.html_report(), html_report(run));
  write_file(run.folder.json_report(), json_report(run));
  write_file(run.folder.record(), run_record(run));
}

// A resumed run is the rest of the one that was begun: on other data it would be neither.
void require_same_data(const TrainingRun& run, const std::string& before) {
  if (before == run.data_hash) return;
  fail<ValueError>({.place = run.settings.data,
                    .problem = fmt::format("is not the data that the run in {} was begun with",
                                           run.folder.path().string()),
                    .context = fmt::format("checksum {} then, {} now", before, run.data_hash),
                    .advice = "Bring the old data back, or begin a new run with saem train."});
}

}  // namespace

int run_training(const TrainingRequest& request) {
  const TrainSettings* const settings = &request.settings;
  // What cannot be had is refused before anything is read or written. (The algorithms may be those of a run
  // that is written anew.)
  require_precision(find_precision(settings->precision));
  load_algorithms();
  set_deterministic(settings->deterministic);
  if (request.before) pin_algorithms(request.before->algorithms);
  const Log log(settings->quiet);
  const InterruptGuard guard;
  const RunFolder folder({.path = settings->out,
                          .name = fmt::format("{}-{}", settings->data_name(), settings->network),
                          .replace = settings->force || (request.before && request.before->resume)});
  const DatasetPair all = load_data(settings->data);
  const std::string hash = data_hash(all);
  const WatchedData parts = hold_out(*settings, all);
  const DatasetPair& data = parts.learned;
  check_data(*settings, data);

  Sequential model = make_model(*settings, data);
  const std::shared_ptr<Optimizer> optimizer = settings->make_optimizer();
  model.compile({.optimizer = *optimizer,
                 .loss = settings->make_loss(),
                 .metrics = {"accuracy"},
                 .memory_budget = settings->memory_budget,
                 .precision = settings->precision});

  TrainingRun run{.settings = *settings,
                  .folder = folder,
                  .data = data,
                  .watched = parts.watched,
                  .model = model,
                  .facts = facts_of(*settings, data),
                  .memory = memory_of(model, *settings, all),
                  .command = request.command,
                  .data_hash = hash,
                  .resumes = request.before && request.before->resume,
                  .learning_rate = optimizer->learning_rate().value().item(),
                  .failure = {},
                  .baseline = baseline(data.train, data.test)};
  if (request.before) require_same_data(run, request.before->data_hash);
  describe_start(log, run);
  if (interrupt_requested()) {
    log.line("stopped before the training began; nothing was written");
    return exit_after_signal(interrupt_signal());
  }
  remove_old_reports(folder);
  if (!run.resumes) remove_old_checkpoints(folder);
  write_file(folder.record(), run_record(run));
  fit(model, run);
  finish(model, run);
  if (request.prints_result) print(settings->json ? json_report(run) : text_report(run));

  if (!run.history.interrupted) return exit_success;
  if (!request.prints_result) return exit_after_signal(interrupt_signal());
  log.line(fmt::format(
      "interrupted after {} steps ({} of {} epochs): the model as it was then, its history and its report "
      "are in {}\nto go on from there: saem resume {}",
      with_separators(run.history.steps), run.history.epoch.size(), settings->epochs, folder.path().string(),
      shell_word(folder.path().string())));
  return exit_after_signal(interrupt_signal());
}

}  // namespace saem::cli
