#pragma once

#include "saem/cli/task_run.h"

namespace saem::cli {

/// Refuses what was asked for and cannot be done with these data: a loss, a network or a division that do not
/// fit. Throws UsageError.
void require_fitting(const TrainSettings& settings, const LearningTask& task, const Samples& samples);

/// A batch that nobody asked for becomes no larger than the `n` examples. Throws UsageError for one that
/// somebody did.
void fit_batch_size(TrainSettings& settings, std::int64_t n);

/// The classes that have examples, but none that is learned from, in a sentence for each target.
[[nodiscard]] std::vector<std::string> unseen_classes(const LearningTask& task, const Samples& samples,
                                                      const Split& split);

}  // namespace saem::cli
