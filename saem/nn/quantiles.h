#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/array.h"

namespace saem::detail {

/// bins - 1 numbers (fewer for little data) that share the elements of `data` equally, within `epsilon` of
/// them; computed like Keras's Discretization, from a summary of about 1 / epsilon numbers.
[[nodiscard]] std::vector<double> quantiles(const Array& data, std::int64_t bins, double epsilon);

}  // namespace saem::detail
