#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/dtype.h"
#include "saem/core/shape.h"

namespace saem::cpu {

/// How a fused group reads one of its inputs: element i of the group is element (some function of i) of the
/// input, which may be stretched along any axes.
class TileLoad {
 public:
  /// An input of shape `from`, stretched to `to`.
  TileLoad(const Shape& from, const Shape& to, DType dtype);

  /// True if element i of the group is element i of the input, as float32: tiles can then be read where they
  /// are.
  [[nodiscard]] bool is_direct() const noexcept { return contiguous_ && dtype_ == DType::f32; }
  [[nodiscard]] bool is_contiguous() const noexcept { return contiguous_; }
  /// If tiles of a multiple of this length all hold the same numbers: that length; 0 if tiles differ.
  [[nodiscard]] std::int64_t period() const noexcept { return period_; }
  /// Writes elements [begin, begin + n) of the group to `out` as float32 (bool as 0 and 1).
  void fill(const void* input, std::int64_t begin, std::int64_t n, float* out) const;

 private:
  DType dtype_;
  bool contiguous_ = false;
  std::int64_t period_ = 0;
  // The stretched input as nested loops, innermost last, adjacent axes merged; steps are in elements of the
  // input.
  std::vector<std::int64_t> extents_;
  std::vector<std::int64_t> steps_;
};

}  // namespace saem::cpu
