#pragma once

#include <optional>

#include "saem/backend/cpu/matmul/matmul_plan.h"
#include "saem/backend/cpu/onednn/adapter.h"

namespace saem::onednn {

/// A product of bfloat16 matrices in pieces, each computed by a primitive that was made for one thread.
struct Bf16MatmulPlan {
  cpu::MatmulPlan cut;
  Primitive full;                 ///< a piece
  std::optional<Primitive> tail;  ///< the last one, if it is smaller
  /// b is brought into the primitives' own layouts once (of pieces of m: into one that they share). Otherwise
  /// the primitives read b, and write their part of the result, where those are.
  bool packs_b = false;

  /// Pieces along n are written side by side, (m, piece) each, and copied into the result from there.
  [[nodiscard]] bool writes_apart() const {
    return packs_b && cut.axis == cpu::MatmulPlan::Axis::n && cut.pieces > 1;
  }
};

/// Empty if oneDNN has no implementation. No extent may be 0. `result`: float32 or bfloat16; partial sums are
/// float32, and an epilogue comes after them.
[[nodiscard]] std::optional<Bf16MatmulPlan> plan_bf16_matmul(const cpu::MatmulGeometry& geometry,
                                                             DType result, cpu::Epilogue epilogue,
                                                             bool b_is_steady);

/// Where b's piece of `size` rows or columns lies in memory.
[[nodiscard]] Layout piece_of_b(const cpu::MatmulGeometry& geometry, cpu::MatmulPlan::Axis axis,
                                std::int64_t size);

}  // namespace saem::onednn
