#pragma once

#include <functional>
#include <string_view>

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem {

/// Fills a new weight (float32) of a shape. Fans are Keras's: for (…, in, out) the receptive field is the product of the leading extents.
using Initializer = std::function<Array(const Shape& shape, Generator& generator)>;

/// "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "zeros", "ones",
/// "random_uniform" (±0.05), "random_normal" (σ 0.05). Throws ValueError, with the nearest name, for another.
[[nodiscard]] Initializer initializer(std::string_view name);

}  // namespace saem
