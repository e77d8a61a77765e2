#pragma once

#include <filesystem>
#include <span>

#include "saem/core/array.h"
#include "saem/core/shape.h"
#include "saem/data/samples.h"

namespace saem::detail {

/// The files of a column. Throws ValueError if it has none of this kind.
[[nodiscard]] std::span<const std::filesystem::path> files_of(const Samples& samples,
                                                              const Samples::Column& column,
                                                              FileColumn::Kind kind);
/// True for bytes (n, height, width), or with 1 or 3 channels: pictures, as IDX and npy files have them.
[[nodiscard]] bool is_pictures(const Array& values);
/// (height, width, channels) of a picture, or of "archive.tar:member". Throws FileError if it cannot be read.
[[nodiscard]] Shape picture_shape(const std::filesystem::path& file);

}  // namespace saem::detail
