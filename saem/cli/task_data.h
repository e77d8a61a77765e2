#pragma once

#include <string>

#include "saem/cli/task_settings.h"
#include "saem/data/read_samples.h"
#include "saem/task/bad_cells.h"
#include "saem/task/split.h"

namespace saem::cli {

/// Reads data as the settings ask: a path or the name of a public set, recordings cut into windows, with or
/// without the division that the data bring, with or without what cannot be read.
///
/// Throws UsageError for options that do not fit the data: --step, --subject or --time-column without
/// --window, long recordings without it; and as read_samples and read_windows do.
/// @param answers_needed  false, to predict: there may be none.
[[nodiscard]] ReaderResult read_task_data(const std::string& data, const TaskSettings& settings,
                                          bool answers_needed = true);

/// Examples with cells that their columns do not take: the first is refused with FileError, or with
/// --on-bad-sample skip all are left out, and listed among what was skipped.
void leave_out_bad_cells(ReaderResult& data, const std::vector<BadCell>& bad, const TaskSettings& settings);

/// How the data of a model are read, as a note in its file: what `read_task_data` needs to read more of them.
/// Empty where they are read as they are.
/// @param target  the column that the answers were in
[[nodiscard]] std::string reading_note(const TaskSettings& settings, const std::string& target);
/// The settings in such a note; those by default for an empty one. Throws FileError naming `place` for
/// another text.
[[nodiscard]] TaskSettings read_reading_note(const std::string& note, const std::string& place);

/// What find_task is asked for. Throws UsageError for a --kind that is none.
[[nodiscard]] TaskWishes task_wishes(const TaskSettings& settings, const Samples& samples);

/// How examples are divided, but for the seed. @param validation  share of the training part; empty: a tenth,
/// none of fewer than 300 examples.
[[nodiscard]] SplitOptions task_split_options(const TaskSettings& settings, const Samples& samples,
                                              std::optional<double> validation = {});

}  // namespace saem::cli
