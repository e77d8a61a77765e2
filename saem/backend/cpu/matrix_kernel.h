#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// cholesky, triangular_solve, solve, determinant and slogdet of float32; null otherwise.
[[nodiscard]] std::unique_ptr<Kernel> make_matrix_kernel(const Node& node);

}  // namespace saem::cpu
