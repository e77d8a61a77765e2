#pragma once

#include <cstdint>

#include "saem/core/array.h"

namespace saem {

/// Samples of the same sound at another rate: (n, channels) → (⌈n·to/from⌉, channels), float32. The first
/// sample keeps its time; before the first and behind the last there is silence.
///
/// Band-limited interpolation (J. O. Smith, Digital Audio Resampling Home Page, CCRMA): a sinc of 64 zeros on
/// each side under a Kaiser window (J. F. Kaiser, I₀-sinh window, ISCAS 1974), in as many phases as the
/// reduced ratio of the rates has. The pass band is flat to 91 % of half the lower rate; from half the lower
/// rate on everything is at least 75 dB below. Each phase sums to 1: silence and constants stay what they
/// are.
///
/// Throws ShapeError unless samples are float32 (n, channels), and ValueError for rates below 1.
[[nodiscard]] Array resample_sound(const Array& samples, std::int64_t from, std::int64_t to);

}  // namespace saem
