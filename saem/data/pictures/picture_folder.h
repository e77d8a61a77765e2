#pragma once

#include <filesystem>
#include <string>

#include "saem/data/on_bad_sample.h"
#include "saem/data/samples.h"

namespace saem {

struct PictureFolderOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
  /// A folder without any folder in it, and without classes in the names, has no target.
  bool may_be_flat = false;
};

/// Pictures in a folder per class, which may be divided: `root/CLASS/…`, or `root/{train, val,
/// test}/CLASS/…`; or the same inside a tar or ZIP archive, perhaps below a folder of its own.
///
/// A folder of pictures alone has the classes in their names: see labels_in_names.
///
/// Samples: the column "picture" with files, the column and target "class" with the names of the folders,
/// parts if the folder is divided. Files of an archive are named "archive.tar:train/cats/3.jpg", as
/// `read_member` takes them. Wanted are files named .jpg, .jpeg, .png, .bmp, .gif, .webp, .pgm, .ppm or .pnm;
/// the first bytes of each are looked at: a picture whose name says another format is noted, and read as what
/// it is. Throws FileError where walk_class_folders does; and for a file that is empty or no picture, unless
/// such are to be skipped. The pixels are not decoded here: load_pictures and PictureStream find what is
/// damaged inside.
[[nodiscard]] ReaderResult picture_folder(const std::filesystem::path& root,
                                          const PictureFolderOptions& options = {});

}  // namespace saem
