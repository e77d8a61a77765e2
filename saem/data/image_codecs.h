#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "saem/core/array.h"

/// One function per picture format, each in a file of its own, for ImageReader alone.
namespace saem::detail {

inline constexpr std::int64_t max_pixels = std::int64_t{1} << 28;

/// Throws FileError unless 0 < height · width ≤ max_pixels.
void check_picture_size(std::uint64_t height, std::uint64_t width, const std::string& place);
/// Throws FileError if so many pixels cannot come out of so many bytes, before memory is taken for them.
void check_picture_fits(std::uint64_t height, std::uint64_t width, std::size_t bytes,
                        std::uint64_t most_pixels_per_byte, const std::string& place);
/// Throws the FileError of a picture whose content is damaged.
[[noreturn]] void fail_damaged_picture(const std::string& place, const std::string& problem);
/// Throws the FileError of a picture of a kind that is not read.
[[noreturn]] void fail_other_picture(const std::string& place, const std::string& problem);

/// u8, (height, width, channels), with the 1 to 4 channels that the file has: grey, grey and alpha, RGB,
/// RGBA.
[[nodiscard]] Array decode_png(std::span<const std::byte> bytes, const std::string& place);
[[nodiscard]] Array decode_pnm(std::span<const std::byte> bytes, const std::string& place);
[[nodiscard]] Array decode_bmp(std::span<const std::byte> bytes, const std::string& place);
[[nodiscard]] Array decode_gif(std::span<const std::byte> bytes, const std::string& place);
[[nodiscard]] Array decode_webp(std::span<const std::byte> bytes, const std::string& place);

/// Whole pixels of a picture.
struct PixelBox {
  std::int64_t top = 0;
  std::int64_t left = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// Pixels that hold a wanted part of a picture, and where in them it lies.
struct PicturePart {
  Array pixels;  ///< u8, (height, width, channels)
  double top = 0;
  double left = 0;
  double height = 0;
  double width = 0;
};

/// A JPEG file, of which a part may be decoded at reduced size.
class JpegFile {
 public:
  /// Reads the header.
  JpegFile(std::span<const std::byte> bytes, std::string place);
  ~JpegFile();
  JpegFile(const JpegFile&) = delete;
  JpegFile& operator=(const JpegFile&) = delete;

  [[nodiscard]] std::int64_t height() const;
  [[nodiscard]] std::int64_t width() const;
  /// 1 for grey, 3 for colour, also in print's colours.
  [[nodiscard]] std::int64_t channels() const;
  /// Once only. 1 or 3 channels; 1 if `grey`, 3 if the file is colour and `grey` is not asked for.
  /// @param reduction  1, 2, 4 or 8: every so many pixels of a row and of a column become one.
  [[nodiscard]] PicturePart decode(const PixelBox& box, int reduction, bool grey);

 private:
  struct State;
  std::span<const std::byte> bytes_;
  std::string place_;
  std::unique_ptr<State> state_;
};

/// How the camera was held: 1 to 8 of TIFF's tag 274 in the Exif segment of a JPEG file. 1 (upright) where
/// the file says nothing, or nothing valid.
/// Source: CIPA DC-008 (Exif 2.32), 4.6.4.
[[nodiscard]] int exif_orientation(std::span<const std::byte> jpeg) noexcept;
/// The upright picture.
[[nodiscard]] Array turn_upright(const Array& image, int orientation);

}  // namespace saem::detail
