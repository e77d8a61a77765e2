#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/data/dataset.h"
#include "saem/data/samples.h"

/// Ready datasets, and folders of one's own. Nothing is downloaded (saem data get does that): each says where
/// it looks.
///
/// Pictures are float32 in [0, 1], (n, height, width, channels); labels int32.
/// Throws: FileError if files are missing (with what to install or where to put them) or damaged.
namespace saem::datasets {

/// 60,000 + 10,000 pictures of clothes, 28 × 28 × 1, in 10 classes.
/// Looked for in $SAEM_FASHION_MNIST (if set, nowhere else), $XDG_DATA_HOME/saem/fashion-mnist
/// (~/.local/share if not set), where Debian's package dataset-fashion-mnist puts it, and where saem data get
/// does. Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST", arXiv:1708.07747.
[[nodiscard]] DatasetPair fashion_mnist();

/// 60,000 + 10,000 handwritten digits, 28 × 28 × 1.
/// Looked for in $SAEM_DATA/mnist (if set; else in $XDG_DATA_HOME/saem/mnist and ../shared/data/mnist), and
/// where saem data get puts it. Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
[[nodiscard]] DatasetPair mnist();

/// A folder with four IDX files in the manner of MNIST, plain or .gz: {train, t10k or test}-{images, labels},
/// then "-idx" or
/// ".idx" somewhere in the rest of the name. If a file is there twice, plain and packed, the plain one is
/// read.
///
/// Pictures: (n, h, w) or (n, h, w, c) of bytes, or of floating numbers, which stay as they are. Class names:
/// the lines of class_names.txt or labels.txt in the folder, else the numbers from "0". Throws FileError also
/// for: a missing file, an empty set, counts of pictures and labels that differ, training and test pictures
/// of different sizes, a label without a class name.
[[nodiscard]] DatasetPair idx_folder(const std::filesystem::path& folder);

/// A dataset by its name, as `names` gives it ("_" may stand for "-"), or else a folder for idx_folder.
/// Throws ValueError for anything else, with the nearest name.
[[nodiscard]] DatasetPair load(const std::string& name_or_folder);

/// The same as columns "picture" (bytes stay bytes) and "class" (names), divided as the files are.
[[nodiscard]] Samples load_samples(const std::string& name_or_folder);

/// The names that `load` knows.
[[nodiscard]] std::vector<std::string> names();

}  // namespace saem::datasets
