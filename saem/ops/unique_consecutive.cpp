#include <cstring>
#include <type_traits>
#include <vector>

#include "saem/core/convert.h"
#include "saem/ops/axes.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

template <class T>
bool is_same(T a, T b) {
  if constexpr (is_half<T>) {
    return to_float(a) == to_float(b);
  } else {
    return a == b;
  }
}

/// True if slices k - 1 and k of x (outer, extent, inner) have equal elements.
template <class T>
bool continues(const T* x, const detail::AxisView& view, std::int64_t k) {
  for (std::int64_t o = 0; o < view.outer; ++o) {
    const T* slice = x + (o * view.extent + k) * view.inner;
    for (std::int64_t i = 0; i < view.inner; ++i) {
      if (!is_same(slice[i], slice[i - view.inner])) return false;
    }
  }
  return true;
}

}  // namespace

UniqueConsecutive unique_consecutive(const Array& x, std::optional<int> axis) {
  if (!axis) {
    UniqueConsecutive flat = unique_consecutive(x.reshape({x.size()}), 0);
    flat.inverse = flat.inverse.reshape(x.shape());
    return flat;
  }
  const int normalized = detail::normalized_axis("unique_consecutive", x.shape(), *axis);
  const detail::AxisView view(x.shape(), normalized);
  Array inverse({view.extent}, DType::i64);
  const auto run_of = inverse.mutable_data<std::int64_t>();
  std::vector<std::int64_t> firsts;  // the slice that each run begins with
  visit_dtype(x.dtype(), [&]<class T>(std::type_identity<T>) {
    const T* data = x.data<T>().data();
    for (std::int64_t k = 0; k < view.extent; ++k) {
      if (k == 0 || !continues(data, view, k)) firsts.push_back(k);
      run_of[static_cast<std::size_t>(k)] = static_cast<std::int64_t>(firsts.size()) - 1;
    }
  });

  const auto runs = static_cast<std::int64_t>(firsts.size());
  Array values(x.shape().with(normalized, runs), x.dtype());
  Array counts({runs}, DType::i64);
  const std::size_t slice = static_cast<std::size_t>(view.inner) * item_size(x.dtype());
  for (std::int64_t run = 0; run < runs; ++run) {
    const auto first = firsts[static_cast<std::size_t>(run)];
    const std::int64_t next = run + 1 < runs ? firsts[static_cast<std::size_t>(run) + 1] : view.extent;
    counts.mutable_data<std::int64_t>()[static_cast<std::size_t>(run)] = next - first;
    for (std::int64_t o = 0; slice > 0 && o < view.outer; ++o) {
      std::memcpy(values.mutable_bytes() + static_cast<std::size_t>(o * runs + run) * slice,
                  x.bytes() + static_cast<std::size_t>(o * view.extent + first) * slice, slice);
    }
  }
  return {values, inverse, counts};
}

}  // namespace saem
