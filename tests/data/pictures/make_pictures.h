#pragma once

#include <webp/encode.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"
#include "tests/data/support/little_endian.h"

/// Pictures of formats that only ours reads here, made byte by byte.
namespace saem::test {

struct BmpOptions {
  int header = 40;
  int compression = 0;
  std::vector<std::uint32_t> masks = {};
  std::string palette = {};  ///< entries of 4 bytes (3 with a header of 12): blue, green, red
};
/// `rows` are padded to 4 bytes, and written as they come: the lowest first, unless the height is negative.
inline std::string make_bmp(int width, int height, int bits, const std::vector<std::string>& rows,
                            const BmpOptions& options = {}) {
  std::string header = little_endian(static_cast<std::uint64_t>(options.header), 4);
  const int size = options.header == 12 ? 2 : 4;
  header += little_endian(static_cast<std::uint64_t>(width), size);
  header += little_endian(static_cast<std::uint64_t>(height), size);
  header += little_endian(1, 2) + little_endian(static_cast<std::uint64_t>(bits), 2);
  if (options.header > 12) {
    header += little_endian(static_cast<std::uint64_t>(options.compression), 4) + std::string(12, '\0');
    header += little_endian(options.palette.size() / 4, 4) + std::string(4, '\0');
    for (const std::uint32_t mask : options.masks) header += little_endian(mask, 4);
    if (options.header > 40) header.resize(static_cast<std::size_t>(options.header), '\0');
  }
  header += options.palette;
  std::string pixels;
  for (const std::string& row : rows) {
    pixels += row;
    while (pixels.size() % 4 != 0) pixels += '\0';
  }
  const std::size_t begin = 14 + header.size();
  return "BM" + little_endian(begin + pixels.size(), 4) + std::string(4, '\0') + little_endian(begin, 4) +
         header + pixels;
}

struct GifOptions {
  int left = 0;
  int top = 0;
  int screen_width = 0;  ///< 0: the frame's
  int screen_height = 0;
  int transparent = -1;
  bool interlaced = false;  ///< then the rows come in the order of the four passes
};
/// A frame of at most 128 colours in codes that are never compressed. `palette`: red, green, blue, of a power
/// of two of colours.
inline std::string make_gif(int width, int height, std::string_view pixels, std::string_view palette,
                            const GifOptions& options = {}) {
  const auto word = [](int value) { return little_endian(static_cast<std::uint64_t>(value), 2); };
  int depth = 1;
  while ((3U << depth) < palette.size()) ++depth;
  std::string file = "GIF89a" + word(options.screen_width == 0 ? width : options.screen_width) +
                     word(options.screen_height == 0 ? height : options.screen_height);
  file += static_cast<char>(0x80 | (depth - 1));
  file += std::string(2, '\0') + std::string(palette);
  if (options.transparent >= 0) {
    file += std::string("!\xF9\x04\x01\0\0", 6);
    file += static_cast<char>(options.transparent);
    file += '\0';
  }
  file += "," + word(options.left) + word(options.top) + word(width) + word(height);
  file += options.interlaced ? '\x40' : '\0';
  // Codes of 8 bits: 0 to 127 are colours, 128 clears the table, 129 ends. Cleared before codes grow.
  std::string codes;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % 100 == 0) codes += '\x80';
    codes += pixels[i];
  }
  codes += '\x81';
  file += '\x07';
  for (std::size_t i = 0; i < codes.size(); i += 255) {
    const std::string block = codes.substr(i, 255);
    file += static_cast<char>(block.size());
    file += block;
  }
  return file + std::string("\0;", 2);
}

/// Without loss. u8, (height, width, 3 or 4).
inline std::string make_webp(const Array& image) {
  std::uint8_t* bytes = nullptr;
  const int height = static_cast<int>(image.shape()[0]);
  const int width = static_cast<int>(image.shape()[1]);
  const int channels = static_cast<int>(image.shape()[2]);
  const auto encode = channels == 4 ? WebPEncodeLosslessRGBA : WebPEncodeLosslessRGB;
  const std::size_t size = encode(image.data<std::uint8_t>().data(), width, height, width * channels, &bytes);
  if (size == 0) throw std::runtime_error("WebPEncodeLossless");
  std::string file(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return file;
}

/// The JPEG file with an Exif segment behind its first mark. The tag is one of two in the list.
inline std::string with_orientation(const std::string& jpeg, int orientation, bool little = true) {
  const auto number = [&](std::uint64_t value, int size) {
    const std::string bytes = little_endian(value, size);
    return little ? bytes : std::string(bytes.rbegin(), bytes.rend());
  };
  std::string exif = std::string("Exif\0\0", 6) + (little ? "II" : "MM") + number(42, 2) + number(8, 4);
  exif += number(2, 2);
  exif += number(0x010F, 2) + number(2, 2) + number(1, 4) + number(0, 4);
  exif += number(0x0112, 2) + number(3, 2) + number(1, 4);
  exif += number(static_cast<std::uint64_t>(orientation), 2) + number(0, 2);
  exif += number(0, 4);
  const std::string size = little_endian(exif.size() + 2, 2);
  return jpeg.substr(0, 2) + "\xFF\xE1" + size[1] + size[0] + exif + jpeg.substr(2);
}

/// Random bytes.
inline Array noise_picture(const Shape& shape, std::uint64_t seed = 1) {
  Generator random(seed);
  Array image = Array::uninitialized(shape, DType::u8);
  for (std::uint8_t& value : image.mutable_data<std::uint8_t>())
    value = static_cast<std::uint8_t>(random.integer(256));
  return image;
}

/// Colours that change slowly, as photos do, so that JPEG keeps them within a few units.
inline Array smooth_picture(std::int64_t height, std::int64_t width, std::int64_t channels = 3) {
  Array image = Array::uninitialized({height, width, channels}, DType::u8);
  std::uint8_t* value = image.mutable_data<std::uint8_t>().data();
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (std::int64_t c = 0; c < channels; ++c)
        *value++ = static_cast<std::uint8_t>((c == 0 ? 200 * y / height : 220 * x / width) + 10 * c);
  return image;
}

}  // namespace saem::test
