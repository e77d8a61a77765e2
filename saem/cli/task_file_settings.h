#pragma once

#include "saem/cli/arguments.h"
#include "saem/cli/task_file.h"
#include "saem/cli/train_settings.h"

namespace saem::cli {

/// Sets what a task file says, and over it what the words say.
/// @param given      what the words alone say.
/// @param words      of the command, the name of the file among them.
/// @param arguments  with the options of `saem train` (and perhaps more), not yet read, into `settings`.
/// Throws UsageError for values that an option does not take.
void apply_task_file(const TaskFile& file, const TrainSettings& given, Words words, Arguments& arguments,
                     TrainSettings& settings);

}  // namespace saem::cli
