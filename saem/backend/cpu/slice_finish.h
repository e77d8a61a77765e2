#pragma once

#include <cstdint>

#include "saem/core/dtype.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// The last step of a kernel's result, done to a slice of it while that is in the cache, with another tensor
/// of the result's shape. Each of the two may be float32 or bfloat16, and row-major or in channel blocks.
class SliceFinish {
 public:
  enum class Kind : std::uint8_t {
    mask,      ///< 0 where the other is ≤ 0 or NaN: the gradient of ReLU, whose output (or input) it is
    add,       ///< result + other
    add_relu,  ///< max(result + other, 0); NaN stays NaN
  };
  struct Operand {
    DType dtype = DType::f32;
    Layout layout = {};
  };
  /// `shape`: (n, d₁ …, c).
  SliceFinish(Kind kind, const Shape& shape, const Operand& other, const Operand& result);

  /// Images [first, first + images), and of these part `part` of `parts` of the channels (1 unless the result
  /// is in channel blocks). The addresses are those of the whole tensors.
  void run(const void* other, void* result, std::int64_t first, std::int64_t images, std::int64_t part,
           std::int64_t parts) const;

 private:
  using Loop = void (*)(const void* other, void* result, std::int64_t n);
  Loop loop_;
  std::int64_t image_, channels_, block_;  ///< block_: of whichever is blocked, if only one is
  std::int64_t other_item_, result_item_;
  bool is_alike_, is_other_blocked_;
};

}  // namespace saem::cpu
