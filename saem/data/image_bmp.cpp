// BMP without compression: 1, 4, 8, 16, 24 or 32 bits a pixel.
// Source: Microsoft, "Bitmap Storage", BITMAPFILEHEADER, BITMAPCOREHEADER to BITMAPV5HEADER.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "saem/data/image_codecs.h"

namespace saem {
namespace {

constexpr std::uint64_t file_header = 14;
constexpr std::array<std::string_view, 7> compressions = {
    "none", "RLE8", "RLE4", "bit fields", "JPEG", "PNG", "bit fields with alpha"};

/// Little-endian numbers, which must be there.
class BmpBytes {
 public:
  BmpBytes(std::span<const std::byte> bytes, const std::string& place) : bytes_(bytes), place_(place) {}

  [[nodiscard]] std::uint32_t number(std::uint64_t at, std::uint64_t size) const {
    need(at, size);
    std::uint32_t value = 0;
    for (std::uint64_t i = size; i > 0; --i)
      value = value << 8 | std::to_integer<std::uint32_t>(bytes_[at + i - 1]);
    return value;
  }
  void need(std::uint64_t at, std::uint64_t size) const {
    if (at <= bytes_.size() && bytes_.size() - at >= size) return;
    detail::fail_damaged_picture(
        place_, fmt::format("the file is cut short: expected {} bytes from byte {}, but the file ends at {}",
                            size, at, bytes_.size()));
  }
  [[nodiscard]] const std::uint8_t* from(std::uint64_t at) const {
    return reinterpret_cast<const std::uint8_t*>(bytes_.data()) + at;
  }

