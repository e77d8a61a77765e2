#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saem/core/array.h"

namespace saem::cli {

/// How a picture becomes an input of a model: part of the model file, so that `predict` takes pictures as
/// they are.
struct Preprocessing {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;  ///< 1 grey, 3 red, green, blue
  double scale = 0;           ///< input = byte · scale

  /// {"kind": "picture", "height": 28, "width": 28, "channels": 1, "scale": 0.00392…}
  [[nodiscard]] std::string to_json() const;
  /// Throws FileError naming `place` for text that to_json would not give.
  [[nodiscard]] static Preprocessing from_json(std::string_view text, std::string_view place);
  /// "28×28 pixels, grey".
  [[nodiscard]] std::string describe() const;
};

/// Bytes as they are, of this height, width and channels.
[[nodiscard]] Preprocessing bytes_as_they_are(const Shape& picture);

struct PictureOptions {
  bool resize = false;  ///< make a picture of another size fit, with anti-aliasing
  bool invert = false;  ///< dark becomes bright
};

/// One input, float32 (1, height, width, channels), from a file with a picture, or from stdin for "-".
/// Throws FileError if it is not a picture, ShapeError if its size differs and `resize` is off.
/// @param resized  set to what was done if the size was changed ("640×427 → 28×28"), else cleared.
[[nodiscard]] Array read_picture(const std::string& path, const Preprocessing& preprocessing,
                                 const PictureOptions& options, std::string& resized);

}  // namespace saem::cli
