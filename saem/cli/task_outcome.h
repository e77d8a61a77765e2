#pragma once

#include "saem/cli/task_run.h"

namespace saem::cli {

class Log;

/// The model file, with what other commands want to know of it.
void save_model(const TaskRun& run, TrainedTask trained);
/// With --force: what the old run said must not stand beside the new model.
void remove_old_files(const TaskRun& run);
/// Keeps what there is when training ends in an error, and says where.
[[noreturn]] void fail_training(TaskRun& run, const Error& error);
/// The record of a run that ended in an error says so; what it said already stays.
void note_failure(TaskRun& run, const std::string& message) noexcept;
/// Keeps which examples were learned from, for saem evaluate. That it cannot be kept is only said.
void note_training_rows(const Log& log, const TaskRun& run, const Samples& train);
/// The model and the record. @param reports  and report.json, report.html, the model card
void write_results(const Log& log, TaskRun& run, bool reports);
/// Tells the index of runs that this one has begun or ended. That it cannot be told is only said.
void tell_index(const Log& log, const TaskRun& run);

}  // namespace saem::cli
