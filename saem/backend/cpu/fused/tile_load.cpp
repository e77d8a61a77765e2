#include "saem/backend/cpu/fused/tile_load.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace saem::cpu {
namespace {

/// n elements, `step` (0 or 1, or any) apart, as floats.
template <class T>
void read_run(const T* from, std::int64_t step, std::int64_t n, float* out) {
  if (step == 0) {
    std::fill(out, out + n, static_cast<float>(*from));
  } else if (step == 1) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<float>(from[i]);
  } else {
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<float>(from[i * step]);
  }
}

void read_run(DType dtype, const void* base, std::int64_t offset, std::int64_t step, std::int64_t n,
              float* out) {
  switch (dtype) {
    case DType::f32:
      return read_run(static_cast<const float*>(base) + offset, step, n, out);
    case DType::boolean:  // a byte that is 0 or 1
    case DType::u8:
      return read_run(static_cast<const std::uint8_t*>(base) + offset, step, n, out);
    case DType::i32:
      return read_run(static_cast<const std::int32_t*>(base) + offset, step, n, out);
    case DType::i64:
      return read_run(static_cast<const std::int64_t*>(base) + offset, step, n, out);
    case DType::f64:
      return read_run(static_cast<const double*>(base) + offset, step, n, out);
    case DType::bf16:
      for (std::int64_t i = 0; i < n; ++i)
        out[i] = to_float(static_cast<const BFloat16*>(base)[offset + i * step]);
      return;
    case DType::f16:
      for (std::int64_t i = 0; i < n; ++i)
        out[i] = to_float(static_cast<const Float16*>(base)[offset + i * step]);
      return;
  }
}

}  // namespace

TileLoad::TileLoad(const Shape& from, const Shape& to, DType dtype) : dtype_(dtype) {
  std::int64_t step = 1;
  std::vector<std::int64_t> extents;  // innermost first while merging
  std::vector<std::int64_t> steps;
  for (int axis = 0; axis < to.rank(); ++axis) {
    const std::int64_t extent = to[-1 - axis];
    const std::int64_t own = axis < from.rank() ? from[-1 - axis] : 1;
    const std::int64_t axis_step = own == 1 ? 0 : step;
    step *= own;
    if (extent == 1) continue;
    if (!extents.empty() && axis_step == steps.back() * extents.back()) {
      extents.back() *= extent;  // walks on where the inner axis stops (or stands still, as that one does)
    } else {
      extents.push_back(extent);
      steps.push_back(axis_step);
    }
  }
  if (extents.empty()) {
    extents.push_back(1);
    steps.push_back(to.rank() == 0 || from.count() == to.count() ? 1 : 0);
  }
  extents_.assign(extents.rbegin(), extents.rend());
  steps_.assign(steps.rbegin(), steps.rend());
  contiguous_ = extents_.size() == 1 && (steps_[0] == 1 || extents_[0] == 1);
  if (steps_.size() == 1 && steps_[0] == 0) period_ = 1;
  if (steps_.size() == 2 && steps_[0] == 0 && steps_[1] == 1) period_ = extents_[1];
}

void TileLoad::fill(const void* input, std::int64_t begin, std::int64_t n, float* out) const {
  if (extents_.size() == 1) return read_run(dtype_, input, begin * steps_[0], steps_[0], n, out);
  // The place of `begin` in the nested loops.
  std::array<std::int64_t, Shape::max_rank> index{};
  const std::size_t inner = extents_.size() - 1;
  std::int64_t rest = begin;
  for (std::size_t axis = extents_.size(); axis-- > 0;) {
    index[axis] = rest % extents_[axis];
    rest /= extents_[axis];
  }
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < inner; ++axis) offset += index[axis] * steps_[axis];
  while (n > 0) {
    const std::int64_t run = std::min(n, extents_[inner] - index[inner]);
    read_run(dtype_, input, offset + index[inner] * steps_[inner], steps_[inner], run, out);
    out += run;
    n -= run;
    index[inner] = 0;
    for (std::size_t axis = inner; axis-- > 0;) {
      offset += steps_[axis];
      if (++index[axis] < extents_[axis]) break;
      offset -= steps_[axis] * extents_[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace saem::cpu
