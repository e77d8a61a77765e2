#pragma once

#include <filesystem>

#include "saem/data/on_bad_sample.h"

namespace saem {

/// True for a folder, or a file of one, as A. Krizhevsky's CIFAR-10 and CIFAR-100 come in binary:
/// data_batch_1.bin … with test_batch.bin, or train.bin with test.bin. Judged by names and sizes.
[[nodiscard]] bool is_cifar(const std::filesystem::path& path);

/// Reads them (https://www.cs.toronto.edu/~kriz/cifar.html): records of one label (CIFAR-10), or a coarse and
/// a fine one (CIFAR-100), and 32 · 32 bytes each of red, green and blue. Column "picture", uint8 (n, 32, 32,
/// 3), and "class", the target: of CIFAR-100 the fine one. Names of classes from batches.meta.txt or
/// fine_label_names.txt, where there are such; else the numbers. Divided as the files are.
///
/// Throws FileError for a file that does not end behind a record, without records, or with a label that
/// there is not, naming the byte; such a record is left out where bad samples are to be skipped.
[[nodiscard]] ReaderResult read_cifar(const std::filesystem::path& path,
                                      OnBadSample on_bad_sample = OnBadSample::stop);

}  // namespace saem
