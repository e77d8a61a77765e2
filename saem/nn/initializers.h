#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem {

/// Fills a new weight (float32) of a shape.
using Initializer = std::function<Array(const Shape& shape, Generator& generator)>;

/// The initializer of a name:
///
/// name              | values
/// ------------------|--------------------------------------------------------------------
/// "zeros", "ones"   | constant
/// "random_uniform"  | uniform in ±0.05
/// "random_normal"   | normal, σ = 0.05
/// "glorot_uniform"  | uniform in ±√(6 / (fan_in + fan_out))        Glorot, Bengio, AISTATS 2010
/// "glorot_normal"   | truncated normal, σ² = 2 / (fan_in + fan_out)
/// "he_uniform"      | uniform in ±√(6 / fan_in)                    He, Zhang, Ren, Sun, ICCV 2015
/// "he_normal"       | truncated normal, σ² = 2 / fan_in
/// "lecun_uniform"   | uniform in ±√(3 / fan_in)                    LeCun, Bottou, Orr, Müller 1998,
/// Efficient BackProp "lecun_normal"    | truncated normal, σ² = 1 / fan_in
///
/// Fans are Keras's: for a shape (…, in, out), fan_in and fan_out are in and out times the product of the
/// leading extents (the taps of a kernel); for (n,) both are n. A truncated normal is cut at two standard
/// deviations of the distribution before the cut, which is widened so that σ is that of the result. Throws
/// ValueError, with the nearest name, for another name; `place` is who asks, for the message.
[[nodiscard]] Initializer initializer(std::string_view name, std::string_view place = "initializer");
[[nodiscard]] const std::vector<std::string>& initializer_names();

}  // namespace saem
