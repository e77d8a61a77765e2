#pragma once

#include <filesystem>

#include "saem/data/texts/text_options.h"

namespace saem {

/// Reads the .txt files of folders by class (walk_class_folders: optional train/, test/), each file a text: a
/// TextColumn "text" and the target, a TextColumn "label". A folder "unsup", where the Large Movie Review
/// Dataset (A. Maas and others, 2011) has texts without labels, is left out.
///
/// Encodings: see read_text_file; notes count the files that are not in UTF-8.
/// Throws FileError as walk_class_folders does, and for a file that cannot be decoded or has nothing but
/// blanks, unless such are to be skipped.
[[nodiscard]] ReaderResult read_text_folder(const std::filesystem::path& root,
                                            const TextOptions& options = {});

}  // namespace saem
