#pragma once

#include <filesystem>
#include <string>

#include "saem/data/dataset.h"
#include "saem/data/samples.h"

namespace saem::cli {

/// 16 hexadecimal digits that tell datasets apart: of the types, shapes and bytes of x and y, training data
/// first. How the files were packed does not matter. Finds changes, not forgeries. Source: Fowler, Noll, Vo,
/// FNV-1a with 64 bits (RFC 9923).
[[nodiscard]] std::string data_hash(const DatasetPair& data);

/// The same of samples: of the texts and arrays in them, and of the names and sizes of files.
[[nodiscard]] std::string samples_hash(const Samples& samples);

/// The same of a file's bytes. Throws FileError if it cannot be read.
[[nodiscard]] std::string file_hash(const std::filesystem::path& path);

}  // namespace saem::cli
