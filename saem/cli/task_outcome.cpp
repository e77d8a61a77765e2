#include "saem/cli/task_outcome.h"

#include <fmt/format.h>

#include <filesystem>

#include "saem/cli/output.h"
#include "saem/cli/task_data.h"
#include "saem/cli/task_predict.h"
#include "saem/core/atomic_file.h"
#include "saem/report/text.h"
#include "saem/runs/list_runs.h"
#include "saem/runs/model_card.h"
#include "saem/task/training_rows.h"

namespace saem::cli {
namespace {

using detail::with_separators;

void remove_files(std::initializer_list<std::filesystem::path> files) {
  for (const auto& file : files) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
  }
}

/// Of each member.
std::filesystem::path checkpoint_of(const RunFolder& folder, int member) {
  const std::filesystem::path first = folder.checkpoint();
  return member == 0 ? first : std::filesystem::path(fmt::format("{}-{}", first.string(), member + 1));
}

// What stands beside a model must not cost it: a card or an index that cannot be written is only told.
void write_card(const Log& log, const TaskRun& run) {
  try {
    const bool written =
        runs::write_model_card(run.folder.path(), {.language = run.settings.language, .replace = false});
    if (!written) log.line("README.md in the run folder is not of saem, and stays as it is");
  } catch (const Error& error) {
    log.line(fmt::format("no model card: {}", error.what()));
  }
}

}  // namespace

void save_model(const TaskRun& run, TrainedTask trained) {
  if (run.facts) set_facts(trained.model(), *run.facts);
  if (const std::string note = reading_note(run.settings.task, run.task.targets[0].column); !note.empty())
    trained.model().information()[reading_key] = note;
  trained.save(run.folder.model());
}

void remove_old_files(const TaskRun& run) {
  remove_files({run.folder.html_report(), run.folder.json_report(), run.folder.training_rows()});
  if (run.resumes) return;
  std::error_code ignored;
  std::filesystem::remove_all(run.folder.events(), ignored);
  for (int m = 0; m < 100; ++m) {
    const std::filesystem::path checkpoint = checkpoint_of(run.folder, m);
    remove_files({checkpoint, previous_checkpoint(checkpoint)});
  }
}

void fail_training(TaskRun& run, const Error& error) {
  const bool is_diverged = dynamic_cast<const NonFiniteError*>(&error) != nullptr;
  std::string message = error.what();
  if (is_diverged) {
    save_model(run, run.training->present());
    message += fmt::format("\nThe model from before that step ({}) is saved in {}.",
                           run.steps() == 0 ? "not trained yet: it was the first one"
                                            : fmt::format("{} good steps", with_separators(run.steps())),
                           run.folder.model().string());
  }
  note_failure(run, error.what());
  if (is_diverged) throw NonFiniteError(message);
  throw;
}

void note_failure(TaskRun& run, const std::string& message) noexcept try {
  if (!run.failure.empty()) return;
  run.failure = message;
  write_file(run.folder.record(), run_record(run));
} catch (const std::exception&) {
  // The disk that is full, for example: the message about that is on its way already.
}

void note_training_rows(const Log& log, const TaskRun& run, const Samples& train) {
  try {
    TrainingRows rows(train, columns_looked_at(run.result->trained));
    if (!run.settings.from.empty())
      rows.add(TrainingRows::load(open_model(run.settings.from).path.parent_path() / training_rows_name));
    rows.save(run.folder.training_rows());
  } catch (const Error& error) {
    log.line(fmt::format("not noted which examples were learned from: {}", error.what()));
  }
}

void write_results(const Log& log, TaskRun& run, bool reports) {
  if (run.facts && !run.scores.empty()) run.facts->accuracy = run.scores[0].main();
  save_model(run, run.result->trained);
  if (reports) {
    write_file(run.folder.json_report(), json_report(run));
    write_file(run.folder.html_report(), html_report(run));
  }
  write_file(run.folder.record(), run_record(run));
  if (reports) write_card(log, run);
}

void tell_index(const Log& log, const TaskRun& run) {
  const std::string problem = runs::note_run(run.folder.path());
  if (!problem.empty()) log.line(problem);
}

}  // namespace saem::cli
