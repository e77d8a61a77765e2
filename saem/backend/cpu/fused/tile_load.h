#pragma once

#include <cstdint>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// How a fused group reads one of its inputs. The group's elements are numbered as they lie in memory in the
/// group's layout; element i of the group is element (some function of i) of the input, which may be
/// stretched along any axes, or lie in another layout.
class TileLoad {
 public:
  /// An input of type `from`, which lies in `from_layout`, stretched to `to`, in the order of `to_layout`. A
  /// stretched input is row-major.
  TileLoad(const TensorType& from, const Layout& from_layout, const Shape& to, const Layout& to_layout);

  /// True if element i of the group is element i of the input, as float32: tiles can then be read where they
  /// are.
  [[nodiscard]] bool is_direct() const noexcept { return contiguous_ && dtype_ == DType::f32; }
  [[nodiscard]] bool is_contiguous() const noexcept { return contiguous_; }
  /// The group parts into planes of this many neighbouring elements in which the input's numbers repeat every
  /// `period()` elements (a bias: the plane is the whole group, the period one row); 0 if nothing repeats.
  [[nodiscard]] std::int64_t plane() const noexcept { return plane_; }
  [[nodiscard]] std::int64_t period() const noexcept { return period_; }
  /// Writes elements [begin, begin + n) of the group to `out` as float32 (bool as 0 and 1).
  void fill(const void* input, std::int64_t begin, std::int64_t n, float* out) const;

 private:
  void add_axis(std::int64_t extent, std::int64_t step);
  void find_period();
  /// Repeats the first `period` floats up to n.
  static void repeat(float* out, std::int64_t period, std::int64_t n);

  DType dtype_;
  bool contiguous_ = false;
  std::int64_t plane_ = 0;
  std::int64_t period_ = 0;
  // The input as nested loops in the group's order, innermost last, adjacent axes merged; steps are in
  // elements of the input.
  std::vector<std::int64_t> extents_;
  std::vector<std::int64_t> steps_;
};

}  // namespace saem::cpu
