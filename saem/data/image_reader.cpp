#include "saem/data/image_reader.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "saem/core/error.h"
#include "saem/data/file_kind.h"
#include "saem/data/image_codecs.h"
#include "saem/data/image_resampler.h"

namespace saem {
namespace {

using Decoder = Array (*)(std::span<const std::byte>, const std::string&);

constexpr std::string_view jpeg_kind = "a JPEG picture";
constexpr std::array<std::pair<std::string_view, Decoder>, 6> decoders = {{
    {"a PNG picture", detail::decode_png},
    {"a BMP picture", detail::decode_bmp},
    {"a GIF picture", detail::decode_gif},
    {"a WebP picture", detail::decode_webp},
    {"a PGM picture", detail::decode_pnm},
    {"a PPM picture", detail::decode_pnm},
}};

Array decode_other(std::span<const std::byte> bytes, std::string_view kind, const std::string& place) {
  for (const auto& [name, decoder] : decoders)
    if (name == kind) return decoder(bytes, place);
  fail<FileError>(
      {place, fmt::format("expected a PNG, JPEG, BMP, GIF, WebP, PGM or PPM picture but this is {}", kind),
       "", "Convert the picture to PNG or JPEG."});
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

/// By how much a JPEG file may be reduced so that each side still has twice the pixels that are wanted: with
/// fewer, the filter that follows would be seen to lose detail.
int possible_reduction(const ImageBox& box, std::int64_t new_height, std::int64_t new_width) {
  for (const int reduction : {8, 4, 2}) {
    if (box.height / reduction >= 2 * new_height && box.width / reduction >= 2 * new_width) return reduction;
  }
  return 1;
}

}  // namespace

struct ImageReader::Content {
  std::optional<detail::JpegFile> jpeg;
  int orientation = 1;
  Array pixels;  ///< of other formats

  [[nodiscard]] detail::PicturePart part(const detail::PixelBox& box, int reduction, int channels);
};

// A picture that lies on its side is decoded as a whole: its boxes lie otherwise in the file.
detail::PicturePart ImageReader::Content::part(const detail::PixelBox& box, int reduction, int channels) {
  detail::PicturePart part;
  if (jpeg && orientation == 1) {
    part = jpeg->decode(box, reduction, channels == 1);
  } else {
    const double scale = jpeg ? 1.0 / reduction : 1.0;
    part = {.pixels = pixels,
            .top = static_cast<double>(box.top) * scale,
            .left = static_cast<double>(box.left) * scale,
            .height = static_cast<double>(box.height) * scale,
            .width = static_cast<double>(box.width) * scale};
    if (jpeg) {
      const detail::PixelBox all{.top = 0, .left = 0, .height = jpeg->height(), .width = jpeg->width()};
      part.pixels = detail::turn_upright(jpeg->decode(all, reduction, channels == 1).pixels, orientation);
    }
  }
  part.pixels = with_channels(part.pixels, channels);
  return part;
}

ImageReader::ImageReader(std::span<const std::byte> bytes, std::string_view place,
                         const ImageOptions& options)
    : content_(std::make_unique<Content>()) {
  if (options.channels != 0 && options.channels != 1 && options.channels != 3) {
    fail<ValueError>({"read_image", fmt::format("expected 0, 1 or 3 channels, received {}", options.channels),
                      "", "1 is grey, 3 is colour, 0 is what the file has."});
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  format_ = describe_content(text.substr(0, 512));
  if (format_ == jpeg_kind) {
    content_->jpeg.emplace(bytes, std::string(place));
    content_->orientation = detail::exif_orientation(bytes);
    height_ = content_->jpeg->height();
    width_ = content_->jpeg->width();
    if (content_->orientation >= 5) std::swap(height_, width_);
    channels_ = content_->jpeg->channels();
  } else {
    content_->pixels = decode_other(bytes, format_, std::string(place));
    height_ = content_->pixels.shape()[0];
    width_ = content_->pixels.shape()[1];
    channels_ = content_->pixels.shape()[2] <= 2 ? 1 : 3;
  }
  if (options.channels != 0) channels_ = options.channels;
}

ImageReader::~ImageReader() = default;

Array ImageReader::decode() {
  return content_->part({.height = height_, .width = width_}, 1, static_cast<int>(channels_)).pixels;
}

Array ImageReader::decode_resized(const ImageBox& box, std::int64_t new_height, std::int64_t new_width) {
  if (box.top < 0 || box.left < 0 || box.height < 1 || box.width < 1 || box.height > height_ - box.top ||
      box.width > width_ - box.left) {
    fail<ValueError>({"decode_resized",
                      fmt::format("the box of {} × {} pixels at {}, {} leaves the picture of {} × {}",
                                  box.width, box.height, box.left, box.top, width_, height_),
                      "", "Choose a box inside the picture."});
  }
  detail::check_new_size(new_height, new_width);
  const int reduction = content_->jpeg ? possible_reduction(box, new_height, new_width) : 1;
  const detail::PicturePart part =
      content_->part({.top = box.top, .left = box.left, .height = box.height, .width = box.width}, reduction,
                     static_cast<int>(channels_));
  return detail::resample(part, new_height, new_width);
}

}  // namespace saem
