#include "saem/data/pictures/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/pictures/fit_picture.h"

namespace saem {
namespace {

/// u8 (height, width, channels) in the middle of another, filled around.
Array put_in_middle(const Array& inner, const PictureSize& size) {
  const std::int64_t channels = inner.shape()[2];
  Array result = Array::full({size.height, size.width, channels}, std::round(255 * size.fill), DType::u8);
  const std::int64_t top = (size.height - inner.shape()[0]) / 2;
  const std::int64_t left = (size.width - inner.shape()[1]) / 2;
  const auto row_size = static_cast<std::size_t>(inner.shape()[1] * channels);
  std::uint8_t* target = result.mutable_data<std::uint8_t>().data() + (top * size.width + left) * channels;
  const std::uint8_t* source = inner.data<std::uint8_t>().data();
  for (std::int64_t y = 0; y < inner.shape()[0]; ++y) {
    std::memcpy(target, source, row_size);
    source += row_size;
    target += size.width * channels;
  }
  return result;
}

/// `value` times new / old, at least 1.
std::int64_t scaled_side(std::int64_t value, std::int64_t new_size, std::int64_t old_size) {
  const double exact =
      static_cast<double>(value) * static_cast<double>(new_size) / static_cast<double>(old_size);
  return std::max<std::int64_t>(1, std::llround(exact));
}

}  // namespace

void detail::check_picture_size_options(const PictureSize& size) {
  if (size.height < 1 || size.width < 1 || (size.channels != 1 && size.channels != 3) ||
      !(size.fill >= 0 && size.fill <= 1)) {
    fail<ValueError>(
        {"pictures",
         fmt::format("expected a size of at least 1 × 1 with 1 or 3 channels and a fill from 0 to 1, "
                     "received {} × {} with {} and {}",
                     size.width, size.height, size.channels, size.fill),
         "", "Give the size that the network takes."});
  }
}

Array detail::fit_picture(ImageReader& reader, const PictureSize& size) {
  const std::int64_t height = reader.height();
  const std::int64_t width = reader.width();
  const bool wider = width * size.height > height * size.width;  // than what is wanted
  if (size.fit == PictureFit::pad) {
    const std::int64_t inner_height =
        wider ? std::min(size.height, scaled_side(height, size.width, width)) : size.height;
    const std::int64_t inner_width =
        wider ? size.width : std::min(size.width, scaled_side(width, size.height, height));
    return put_in_middle(reader.decode_resized({.top = 0, .left = 0, .height = height, .width = width},
                                               inner_height, inner_width),
                         size);
  }
  ImageBox box{.top = 0, .left = 0, .height = height, .width = width};
  if (size.fit == PictureFit::crop) {
    if (wider)
      box.width = std::min(width, scaled_side(height, size.width, size.height));
    else
      box.height = std::min(height, scaled_side(width, size.height, size.width));
    box.top = (height - box.height) / 2;
    box.left = (width - box.width) / 2;
  }
  return reader.decode_resized(box, size.height, size.width);
}

Array load_picture(const std::filesystem::path& file, const PictureSize& size) {
  detail::check_picture_size_options(size);
  const std::string content = read_member(file);
  ImageReader reader(std::as_bytes(std::span(content)), file.string(), {.channels = size.channels});
  return detail::fit_picture(reader, size);
}

LoadedPictures load_pictures(std::span<const std::filesystem::path> files, const PictureSize& size,
                             OnBadSample on_bad_sample) {
  detail::check_picture_size_options(size);
  const auto count = static_cast<std::int64_t>(files.size());
  LoadedPictures loaded;
  loaded.pictures = Array::uninitialized({count, size.height, size.width, size.channels}, DType::u8);
  std::byte* const target = loaded.pictures.mutable_bytes();
  const auto picture_size = static_cast<std::size_t>(size.height * size.width * size.channels);
  std::vector<std::string> problems(files.size());
  parallel_for(count, 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      try {
        const Array picture = load_picture(files[i], size);
        std::memcpy(target + i * picture_size, picture.bytes(), picture_size);
      } catch (const FileError& error) {
        if (on_bad_sample == OnBadSample::stop) throw;  // the first of them reaches the caller
        problems[i] = error.what();
      }
    }
  });
  SkippedSamples skipped(on_bad_sample);
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!problems[i].empty()) {
      skipped.add(FileError(problems[i]));
      continue;
    }
    if (loaded.kept.size() != i)
      std::memcpy(target + loaded.kept.size() * picture_size, target + i * picture_size, picture_size);
    loaded.kept.push_back(static_cast<std::int64_t>(i));
  }
  if (loaded.kept.size() != files.size())
    loaded.pictures = loaded.pictures.rows(0, static_cast<std::int64_t>(loaded.kept.size()));
  loaded.skipped = skipped.take();
  return loaded;
}

}  // namespace saem
