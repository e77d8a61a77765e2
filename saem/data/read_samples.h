#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "saem/data/on_bad_sample.h"
#include "saem/data/samples.h"
#include "saem/data/tables/csv.h"

namespace saem {

struct ReadSamplesOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
  /// How tables are written, where somebody says it; its encoding is that of texts, too.
  CsvOptions csv = {};
  /// Whether a column of a table is one of pictures or sounds if its texts name some; empty: any is.
  std::function<bool(const std::string& column)> may_name_files = {};
  bool answers_needed = true;  ///< false, to predict: pictures may lie in no class folders
};

/// True for data that read_samples reads; false for what datasets::load reads: the name of a dataset of
/// pictures, or a folder with IDX files; and for what is not there.
[[nodiscard]] bool is_sample_data(const std::string& name_or_path);

/// Reads data of any layout that people have them in, found out by names and contents:
///
///  - a table: .csv, .tsv, .txt, each also .gz, or .arff; "-" is the standard input;
///    A column of it may name pictures or sounds, seen from the table's folder or one in it;
///  - a folder with train.csv and test.csv: one table, divided;
///  - recordings: .ts, or X_TRAIN.ts with X_TEST.ts beside it (also .tsv, .txt), or a folder of them;
///  - a folder of class folders with pictures, sounds (.wav) or texts (.txt), perhaps divided into train, val
///    and test; sounds also as Speech Commands, or files LABEL_SPEAKER_INDEX.wav; pictures also in a tar or
///    ZIP archive;
///  - CIFAR-10 and CIFAR-100 in binary: see read_cifar;
///  - texts, a sentence per line: see read_text_lines;
///  - arrays of NumPy's: .npz, .npy, or a folder of .npy: see array_samples.
///
/// The name of a public set (see public_sets.h) stands for its copy on this machine, unless there is a file
/// or folder of that name. Throws FileError if there is none, and for data that are damaged or in no layout
/// that it knows, with what was expected.
[[nodiscard]] ReaderResult read_samples(const std::filesystem::path& path,
                                        const ReadSamplesOptions& options = {});

}  // namespace saem
