#pragma once

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem::detail {

/// gain · Q with orthonormal rows or columns, whichever are fewer, of (product of the leading extents, last
/// extent); uniformly distributed among them. Throws ShapeError below two axes.
[[nodiscard]] Array orthogonal_matrix(const Shape& shape, double gain, Generator& generator);

}  // namespace saem::detail
