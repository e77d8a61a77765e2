#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/array.h"
#include "saem/nn/batch_stream.h"

namespace saem::detail {

/// bins - 1 numbers (fewer for little data) that share the elements of all batches equally, within `epsilon`
/// of them; computed like Keras's Discretization, from a summary of about 1 / epsilon numbers that each batch
/// is merged into. Empty if there is no data.
[[nodiscard]] std::vector<double> quantiles(const BatchStream& batches, std::int64_t bins, double epsilon);

}  // namespace saem::detail
