#pragma once

#include <cstdint>

#include "saem/core/array.h"
#include "saem/data/image_codecs.h"

/// For resize_area and ImageReader alone.
namespace saem::detail {

/// Throws ValueError for a size below 1 or above max_pixels.
void check_new_size(std::int64_t height, std::int64_t width);

/// The part of a picture at another size: the filter of resize_area. Nothing outside of the part is used.
[[nodiscard]] Array resample(const PicturePart& part, std::int64_t height, std::int64_t width);

}  // namespace saem::detail
