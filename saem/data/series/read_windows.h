#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/data/series/windows.h"
#include "saem/data/tables/csv.h"

namespace saem {

/// Which columns of one long table are what, where somebody says it.
struct WindowColumns {
  std::string subject = {};  ///< rows with the same text are one recording; empty: found by its name, or none
  std::string time = {};     ///< of each row; empty: found by its name, or the order of the rows counts
  std::string label = {};    ///< of each row; empty: found by its name
  std::vector<std::string> ignored = {};  ///< columns that are no channels
  bool label_needed = true;               ///< false, to predict: there may be none
  CsvOptions csv = {};                    ///< how the table is written, where somebody says it
};

/// Columns of a table that look like those of recordings; each may be empty.
struct RecordingGuess {
  std::string subject, time, label;
};
/// Judged by names, in upper or lower case: subject, user, person, participant, patient, recording, session,
/// each also with "_id" or " id" behind it; time, timestamp, datetime, date_time, seconds, ms; activity,
/// target, label, class, y.
[[nodiscard]] RecordingGuess guess_recording_columns(const std::vector<std::string>& names);

/// True for a text file whose first line is a record of WISDM: "user,activity,time,x,y,z;".
[[nodiscard]] bool is_wisdm_file(const std::filesystem::path& path);

/// Cuts long recordings of any layout into windows (cut_windows): WISDM's raw text; a table with a row for
/// each step; a folder with folders by class, each table in them a recording; or what read_samples has
/// recordings of
/// (.ts, .tsv), each of which is cut by itself. No window of a recording is in another group than its other
/// ones.
///
/// Throws ValueError, naming it, for a column that does not exist, and where no column can be the label;
/// FileError for a column of values that has texts, and as the readers and cut_windows do; UnsupportedError
/// for other data.
[[nodiscard]] ReaderResult read_windows(const std::filesystem::path& path, const WindowColumns& columns,
                                        const WindowOptions& options,
                                        OnBadSample on_bad_sample = OnBadSample::stop);

/// Cuts the recordings of samples into windows. Each becomes a group, unless the samples have groups; the
/// target stays that of the whole recording. Throws UnsupportedError unless there is one SeriesColumn, and
/// nothing else but the target; and as cut_windows does.
[[nodiscard]] ReaderResult window_samples(const Samples& samples, const WindowOptions& options);

}  // namespace saem
