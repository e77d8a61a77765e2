#pragma once

#include <cstdint>

#include "saem/core/array.h"

namespace saem {

/// Labels as rows with a single one: out[i, labels[i]] = 1, all else 0.
///
/// Input:  (n,) or (n, 1), any integer dtype, every label in [0, classes).    Output: (n, classes), float32.
/// Throws: DTypeError, ShapeError for other arrays; ValueError if classes < 1, and for a label outside,
/// naming it.
[[nodiscard]] Array to_categorical(const Array& labels, std::int64_t classes);

}  // namespace saem
