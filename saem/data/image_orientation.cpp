// The Exif segment of JPEG files, as far as the orientation.
#include <cstring>
#include <optional>

#include "saem/data/image_codecs.h"

namespace saem {
namespace {

/// Bytes of which any may be missing.
class ExifBytes {
 public:
  ExifBytes(std::span<const std::byte> bytes, bool little_endian) : bytes_(bytes), little_(little_endian) {}

  [[nodiscard]] std::optional<std::uint32_t> number(std::size_t at, std::size_t size) const {
    if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t place = little_ ? at + size - 1 - i : at + i;
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[place]);
    }
    return value;
  }

 private:
  std::span<const std::byte> bytes_;
  bool little_;
};

/// `tiff` is what follows "Exif\0\0": a TIFF header, and the list of tags that it points to.
std::optional<std::uint32_t> orientation_tag(std::span<const std::byte> tiff) {
  constexpr std::uint32_t orientation = 0x0112;
  if (tiff.size() < 8) return std::nullopt;
  const bool little = tiff[0] == std::byte{'I'};
  const ExifBytes bytes(tiff, little);
  const std::size_t list = bytes.number(4, 4).value_or(0);
  const std::size_t count = bytes.number(list, 2).value_or(0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = list + 2 + 12 * i;
    const auto tag = bytes.number(entry, 2);
    if (!tag) return std::nullopt;
    if (*tag == orientation) return bytes.number(entry + 8, 2);
  }
  return std::nullopt;
}

}  // namespace

int detail::exif_orientation(std::span<const std::byte> jpeg) noexcept {
  constexpr std::uint32_t app1 = 0xE1;
  constexpr std::uint32_t start_of_scan = 0xDA;
  const ExifBytes bytes(jpeg, false);
  std::size_t at = 2;
  for (;;) {
    const auto mark = bytes.number(at, 1);
    const auto kind = bytes.number(at + 1, 1);
    const auto size = bytes.number(at + 2, 2);
    if (!size || *mark != 0xFF || *kind == start_of_scan || *size < 2) return 1;
    const std::size_t begin = at + 4;
    const std::size_t end = at + 2 + *size;
    if (end > jpeg.size()) return 1;
    if (*kind == app1 && end - begin > 6 && std::memcmp(jpeg.data() + begin, "Exif\0\0", 6) == 0) {
      const std::uint32_t found = orientation_tag(jpeg.subspan(begin + 6, end - begin - 6)).value_or(1);
      return found >= 1 && found <= 8 ? static_cast<int>(found) : 1;
    }
    at = end;
  }
}

// Orientation 1 to 4: rows stay rows; 5 to 8: columns become rows.
Array detail::turn_upright(const Array& image, int orientation) {
  if (orientation == 1) return image;
  const bool transposed = orientation >= 5;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const std::int64_t height = image.shape()[0];
  const std::int64_t width = image.shape()[1];
  const std::int64_t channels = image.shape()[2];
  Array result = Array::uninitialized(
      transposed ? Shape{width, height, channels} : Shape{height, width, channels}, DType::u8);
  const std::uint8_t* const source = image.data<std::uint8_t>().data();
  std::uint8_t* target = result.mutable_data<std::uint8_t>().data();
  for (std::int64_t y = 0; y < result.shape()[0]; ++y) {
    for (std::int64_t x = 0; x < result.shape()[1]; ++x, target += channels) {
      // For transposed ones, the row of the result is a column of the file.
      const std::int64_t row = transposed ? x : y;
      const std::int64_t column = transposed ? y : x;
      const bool flip_row = transposed ? from_right : from_bottom;
      const bool flip_column = transposed ? from_bottom : from_right;
      const std::int64_t source_row = flip_row ? height - 1 - row : row;
      const std::int64_t source_column = flip_column ? width - 1 - column : column;
      std::memcpy(target, source + (source_row * width + source_column) * channels,
                  static_cast<std::size_t>(channels));
    }
  }
  return result;
}

}  // namespace saem
