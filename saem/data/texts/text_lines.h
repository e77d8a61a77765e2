#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/data/texts/text_options.h"

namespace saem {

/// Reads a text with an example on each line, its label first: a TextColumn "text" and the target, a
/// TextColumn "label". What the lines have in common decides:
///
/// - "__label__x text", as fastText has it; several labels are joined by a blank;
/// - "label TAB text";
/// - "COARSE:fine text", as the question types of X. Li, D. Roth, 2002 (TREC): COARSE is the label;
/// - "label text", the label without blanks.
///
/// Only LF ends a line. Empty lines are left out, and noted.
/// @param place  the file, for messages.
/// Throws FileError for a line without label or text, unless such are to be skipped; and if what stands first
/// cannot be labels: of 20 lines and more, more than half begin differently.
[[nodiscard]] ReaderResult parse_labelled_lines(std::string_view text, const std::string& place,
                                                const TextOptions& options = {});

/// Reads files with an example on each line, each file a class: labels[i] is that of files[i].
/// Throws FileError for a file that cannot be read, and ValueError unless there are as many labels as files.
[[nodiscard]] ReaderResult read_class_files(const std::vector<std::filesystem::path>& files,
                                            const std::vector<std::string>& labels,
                                            const TextOptions& options = {});

/// Reads texts with labels in any layout:
///
/// - a folder with folders by class: read_text_folder;
/// - x.train with x.dev (val, valid, validation) and x.test beside it, or train.txt with dev.txt and
/// test.txt:
///   parse_labelled_lines, in parts;
/// - x.pos with x.neg beside it, any number of such files of one name: read_class_files, the extensions are
///   the labels;
/// - a folder with one such set, or with files a.txt, b.txt, … : read_class_files, the names are the labels;
/// - any other file: parse_labelled_lines.
///
/// Throws FileError for a folder with several sets, naming them, and as those functions do.
[[nodiscard]] ReaderResult read_texts(const std::filesystem::path& file_or_folder,
                                      const TextOptions& options = {});

}  // namespace saem
