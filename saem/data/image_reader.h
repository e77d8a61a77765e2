#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "saem/core/array.h"
#include "saem/data/image.h"

namespace saem {

/// A part of a picture, in its pixels.
struct ImageBox {
  std::int64_t top = 0;
  std::int64_t left = 0;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// A picture whose size is known before its pixels are decoded, so that no more of it is decoded than is
/// wanted. Formats and errors are those of `read_image`.
class ImageReader {
 public:
  /// `bytes` outlive this. `place` names them in messages. JPEG: reads the header; others: all.
  ImageReader(std::span<const std::byte> bytes, std::string_view place, const ImageOptions& options = {});
  ~ImageReader();
  ImageReader(const ImageReader&) = delete;
  ImageReader& operator=(const ImageReader&) = delete;

  /// Of the upright picture.
  [[nodiscard]] std::int64_t height() const noexcept { return height_; }
  [[nodiscard]] std::int64_t width() const noexcept { return width_; }
  /// 1 or 3.
  [[nodiscard]] std::int64_t channels() const noexcept { return channels_; }
  /// What the content is: "a JPEG picture".
  [[nodiscard]] std::string_view format() const noexcept { return format_; }

  /// All pixels: u8, (height, width, channels). `decode…` may be called once.
  [[nodiscard]] Array decode();
  /// The pixels of a box inside the picture, resized as by `resize_area`: u8, (new height, new width,
  /// channels). Of a JPEG file, the rows and columns outside the box are skipped; and where the box is 4, 8
  /// or 16 times as large as the result, it is decoded at a half, a quarter or an eighth of its size first,
  /// which changes values by a few units. Throws ValueError for a box outside, or a size that resize_area
  /// refuses.
  [[nodiscard]] Array decode_resized(const ImageBox& box, std::int64_t new_height, std::int64_t new_width);

 private:
  struct Content;
  std::unique_ptr<Content> content_;
  std::string_view format_;
  std::int64_t height_ = 0;
  std::int64_t width_ = 0;
  std::int64_t channels_ = 0;
};

}  // namespace saem
