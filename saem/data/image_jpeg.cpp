// JPEG through libjpeg. Errors leave its C code by longjmp, as a C++ exception must not pass through it.
// Between setjmp and longjmp no object with a destructor may be made, so the functions that call setjmp hold
// plain values only.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <string_view>

#include <jpeglib.h>  // Needs <cstdio> before it.

#include <jerror.h>

#include "saem/core/error.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

// The least that Huffman coding needs: one bit for a block of 8 × 8 pixels.
constexpr std::uint64_t most_pixels_per_byte = 8 * 64;
// Progressive files are read scan by scan, each over the whole picture. Real ones have about ten; the format
// allows thousands, which take a few bytes each.
constexpr int most_scans = 500;

struct ErrorManager {
  jpeg_error_mgr base{};  ///< First, so that libjpeg's pointer to it is a pointer to this.
  std::jmp_buf jump{};
  std::array<char, JMSG_LENGTH_MAX> problem{};
};

[[noreturn]] void on_error(j_common_ptr info) {
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  info->err->format_message(info, manager->problem.data());
  std::longjmp(manager->jump, 1);
}

// libjpeg fills what is missing with grey and only warns; a model should not learn that grey. Stray bytes
// between two segments are the exception: cameras leave them, and no pixel depends on them.
void on_message(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code != JWRN_EXTRANEOUS_DATA) on_error(info);
}

void on_output(j_common_ptr) {}

/// Called now and then while scans are read.
void on_progress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= most_scans) return;
  auto* manager = reinterpret_cast<ErrorManager*>(info->err);
  constexpr std::string_view problem = "more than 500 scans";
  static_assert(most_scans == 500);
  std::ranges::copy(problem, manager->problem.begin());
  std::longjmp(manager->jump, 1);
}

/// Owns libjpeg's state.
struct JpegReader {
  jpeg_decompress_struct info{};
  ErrorManager errors;
  jpeg_progress_mgr progress{};
  JpegReader() {
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = on_error;
    errors.base.emit_message = on_message;
    errors.base.output_message = on_output;
    progress.progress_monitor = on_progress;
  }
  ~JpegReader() { jpeg_destroy_decompress(&info); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;
};

bool read_jpeg_header(JpegReader& reader, std::span<const std::byte> bytes) {
  if (setjmp(reader.errors.jump) != 0) return false;
  jpeg_create_decompress(&reader.info);
  reader.info.progress = &reader.progress;
  jpeg_mem_src(&reader.info, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&reader.info, TRUE);
  if (reader.info.num_components == 1) {
    reader.info.out_color_space = JCS_GRAYSCALE;
  } else {
    reader.info.out_color_space = reader.info.num_components == 4 ? JCS_CMYK : JCS_RGB;
  }
  return true;
}

bool read_jpeg_pixels(JpegReader& reader, std::uint8_t* pixels, std::size_t row_size) {
  if (setjmp(reader.errors.jump) != 0) return false;
  jpeg_start_decompress(&reader.info);
  while (reader.info.output_scanline < reader.info.output_height) {
    JSAMPROW row = pixels + reader.info.output_scanline * row_size;
    jpeg_read_scanlines(&reader.info, &row, 1);
  }
  jpeg_finish_decompress(&reader.info);
  return true;
}

/// CMYK in place of RGB. Adobe's programs, and so nearly all, store it inverted: 255 is no ink.
Array cmyk_to_rgb(const Array& cmyk, bool inverted) {
  Array rgb = Array::uninitialized(cmyk.shape().with(2, 3), DType::u8);
  const std::uint8_t* source = cmyk.data<std::uint8_t>().data();
  std::uint8_t* target = rgb.mutable_data<std::uint8_t>().data();
  const std::int64_t pixels = cmyk.shape()[0] * cmyk.shape()[1];
  const unsigned flip = inverted ? 0U : 255U;
  for (std::int64_t i = 0; i < pixels; ++i) {
    const unsigned black = source[4 * i + 3] ^ flip;
    for (std::int64_t c = 0; c < 3; ++c) {
      target[3 * i + c] = static_cast<std::uint8_t>(((source[4 * i + c] ^ flip) * black + 127U) / 255U);
    }
  }
  return rgb;
}

}  // namespace

Array detail::decode_jpeg(std::span<const std::byte> bytes, const std::string& place) {
  JpegReader reader;
  if (!read_jpeg_header(reader, bytes)) fail_damaged_picture(place, reader.errors.problem.data());
  const std::int64_t height = reader.info.image_height;
  const std::int64_t width = reader.info.image_width;
  const std::int64_t channels = reader.info.num_components == 1 ? 1 : reader.info.num_components == 4 ? 4 : 3;
  check_picture_size(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width), place);
  // Checked before memory is taken for what the header claims. (Arithmetic coding has no such bound.)
  const auto pixel_count = static_cast<std::uint64_t>(height * width);
  if (reader.info.arith_code == FALSE && pixel_count / most_pixels_per_byte > bytes.size()) {
    fail_damaged_picture(place,
                         fmt::format("{} bytes cannot hold {} × {} pixels", bytes.size(), width, height));
  }
  Array image = Array::uninitialized({height, width, channels}, DType::u8);
  std::uint8_t* const pixels = image.mutable_data<std::uint8_t>().data();
  if (!read_jpeg_pixels(reader, pixels, static_cast<std::size_t>(width * channels))) {
    fail_damaged_picture(place, reader.errors.problem.data());
  }
  return channels == 4 ? cmyk_to_rgb(image, reader.info.saw_Adobe_marker != FALSE) : image;
}

}  // namespace saem
