#pragma once

#include <string>

#include "saem/data/dataset.h"

namespace saem::cli {

/// The dataset of this name, or in this folder. Throws UsageError for a name that does not exist, FileError
/// for files that are missing or damaged.
[[nodiscard]] DatasetPair load_data(const std::string& name_or_folder);

/// "fashion-mnist" of "fashion-mnist (train)".
[[nodiscard]] std::string base_name(const Dataset& data);

}  // namespace saem::cli
