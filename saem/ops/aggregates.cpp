#include "saem/ops/aggregates.h"

#include "saem/ops/axes.h"
#include "saem/ops/bitwise.h"
#include "saem/ops/counting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

/// x (n, rest) → the products over axis 0, (rest): halves are multiplied with each other until one element is
/// left. So the gradient is the product of the others, whatever they are, and rounding errors grow with log
/// n.
Tensor product_of_rows(Tensor x) {
  const std::int64_t rest = x.shape()[1];
  if (x.shape()[0] == 0) return ones({rest}, x.dtype());
  Tensor odd;
  while (x.shape()[0] > 1) {
    const std::int64_t n = x.shape()[0];
    const std::int64_t half = n / 2;
    if (n % 2 == 1) {
      const Tensor last = slice(x, {n - 1, 0}, {n, rest});
      odd = odd.defined() ? odd * last : last;
    }
    x = slice(x, {0, 0}, {half, rest}) * slice(x, {half, 0}, {2 * half, rest});
  }
  return reshape(odd.defined() ? x * odd : x, {rest});
}

}  // namespace

Tensor prod(const Tensor& x, const Axes& axes, ReductionOptions options) {
  const std::vector<std::int64_t> reduced = detail::normalized_axes("prod", x.shape(), axes);
  const Tensor numbers = detail::counting(x);
  std::vector<int> order(reduced.begin(), reduced.end());
  Shape kept;
  std::size_t next = 0;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (next < reduced.size() && reduced[next] == axis) {
      ++next;
    } else {
      order.push_back(axis);
      kept = kept.concat({x.shape()[axis]});
    }
  }
  const std::int64_t n = detail::reduced_count(x.shape(), reduced);
  const Tensor in_front = order.empty() ? numbers : transpose(numbers, order);
  const Tensor y = product_of_rows(reshape(in_front, {n, kept.count()}));
  return reshape(y, options.keepdims ? detail::kept_shape(x.shape(), reduced) : kept);
}

Tensor any(const Tensor& x, const Axes& axes, ReductionOptions options) {
  // A sum of zeros and ones in float32 is 0 only if there is no one, however it is rounded.
  return greater(sum(cast(cast(x, DType::boolean), DType::f32), axes, options), 0.0);
}

Tensor all(const Tensor& x, const Axes& axes, ReductionOptions options) {
  return logical_not(any(logical_not(cast(x, DType::boolean)), axes, options));
}

Tensor count_nonzero(const Tensor& x, const Axes& axes, ReductionOptions options) {
  return sum(cast(x, DType::boolean), axes, options);
}

Tensor argmin(const Tensor& x, int axis) {
  const int normalized = detail::normalized_axis("argmin", x.shape(), axis);
  // Inverted bits turn the order of integers round, and every one has a counterpart.
  return argmax(is_floating(x.dtype()) ? negative(x) : bitwise_not(x), normalized);
}

Tensor standard_deviation(const Tensor& x, const Axes& axes, ReductionOptions options) {
  const Tensor squares = variance(x, axes, options);
  // As in norm: the square root's slope at 0 is infinite.
  const Tensor positive = logical_not(equal(squares, zeros_like(squares)));
  return where(positive, sqrt(where(positive, squares, 1.0)), 0.0);
}

}  // namespace saem
