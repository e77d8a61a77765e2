#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "saem/core/array.h"

namespace saem {

struct ImageOptions {
  int channels = 0;  ///< 1: grey, 3: red, green, blue, 0: as in the file
};

/// Reads a picture: PNG, JPEG, BMP, GIF, WebP, or binary PGM/PPM, told apart by content, never by name.
///
/// Output: u8, shape (height, width, channels). 16-bit samples are rounded to 8 bits; palettes become
/// colours; what is transparent is laid over white; colour becomes grey as 0.299 R + 0.587 G + 0.114 B (ITU-R
/// BT.601); CMYK becomes RGB. JPEG pictures are turned upright by the orientation that the camera noted
/// (Exif). Of a GIF animation it is the first frame. Colour profiles and gamma are not applied.
/// Throws: FileError if the file cannot be read, is no such picture (then the message says what it is), is
///         damaged in any way that the format lets one notice, is a compressed BMP or an animated WebP, or
///         has more than 2²⁸ pixels; ValueError for another number of channels.
[[nodiscard]] Array read_image(const std::filesystem::path& path, const ImageOptions& options = {});

/// The same from memory. `place` names the source in messages.
[[nodiscard]] Array decode_image(std::span<const std::byte> bytes, std::string_view place,
                                 const ImageOptions& options = {});

/// The picture as a PNG file, without loss. `image`: u8, (height, width, 1 or 3), not empty.
/// Throws DTypeError or ShapeError for another array.
[[nodiscard]] std::string encode_png(const Array& image);

/// Another size, with anti-aliasing: a triangle filter whose support grows with the reduction, so that every
/// input pixel counts (close to averaging over areas); enlarging is bilinear. Pixel centres lie at half
/// integers; along the border the filter is cut off and normalised.
///
/// Input:  u8, (height, width, 1 to 4 channels).   Output: u8, (new height, new width, channels).
/// Throws: DTypeError, ShapeError for another array; ValueError for a size below 1 or above 2²⁸ pixels.
/// Source: the same filter as Pillow's BILINEAR and as Keras's resize with antialias=True.
[[nodiscard]] Array resize_area(const Array& image, std::int64_t height, std::int64_t width);

}  // namespace saem
