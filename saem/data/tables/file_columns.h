#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "saem/data/on_bad_sample.h"

namespace saem::detail {

/// Makes a FileColumn of each column of a table whose texts are names of pictures, or of sounds (.wav), that
/// are there: as absolute paths, or seen from the table's folder or a folder in it, whichever has most of the
/// first ones. A note says so, and where they are. If none of them is there, the column stays text, and a
/// note says that.
///
/// Throws FileError, with the line, for a row whose file is not there, unless such rows are to be skipped.
///
/// @param may  whether a column may become one of files; empty: any may.
void find_file_columns(ReaderResult& table, const std::filesystem::path& folder,
                       const std::function<bool(const std::string&)>& may, OnBadSample on_bad_sample);

}  // namespace saem::detail
