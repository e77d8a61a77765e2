#include "saem/data/image.h"

#include <fmt/format.h>

#include <array>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

Array decode(std::span<const std::byte> bytes, const std::string& place) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::string_view kind = describe_content(text.substr(0, 512));
  if (kind == "a PNG picture") return detail::decode_png(bytes, place);
  if (kind == "a JPEG picture") return detail::decode_jpeg(bytes, place);
  if (kind == "a PGM picture" || kind == "a PPM picture") return detail::decode_pnm(bytes, place);
  fail<FileError>({place, fmt::format("expected a PNG, JPEG, PGM or PPM picture but this is {}", kind), "",
                   "Convert the picture to PNG or JPEG."});
}

/// One pixel in `channels` channels out of one with `source_channels`.
void convert_pixel(const std::uint8_t* source, int source_channels, std::uint8_t* target, int channels) {
  const bool has_alpha = source_channels == 2 || source_channels == 4;
  const bool is_grey = source_channels <= 2;
  const unsigned alpha = has_alpha ? source[source_channels - 1] : 255U;
  const auto over_white = [&](int channel) -> unsigned {
    return (source[channel] * alpha + 255U * (255U - alpha) + 127U) / 255U;
  };
  if (is_grey) {
    const auto grey = static_cast<std::uint8_t>(over_white(0));
    for (int channel = 0; channel < channels; ++channel) target[channel] = grey;
  } else if (channels == 1) {
    target[0] = static_cast<std::uint8_t>(
        (299U * over_white(0) + 587U * over_white(1) + 114U * over_white(2) + 500U) / 1000U);
  } else {
    for (int channel = 0; channel < 3; ++channel)
      target[channel] = static_cast<std::uint8_t>(over_white(channel));
  }
}

Array with_channels(const Array& image, int channels) {
  const int source_channels = static_cast<int>(image.shape()[2]);
  if (channels == 0) channels = source_channels <= 2 ? 1 : 3;
  if (channels == source_channels) return image;
  Array result = Array::uninitialized(image.shape().with(2, channels), DType::u8);
  const std::uint8_t* source = image.data<std::uint8_t>().data();
  std::uint8_t* target = result.mutable_data<std::uint8_t>().data();
  const std::int64_t pixels = image.shape()[0] * image.shape()[1];
  for (std::int64_t i = 0; i < pixels; ++i) {
    convert_pixel(source + i * source_channels, source_channels, target + i * channels, channels);
  }
  return result;
}

}  // namespace

Array decode_image(std::span<const std::byte> bytes, std::string_view place, const ImageOptions& options) {
  if (options.channels != 0 && options.channels != 1 && options.channels != 3) {
    fail<ValueError>({"read_image", fmt::format("expected 0, 1 or 3 channels, received {}", options.channels),
                      "", "1 is grey, 3 is colour, 0 is what the file has."});
  }
  return with_channels(decode(bytes, std::string(place)), options.channels);
}

Array read_image(const std::filesystem::path& path, const ImageOptions& options) {
  const std::string content = read_file(path);
  return decode_image(std::as_bytes(std::span(content)), path.string(), options);
}

namespace detail {

void check_picture_size(std::uint64_t height, std::uint64_t width, const std::string& place) {
  if (height == 0 || width == 0)
    fail_damaged_picture(place, fmt::format("the picture is {} × {} pixels", width, height));
  if (height > max_pixels / width) {
    fail<FileError>({place, fmt::format("the picture is {} × {} pixels, more than 2²⁸", width, height), "",
                     "Scale the picture down first; if it is not that large, the file is damaged."});
  }
}

void fail_damaged_picture(const std::string& place, const std::string& problem) {
  fail<FileError>({place, fmt::format("damaged picture: {}", problem), "",
                   "Copy or download the file again, or leave it out."});
}

}  // namespace detail
}  // namespace saem
