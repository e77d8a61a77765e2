#pragma once

#include <filesystem>

#include "saem/data/series/ts_file.h"

namespace saem {

/// True for the files of that archive by their names: .ts; X_TRAIN.tsv and X_TEST.tsv; the same with .txt or,
/// as in the archive of 2015, without an ending, if the first line has numbers alone.
[[nodiscard]] bool is_series_file(const std::filesystem::path& file);

/// Reads a problem of the UCR/UEA archive: a .ts file (parse_ts), or a .tsv, .txt or .csv file with the label
/// first (parse_ucr).
///
/// With X_TRAIN.ts the file X_TEST.ts beside it is read too, and `parts` says which example is whose;
/// X_TEST.ts alone is read alone. A folder stands for the one problem in it; where it has that in several
/// formats, .ts is taken. Samples::name is "X".
///
/// Throws FileError as the parsers do, if a folder has no such file or several problems, and if training and
/// test part differ in their channels.
[[nodiscard]] ReaderResult read_series_archive(const std::filesystem::path& file_or_folder,
                                               const SeriesOptions& options = {});

}  // namespace saem
