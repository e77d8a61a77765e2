#pragma once

#include <string>

#include "saem/cli/task_settings.h"
#include "saem/data/on_bad_sample.h"
#include "saem/task/trained_task.h"

namespace saem::cli {

/// How the data of a model are read, and what was asked for beyond that.
[[nodiscard]] TaskSettings reading_of(const TrainedTask& trained, const std::string& model,
                                      const TaskSettings& asked);

/// What can be read of data; what is left out is told. Throws FileError, as readers do, and for cells that
/// the model's columns do not take, unless --on-bad-sample is skip.
[[nodiscard]] ReaderResult read_examples(const TrainedTask& trained, const std::string& data,
                                         const TaskSettings& reading, bool answers_needed, bool quiet);

}  // namespace saem::cli
