// JPEG through libjpeg. Errors leave its C code by longjmp, as a C++ exception must not pass through it.
// Between setjmp and longjmp no object with a destructor may be made, so the functions that call setjmp hold
// plain values only.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <string_view>
#include <vector>

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

}  // namespace

/// Owns libjpeg's state.
struct detail::JpegFile::State {
  jpeg_decompress_struct info{};
  ErrorManager errors;
  jpeg_progress_mgr progress{};
  State() {
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = on_error;
    errors.base.emit_message = on_message;
    errors.base.output_message = on_output;
    progress.progress_monitor = on_progress;
  }
  ~State() { jpeg_destroy_decompress(&info); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

namespace {

using JpegReader = jpeg_decompress_struct;

bool read_jpeg_header(JpegReader& info, jpeg_progress_mgr& progress, std::span<const std::byte> bytes) {
  if (setjmp(reinterpret_cast<ErrorManager*>(info.err)->jump) != 0) return false;
  jpeg_create_decompress(&info);
  info.progress = &progress;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()),
               static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&info, TRUE);
  return true;
}

/// From here on output_height and output_width are known. `left` and `width` (of the reduced picture) become
/// those of whole blocks.
bool start_jpeg(JpegReader& info, unsigned reduction, JDIMENSION* left, JDIMENSION* width) {
  if (setjmp(reinterpret_cast<ErrorManager*>(info.err)->jump) != 0) return false;
  info.scale_num = 1;
  info.scale_denom = reduction;
  jpeg_start_decompress(&info);
  if (*width < info.output_width) jpeg_crop_scanline(&info, left, width);
  return true;
}

/// Rows [first, last). What lies below them is decoded too, and so checked, if there is a `spare_row` for it.
bool read_jpeg_rows(JpegReader& info, JDIMENSION first, JDIMENSION last, std::uint8_t* pixels,
                    std::size_t row_size, std::uint8_t* spare_row) {
  if (setjmp(reinterpret_cast<ErrorManager*>(info.err)->jump) != 0) return false;
  if (first > 0) jpeg_skip_scanlines(&info, first);
  while (info.output_scanline < last) {
    JSAMPROW row = pixels + (info.output_scanline - first) * row_size;
    jpeg_read_scanlines(&info, &row, 1);
  }
  if (spare_row == nullptr) return true;
  while (info.output_scanline < info.output_height) jpeg_read_scanlines(&info, &spare_row, 1);
  jpeg_finish_decompress(&info);
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

[[noreturn]] void fail_jpeg(const JpegReader& info, std::size_t bytes, const std::string& place) {
  std::string problem = reinterpret_cast<const ErrorManager*>(info.err)->problem.data();
  if (info.src != nullptr && info.src->bytes_in_buffer <= bytes)
    problem += fmt::format(", near byte {} of {}", bytes - info.src->bytes_in_buffer, bytes);
  detail::fail_damaged_picture(place, problem);
}

/// A file that was cut ends without the mark of its end.
bool ends_with_mark(std::span<const std::byte> bytes) {
  return bytes.size() > 2 && bytes[bytes.size() - 2] == std::byte{0xFF} && bytes.back() == std::byte{0xD9};
}

}  // namespace

detail::JpegFile::JpegFile(std::span<const std::byte> bytes, std::string place)
    : bytes_(bytes), place_(std::move(place)), state_(std::make_unique<State>()) {
  jpeg_decompress_struct& info = state_->info;
  if (!read_jpeg_header(info, state_->progress, bytes)) fail_jpeg(info, bytes.size(), place_);
  check_picture_size(info.image_height, info.image_width, place_);
  // Arithmetic coding has no such bound.
  if (info.arith_code == FALSE)
    check_picture_fits(info.image_height, info.image_width, bytes.size(), most_pixels_per_byte, place_);
}

detail::JpegFile::~JpegFile() = default;

std::int64_t detail::JpegFile::height() const { return state_->info.image_height; }
std::int64_t detail::JpegFile::width() const { return state_->info.image_width; }
std::int64_t detail::JpegFile::channels() const { return state_->info.num_components == 1 ? 1 : 3; }

detail::PicturePart detail::JpegFile::decode(const PixelBox& box, int reduction, bool grey) {
  jpeg_decompress_struct& info = state_->info;
  const bool from_luma = grey && info.jpeg_color_space == JCS_YCbCr;
  const int channels = info.num_components == 1 || from_luma ? 1 : info.num_components == 4 ? 4 : 3;
  info.out_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 4 ? JCS_CMYK : JCS_RGB;
  const auto down = [&](std::int64_t at) { return static_cast<JDIMENSION>(at / reduction); };
  const auto up = [&](std::int64_t at) { return static_cast<JDIMENSION>((at + reduction - 1) / reduction); };
  JDIMENSION left = down(box.left);
  JDIMENSION width = up(box.left + box.width) - left;
  if (!start_jpeg(info, static_cast<unsigned>(reduction), &left, &width))
    fail_jpeg(info, bytes_.size(), place_);
  const JDIMENSION first = down(box.top);
  const JDIMENSION last = std::min(up(box.top + box.height), info.output_height);
  Array pixels = Array::uninitialized({last - first, width, channels}, DType::u8);
  std::uint8_t* const target = pixels.mutable_data<std::uint8_t>().data();
  const std::size_t row_size = std::size_t{width} * static_cast<std::size_t>(channels);
  const bool to_end = last == info.output_height || !ends_with_mark(bytes_);
  std::vector<std::uint8_t> spare_row(to_end ? row_size : 0);
  if (!read_jpeg_rows(info, first, last, target, row_size, to_end ? spare_row.data() : nullptr))
    fail_jpeg(info, bytes_.size(), place_);
  if (channels == 4) pixels = cmyk_to_rgb(pixels, info.saw_Adobe_marker != FALSE);
  const double scale = 1.0 / reduction;
  return {.pixels = std::move(pixels),
          .top = static_cast<double>(box.top) * scale - first,
          .left = static_cast<double>(box.left) * scale - left,
          .height = static_cast<double>(box.height) * scale,
          .width = static_cast<double>(box.width) * scale};
}

}  // namespace saem
