#include "saem/data/image.h"

#include <fmt/format.h>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/data/image_codecs.h"
#include "saem/data/image_reader.h"

namespace saem {

Array decode_image(std::span<const std::byte> bytes, std::string_view place, const ImageOptions& options) {
  return ImageReader(bytes, place, options).decode();
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

void check_picture_fits(std::uint64_t height, std::uint64_t width, std::size_t bytes,
                        std::uint64_t most_pixels_per_byte, const std::string& place) {
  if (height * width / most_pixels_per_byte > bytes)
    fail_damaged_picture(place, fmt::format("{} bytes cannot hold {} × {} pixels", bytes, width, height));
}

void fail_damaged_picture(const std::string& place, const std::string& problem) {
  fail<FileError>({place, fmt::format("damaged picture: {}", problem), "",
                   "Copy or download the file again, or leave it out."});
}

void fail_other_picture(const std::string& place, const std::string& problem) {
  fail<FileError>({place, problem, "", "Convert the picture to PNG or JPEG."});
}

}  // namespace detail
}  // namespace saem
