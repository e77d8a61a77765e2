// GIF through giflib: the first frame, as it lies on the screen of the file. What it leaves free, and what is
// transparent, is without alpha.
// Source: CompuServe, "Graphics Interchange Format, version 89a".
#include <fmt/format.h>
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/image_codecs.h"

namespace saem {
namespace {

// A full table of 4096 codes of 12 bits, the longest for 4096 pixels.
constexpr std::uint64_t most_gif_pixels_per_byte = 4096;

struct GifSource {
  std::span<const std::byte> bytes;
  std::size_t position = 0;
};

int read_gif_bytes(GifFileType* file, GifByteType* target, int count) {
  auto* source = static_cast<GifSource*>(file->UserData);
  const std::size_t size = std::min(static_cast<std::size_t>(count), source->bytes.size() - source->position);
  if (size > 0) std::memcpy(target, source->bytes.data() + source->position, size);
  source->position += size;
  return static_cast<int>(size);
}

class GifReader {
 public:
  GifReader(std::span<const std::byte> bytes, const std::string& place)
      : source_{.bytes = bytes}, place_(place) {
    int error = 0;
    file_ = DGifOpen(&source_, read_gif_bytes, &error);
    if (file_ == nullptr) fail_gif(error);
  }
  ~GifReader() {
    if (file_ != nullptr) DGifCloseFile(file_, nullptr);
  }
  GifReader(const GifReader&) = delete;
  GifReader& operator=(const GifReader&) = delete;

  GifFileType& operator*() const { return *file_; }
  GifFileType* operator->() const { return file_; }

  void require(int status) const {
    if (status == GIF_ERROR) fail_gif(file_->Error);
  }
  [[noreturn]] void fail_gif(int error) const {
    const char* text = GifErrorString(error);
    detail::fail_damaged_picture(
        place_, fmt::format("{}, near byte {} of {}", text == nullptr ? "unreadable" : text, source_.position,
                            source_.bytes.size()));
  }
  [[nodiscard]] std::size_t size() const { return source_.bytes.size(); }

 private:
  GifSource source_;
  const std::string& place_;
  GifFileType* file_ = nullptr;
};

/// Skips what stands before the first frame. Returns the number of the transparent colour, or -1.
int find_first_frame(const GifReader& gif, const std::string& place) {
  int transparent = -1;
  for (;;) {
    GifRecordType kind = UNDEFINED_RECORD_TYPE;
    gif.require(DGifGetRecordType(&*gif, &kind));
    if (kind == IMAGE_DESC_RECORD_TYPE) return transparent;
    if (kind != EXTENSION_RECORD_TYPE) detail::fail_damaged_picture(place, "the file has no picture in it");
    int code = 0;
    GifByteType* block = nullptr;
    gif.require(DGifGetExtension(&*gif, &code, &block));
    while (block != nullptr) {
      GraphicsControlBlock control{};
      if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
        transparent = control.TransparentColor;
      gif.require(DGifGetExtensionNext(&*gif, &block));
    }
  }
}

/// The order in which the rows of a frame are stored.
std::vector<int> row_order(int height, bool interlaced) {
  std::vector<int> rows;
  if (!interlaced) {
    for (int y = 0; y < height; ++y) rows.push_back(y);
    return rows;
  }
  constexpr std::array<std::array<int, 2>, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  for (const auto& [first, step] : passes)
    for (int y = first; y < height; y += step) rows.push_back(y);
  return rows;
}

}  // namespace

Array detail::decode_gif(std::span<const std::byte> bytes, const std::string& place) {
  const GifReader gif(bytes, place);
  const int transparent = find_first_frame(gif, place);
  gif.require(DGifGetImageDesc(&*gif));
  const GifImageDesc& frame = gif->Image;
  const std::int64_t width = gif->SWidth == 0 ? frame.Left + frame.Width : gif->SWidth;
  const std::int64_t height = gif->SHeight == 0 ? frame.Top + frame.Height : gif->SHeight;
  check_picture_size(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width), place);
  check_picture_fits(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width), gif.size(),
                     most_gif_pixels_per_byte, place);
  if (frame.Left + frame.Width > width || frame.Top + frame.Height > height) {
    fail_damaged_picture(
        place, fmt::format("a frame of {} × {} pixels at {}, {} leaves the screen of {} × {}", frame.Width,
                           frame.Height, frame.Left, frame.Top, width, height));
  }
  const ColorMapObject* const colours = frame.ColorMap != nullptr ? frame.ColorMap : gif->SColorMap;
  if (colours == nullptr) fail_damaged_picture(place, "no palette");

  Array image(Shape{height, width, 4}, DType::u8);  // transparent
  std::uint8_t* const pixels = image.mutable_data<std::uint8_t>().data();
  std::vector<GifPixelType> row(static_cast<std::size_t>(frame.Width));
  for (const int y : row_order(frame.Height, frame.Interlace)) {
    gif.require(DGifGetLine(&*gif, row.data(), frame.Width));
    std::uint8_t* target = pixels + ((frame.Top + y) * width + frame.Left) * 4;
    for (const int index : row) {
      if (index >= colours->ColorCount && index != transparent)
        fail_damaged_picture(place, fmt::format("colour {} of a palette of {}", index, colours->ColorCount));
      if (index != transparent) {
        const GifColorType& colour = colours->Colors[index];
        const std::array<std::uint8_t, 4> rgba = {colour.Red, colour.Green, colour.Blue, 255};
        std::memcpy(target, rgba.data(), rgba.size());
      }
      target += 4;
    }
  }
  return image;
}

}  // namespace saem
