#pragma once

#include "saem/data/image_reader.h"
#include "saem/data/pictures/loader.h"

/// For load_pictures and PictureStream alone.
namespace saem::detail {

/// Throws ValueError.
void check_picture_size_options(const PictureSize& size);
/// u8, (height, width, channels).
[[nodiscard]] Array fit_picture(ImageReader& reader, const PictureSize& size);

}  // namespace saem::detail
