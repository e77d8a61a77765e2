// PNG through libpng. Its errors come out of C code, where a C++ exception must not pass: they leave by
// longjmp. Between setjmp and longjmp no object with a destructor may be made, so the functions that call
// setjmp hold plain values only, and whoever calls them owns the memory.
#include <fmt/format.h>
#include <png.h>

#include <array>
#include <csetjmp>
#include <cstring>
#include <vector>

#include "saem/core/deflate_ratio.h"
#include "saem/core/error.h"
#include "saem/data/image.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

/// All that the callbacks need; also keeps the text of the error, which is made before the jump.
struct Source {
  std::span<const std::byte> rest;
  std::array<char, 128> problem{};
};

void on_error(png_structp png, png_const_charp message) {
  auto* source = static_cast<Source*>(png_get_error_ptr(png));
  std::strncpy(source->problem.data(), message, source->problem.size() - 1);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {
}  // About colour profiles and the like, which are not used here.

void on_read(png_structp png, png_bytep target, std::size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(png));
  if (count > source->rest.size()) png_error(png, "the file is cut short");
  std::memcpy(target, source->rest.data(), count);
  source->rest = source->rest.subspan(count);
}

/// Owns libpng's two structures.
struct PngReader {
  png_structp png = nullptr;
  png_infop info = nullptr;
  explicit PngReader(Source& source)
      : png(png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, on_error, on_warning)) {
    if (png != nullptr) info = png_create_info_struct(png);
    if (info != nullptr) png_set_read_fn(png, &source, on_read);
  }
  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
};

/// Reads all that comes before the pixels and asks for 8 bits per sample, no palette. False on error.
bool read_png_header(const PngReader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_set_crc_action(reader.png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_user_limits(reader.png, PNG_UINT_31_MAX,
                      PNG_UINT_31_MAX);  // check_picture_size limits the product.
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);
  png_set_scale_16(reader.png);
  png_set_interlace_handling(reader.png);
  png_read_update_info(reader.png, reader.info);
  return true;
}

bool read_png_pixels(const PngReader& reader, png_bytepp rows) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_image(reader.png, rows);
  png_read_end(reader.png, nullptr);
  return true;
}

}  // namespace

Array detail::decode_png(std::span<const std::byte> bytes, const std::string& place) {
  Source source{.rest = bytes};
  const PngReader reader(source);
  if (reader.info == nullptr) fail<FileError>({place, "not enough memory to read the picture", "", ""});
  const auto fail_png = [&] {
    fail_damaged_picture(place, fmt::format("{}, near byte {} of {}", source.problem.data(),
                                            bytes.size() - source.rest.size(), bytes.size()));
  };
  if (!read_png_header(reader)) fail_png();
  const std::size_t height = png_get_image_height(reader.png, reader.info);
  const std::size_t width = png_get_image_width(reader.png, reader.info);
  const std::size_t channels = png_get_channels(reader.png, reader.info);
  check_picture_size(height, width, place);
  check_picture_fits(height, width, bytes.size(), 8 * deflate_ratio, place);  // a pixel has at least one bit
  Array image = Array::uninitialized({static_cast<std::int64_t>(height), static_cast<std::int64_t>(width),
                                      static_cast<std::int64_t>(channels)},
                                     DType::u8);
  std::vector<png_bytep> rows(height);
  std::uint8_t* const pixels = image.mutable_data<std::uint8_t>().data();
  for (std::size_t y = 0; y < height; ++y) rows[y] = pixels + y * width * channels;
  if (!read_png_pixels(reader, rows.data())) fail_png();
  return image;
}

std::string encode_png(const Array& image) {
  const Shape& shape = image.shape();
  if (image.dtype() != DType::u8) {
    fail<DTypeError>({"encode_png", fmt::format("expected uint8, received {}", name(image.dtype())), "",
                      "Scale the picture to 0..255 and convert it with astype(DType::u8)."});
  }
  if (shape.rank() != 3 || image.size() == 0 || (shape[2] != 1 && shape[2] != 3) ||
      image.size() > 3 * detail::max_pixels) {
    fail<ShapeError>({"encode_png",
                      fmt::format("expected (height, width, 1 or 3), received {}", shape.to_string()), "",
                      "Give one picture, with its channels on the last axis."});
  }
  // libpng's simplified interface returns its errors, so no jumps here.
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.height = static_cast<png_uint_32>(shape[0]);
  png.width = static_cast<png_uint_32>(shape[1]);
  png.format = shape[2] == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(size, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.bytes(), 0, nullptr) == 0) {
    fail<ValueError>(
        {"encode_png", fmt::format("libpng cannot write this picture: {}", png.message), "", ""});
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace saem
