// WebP through libwebp. Animations are refused: their frames need a decoder of their own.
// Source: Google, "WebP Container Specification".
#include <fmt/format.h>
#include <webp/decode.h>

#include "saem/core/error.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

// The format has no bound: one colour takes no bits. A file that claims more is refused all the same.
constexpr std::uint64_t most_webp_pixels_per_byte = 1 << 16;

const std::uint8_t* webp_data(std::span<const std::byte> bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

/// The size that the container claims, at most what is there.
std::size_t claimed_size(std::span<const std::byte> bytes) {
  std::size_t size = 0;
  for (std::size_t i = 8; i > 4; --i) size = size << 8 | std::to_integer<std::size_t>(bytes[i - 1]);
  return size + 8;
}

}  // namespace

Array detail::decode_webp(std::span<const std::byte> bytes, const std::string& place) {
  if (bytes.size() < 12 || claimed_size(bytes) > bytes.size()) {
    fail_damaged_picture(place, fmt::format("the file is cut short: it has {} bytes, expected {}",
                                            bytes.size(), bytes.size() < 12 ? 12 : claimed_size(bytes)));
  }
  WebPBitstreamFeatures features{};
  if (WebPGetFeatures(webp_data(bytes), bytes.size(), &features) != VP8_STATUS_OK)
    fail_damaged_picture(place, "its header is not valid");
  if (features.has_animation != 0) fail_other_picture(place, "an animated WebP is not read");
  const auto height = static_cast<std::uint64_t>(features.height);
  const auto width = static_cast<std::uint64_t>(features.width);
  check_picture_size(height, width, place);
  check_picture_fits(height, width, bytes.size(), most_webp_pixels_per_byte, place);
  const int channels = features.has_alpha != 0 ? 4 : 3;
  Array image = Array::uninitialized({features.height, features.width, channels}, DType::u8);
  auto* const pixels = reinterpret_cast<std::uint8_t*>(image.mutable_bytes());
  const auto decode = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode(webp_data(bytes), bytes.size(), pixels, image.byte_size(), features.width * channels) == nullptr)
    fail_damaged_picture(place, fmt::format("the {} bytes end too early, or are not valid", bytes.size()));
  return image;
}

}  // namespace saem
