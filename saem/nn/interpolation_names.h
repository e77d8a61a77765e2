#pragma once

#include <string>
#include <vector>

#include "saem/ops/resize.h"

namespace saem::detail {

/// "nearest", "bilinear", "bicubic", "lanczos3", "lanczos5": what layers call the ways of interpolating.
[[nodiscard]] const std::vector<std::string>& interpolation_names();

/// The way that a name stands for. Throws ValueError, in the name of `title`, for another name.
[[nodiscard]] Interpolation interpolation_of(const std::string& title, const std::string& name);

}  // namespace saem::detail
