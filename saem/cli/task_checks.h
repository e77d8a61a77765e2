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

/// How many values of the column of --group have examples in the test part and in the others too, in a
/// sentence: data that come divided need not respect it. Empty if there are none.
[[nodiscard]] std::vector<std::string> shared_groups(const TaskSettings& settings, const Samples& samples,
                                                     const Split& split);

/// A network gives a number for each class, and a report counts each pair of them. Throws ValueError for more
/// than 10,000.
void require_few_classes(const LearningTask& task, const Samples& samples);

/// Of a training that goes on from a model: examples to measure with whose classes it has not learned are
/// refused before it begins. Throws ValueError.
void require_known_classes(const Answers& answers, const Samples& samples);

}  // namespace saem::cli