 private:
  std::span<const std::byte> bytes_;
  const std::string& place_;
};

struct BmpHeader {
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  bool from_top = false;
  std::uint32_t bits = 0;
  std::array<std::uint32_t, 4> masks{};  ///< of red, green, blue, alpha in pixels of 16 and 32 bits
  std::uint64_t palette = 0;             ///< byte where it begins
  std::uint64_t colours = 0;
  std::uint64_t colour_size = 4;
  std::uint64_t pixels = 0;  ///< byte where they begin
};

void read_masks(const BmpBytes& bytes, std::uint32_t compression, std::uint64_t header_size, BmpHeader& h,
                const std::string& place) {
  if (compression != 3 && compression != 6) {
    if (h.bits == 16) h.masks = {0x7C00, 0x03E0, 0x001F, 0};
    if (h.bits == 32) h.masks = {0xFF0000, 0x00FF00, 0x0000FF, 0};
    return;
  }
  if (h.bits != 16 && h.bits != 32)
    detail::fail_damaged_picture(place, fmt::format("bit fields with {} bits a pixel", h.bits));
  const std::size_t count = header_size >= 56 || compression == 6 ? 4 : 3;
  for (std::size_t i = 0; i < count; ++i) h.masks[i] = bytes.number(file_header + 40 + 4 * i, 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint32_t mask = h.masks[i];
    const std::uint32_t low = mask == 0 ? 0 : mask >> std::countr_zero(mask);
    if ((mask == 0 && i < 3) || (low & (low + 1)) != 0)
      detail::fail_damaged_picture(place, fmt::format("the bit field {:#x}", mask));
  }
  if (header_size == 40) h.palette += 4 * count;
}

BmpHeader read_bmp_header(const BmpBytes& bytes, const std::string& place) {
  BmpHeader h;
  h.pixels = bytes.number(10, 4);
  const std::uint64_t size = bytes.number(file_header, 4);
  std::uint32_t compression = 0;
  if (size == 12) {
    h.width = bytes.number(18, 2);
    h.height = bytes.number(20, 2);
    h.bits = bytes.number(24, 2);
    h.colour_size = 3;
  } else if (size == 40 || size == 52 || size == 56 || size == 64 || size == 108 || size == 124) {
    const auto width = static_cast<std::int32_t>(bytes.number(18, 4));
    const auto height = static_cast<std::int64_t>(static_cast<std::int32_t>(bytes.number(22, 4)));
    if (width < 0) detail::fail_damaged_picture(place, fmt::format("the width is {}", width));
    h.width = static_cast<std::uint64_t>(width);
    h.from_top = height < 0;
    h.height = static_cast<std::uint64_t>(h.from_top ? -height : height);
    h.bits = bytes.number(28, 2);
    compression = bytes.number(30, 4);
    h.colours = bytes.number(46, 4);
  } else {
    detail::fail_damaged_picture(
        place,
        fmt::format("byte 14: expected a header of 12, 40, 52, 56, 64, 108 or 124 bytes, found {}", size));
  }
  if (compression >= compressions.size())
    detail::fail_damaged_picture(place, fmt::format("byte 30: compression {} is unknown", compression));
  if (compression != 0 && compression != 3 && compression != 6) {
    detail::fail_other_picture(
        place, fmt::format("BMP with the compression {} is not read", compressions[compression]));
  }
  constexpr std::array depths = {1U, 4U, 8U, 16U, 24U, 32U};
  if (std::ranges::find(depths, h.bits) == depths.end())
    detail::fail_damaged_picture(
        place, fmt::format("expected 1, 4, 8, 16, 24 or 32 bits a pixel, found {}", h.bits));
  h.palette = file_header + size;
  read_masks(bytes, compression, size, h, place);
  return h;
}

/// Indices into a palette. Grey if all its colours are.
Array read_indexed(const BmpBytes& bytes, const BmpHeader& h, std::uint64_t row_size,
                   const std::string& place) {
  const std::uint64_t most = std::uint64_t{1} << h.bits;
  const std::uint64_t count = h.colours == 0 ? most : h.colours;
  if (count > most)
    detail::fail_damaged_picture(place, fmt::format("{} colours, expected at most {}", count, most));
  bytes.need(h.palette, count * h.colour_size);
  const std::uint8_t* const colours = bytes.from(h.palette);
  bool grey = true;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint8_t* colour = colours + i * h.colour_size;
    grey = grey && colour[0] == colour[1] && colour[1] == colour[2];
  }
  const std::int64_t channels = grey ? 1 : 3;
  Array image = Array::uninitialized(
      {static_cast<std::int64_t>(h.height), static_cast<std::int64_t>(h.width), channels}, DType::u8);
  std::uint8_t* target = image.mutable_data<std::uint8_t>().data();
  for (std::uint64_t y = 0; y < h.height; ++y) {
    const std::uint64_t begin = h.pixels + (h.from_top ? y : h.height - 1 - y) * row_size;
    const std::uint8_t* const row = bytes.from(begin);
    for (std::uint64_t x = 0; x < h.width; ++x) {
      const std::uint64_t bit = x * h.bits;
      const std::uint64_t index = row[bit / 8] >> (8 - h.bits - bit % 8) & (most - 1);
      if (index >= count) {
        detail::fail_damaged_picture(
            place, fmt::format("byte {}: colour {} of a palette of {}", begin + bit / 8, index, count));
      }
      for (std::int64_t c = 0; c < channels; ++c) *target++ = colours[index * h.colour_size + 2 - c];
    }
  }
  return image;
}

/// A colour in each pixel: three bytes, or the fields of 16 or 32 bits.
Array read_direct(const BmpBytes& bytes, const BmpHeader& h, std::uint64_t row_size) {
  const bool has_alpha = h.masks[3] != 0;
  const std::int64_t channels = has_alpha ? 4 : 3;
  Array image = Array::uninitialized(
      {static_cast<std::int64_t>(h.height), static_cast<std::int64_t>(h.width), channels}, DType::u8);
  std::uint8_t* target = image.mutable_data<std::uint8_t>().data();
  const std::uint64_t size = h.bits / 8;
  for (std::uint64_t y = 0; y < h.height; ++y) {
    const std::uint8_t* pixel = bytes.from(h.pixels + (h.from_top ? y : h.height - 1 - y) * row_size);
    for (std::uint64_t x = 0; x < h.width; ++x, pixel += size) {
      if (h.bits == 24) {
        for (std::size_t c = 0; c < 3; ++c) *target++ = pixel[2 - c];
        continue;
      }
      std::uint32_t word = 0;
      for (std::uint64_t i = size; i > 0; --i) word = word << 8 | pixel[i - 1];
      for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
        const std::uint64_t most = h.masks[c] >> std::countr_zero(h.masks[c]);
        const std::uint64_t value = (word & h.masks[c]) >> std::countr_zero(h.masks[c]);
        *target++ = static_cast<std::uint8_t>((value * 255 + most / 2) / most);
      }
    }
  }
  return image;
}

}  // namespace

Array detail::decode_bmp(std::span<const std::byte> content, const std::string& place) {
  const BmpBytes bytes(content, place);
  const BmpHeader h = read_bmp_header(bytes, place);
  check_picture_size(h.height, h.width, place);
  const std::uint64_t row_size = (h.width * h.bits + 31) / 32 * 4;
  bytes.need(h.pixels, row_size * h.height);
  return h.bits <= 8 ? read_indexed(bytes, h, row_size, place) : read_direct(bytes, h, row_size);
}

}  // namespace saem
