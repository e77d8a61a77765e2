#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/data/on_bad_sample.h"

namespace saem {

/// How a picture comes to a size of another shape: stretched to it; the middle cut out; or made as large as
/// fits inside, with borders.
enum class PictureFit : std::uint8_t { stretch, crop, pad };

struct PictureSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  int channels = 3;  ///< 1: grey, 3: colour
  PictureFit fit = PictureFit::stretch;
  double fill = 0;  ///< of the borders: from 0 (black) to 1 (white)
};

/// A picture (a file, or "archive.tar:member") of any format of `read_image`, at this size: u8, (height,
/// width, channels). Always with anti-aliasing (`resize_area`); a JPEG file that is four times as large or
/// more is decoded at reduced size (`ImageReader::decode_resized`).
/// Throws FileError for a file that cannot be read; ValueError for a size below 1 or another number of
/// channels.
[[nodiscard]] Array load_picture(const std::filesystem::path& file, const PictureSize& size);

struct LoadedPictures {
  Array pictures;                         ///< u8, (n, height, width, channels)
  std::vector<std::int64_t> kept = {};    ///< which files they are: indices, increasing
  std::vector<std::string> skipped = {};  ///< "file: problem" of the others
};

/// All of the files, decoded in parallel. Throws what load_picture does, for the first bad file, unless such
/// are to be skipped.
[[nodiscard]] LoadedPictures load_pictures(std::span<const std::filesystem::path> files,
                                           const PictureSize& size,
                                           OnBadSample on_bad_sample = OnBadSample::stop);

}  // namespace saem
