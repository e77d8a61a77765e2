#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/fused/tile_program.h"

namespace saem::cpu {

/// Two kernels of one group, of which the first computes the same in fewer instructions if `guard`, one
/// number for the whole group, is true: which is looked up in each run.
[[nodiscard]] std::unique_ptr<Kernel> make_guarded_kernel(const TileProgram::Load& guard,
                                                          std::unique_ptr<Kernel> if_true,
                                                          std::unique_ptr<Kernel> otherwise);

}  // namespace saem::cpu
