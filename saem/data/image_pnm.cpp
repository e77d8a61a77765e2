// Binary PGM ("P5", grey) and PPM ("P6", RGB). Source: https://netpbm.sourceforge.net/doc/pgm.html and
// ppm.html.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "saem/core/error.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& place) : text_(text), place_(place) {}

  /// The next number; white space and comments ("# … end of line") may stand before it.
  std::uint64_t number() {
    while (position_ < text_.size() && (is_space() || text_[position_] == '#')) {
      position_ =
          text_[position_] == '#' ? std::min(text_.find('\n', position_), text_.size()) : position_ + 1;
    }
    const std::size_t first = position_;
    std::uint64_t value = 0;
    for (; position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9'; ++position_) {
      value = value * 10 + static_cast<std::uint64_t>(text_[position_] - '0');
      if (value > 0xFFFFFFFF) detail::fail_damaged_picture(place_, "a number in the header is too large");
    }
    if (position_ == first) detail::fail_damaged_picture(place_, "a number is missing in the header");
    return value;
  }

  /// The samples: all that follows the single white space that ends the header.
  std::string_view samples() {
    if (position_ == text_.size() || !is_space())
      detail::fail_damaged_picture(place_, "the header does not end");
    return text_.substr(position_ + 1);
  }

 private:
  [[nodiscard]] bool is_space() const {
    return std::string_view(" \t\n\v\f\r").find(text_[position_]) != std::string_view::npos;
  }

  std::string_view text_;
  const std::string& place_;
  std::size_t position_ = 2;
};

}  // namespace

Array detail::decode_pnm(std::span<const std::byte> bytes, const std::string& place) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  HeaderReader header(text, place);
  const std::uint64_t width = header.number();
  const std::uint64_t height = header.number();
  const std::uint64_t max_value = header.number();
  const std::string_view samples = header.samples();
  check_picture_size(height, width, place);
  if (max_value < 1 || max_value > 65535)
    fail_damaged_picture(place, fmt::format("the largest value is {}, expected 1 to 65535", max_value));
  const std::uint64_t channels = text[1] == '5' ? 1 : 3;
  const std::uint64_t sample_size = max_value > 255 ? 2 : 1;
  const std::uint64_t count = height * width * channels;
  if (samples.size() != count * sample_size) {
    fail_damaged_picture(place, fmt::format("{} bytes of pixels, expected {} for {} × {}", samples.size(),
                                            count * sample_size, width, height));
  }
  Array image = Array::uninitialized({static_cast<std::int64_t>(height), static_cast<std::int64_t>(width),
                                      static_cast<std::int64_t>(channels)},
                                     DType::u8);
  const std::span<std::uint8_t> pixels = image.mutable_data<std::uint8_t>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    std::uint64_t value = static_cast<unsigned char>(samples[i * sample_size]);
    if (sample_size == 2) value = value << 8 | static_cast<unsigned char>(samples[i * 2 + 1]);
    if (value > max_value)
      fail_damaged_picture(place,
                           fmt::format("a pixel has the value {}, above the largest, {}", value, max_value));
    pixels[i] = static_cast<std::uint8_t>((value * 255 + max_value / 2) / max_value);
  }
  return image;
}

}  // namespace saem
