// cumsum and linear_recurrence. Declared in scan.h. The gradient of each is itself, run the other way.
#include "saem/ops/scan.h"

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/broadcasting.h"
#include "saem/ops/counting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/wrapping.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

/// The elements [first, last) along an axis.
Tensor part(const Tensor& x, int axis, std::int64_t first, std::int64_t last) {
  Integers begin(static_cast<std::size_t>(x.rank()), 0);
  Integers end(x.shape().begin(), x.shape().end());
  begin[axis] = first;
  end[axis] = last;
  return slice(x, begin, end);
}

/// Zeros before and after along an axis.
Tensor padded(const Tensor& x, int axis, std::int64_t low, std::int64_t high) {
  Integers before(static_cast<std::size_t>(x.rank()), 0);
  Integers after = before;
  before[axis] = low;
  after[axis] = high;
  return pad(x, before, after);
}

/// Element k is what was element k - 1 in the direction of the scan; 0 comes in.
Tensor delayed(const Tensor& x, int axis, bool reverse) {
  const std::int64_t n = x.shape()[axis];
  if (n == 0) return x;
  return reverse ? padded(part(x, axis, 1, n), axis, 0, 1) : padded(part(x, axis, 0, n - 1), axis, 1, 0);
}

/// Without its first element in the direction of the scan, 0 in its place.
Tensor without_first(const Tensor& x, int axis, bool reverse) {
  const std::int64_t n = x.shape()[axis];
  if (n == 0) return x;
  return reverse ? padded(part(x, axis, 0, n - 1), axis, 0, 1) : padded(part(x, axis, 1, n), axis, 1, 0);
}

/// Calls f(place, is_first) for each element of each line along the axis, in the direction of the scan.
template <class F>
void for_each_line(const ReferenceCall& call, F&& f) {
  const detail::AxisView x(call.shape(0), static_cast<int>(call.attributes.integer("axis")));
  const bool reverse = call.attributes.flag("reverse");
  for (std::int64_t o = 0; o < x.outer; ++o) {
    for (std::int64_t i = 0; i < x.inner; ++i) {
      for (std::int64_t s = 0; s < x.extent; ++s) {
        const std::int64_t k = reverse ? x.extent - 1 - s : s;
        f((o * x.extent + k) * x.inner + i, s == 0);
      }
    }
  }
}

Sampler random_scan(bool has_exclusive) {
  return [=](Generator& g, int arity) {
    const Shape shape = random_shape(g, 1, 4);
    Sample sample;
    for (int i = 0; i < arity; ++i) sample.inputs.push_back(random_array(g, shape));
    sample.attributes = {{"axis", g.integer(shape.rank())}, {"reverse", g.integer(2) == 1}};
    if (has_exclusive) sample.attributes.set("exclusive", g.integer(2) == 1);
    return sample;
  };
}

PerOutput<Shape> scanned_shape(const Signature& s) {
  static_cast<void>(detail::axis_attribute(s, s.shape(0).rank()));
  return same_as_input(s);
}

Tensor flattened_unless(bool has_axis, const Tensor& x) {
  return has_axis ? x : reshape(x, {x.shape().count()});
}

}  // namespace

const Op& cumsum_op = define({
    .name = "cumsum",
    .arity = 1,
    .shape = scanned_shape,
    .dtype = numeric,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Attributes& a = call.attributes();
      return {cumsum(call.dy(), static_cast<int>(a.integer("axis")),
                     {.exclusive = a.flag("exclusive"), .reverse = !a.flag("reverse")})};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const bool exclusive = call.attributes.flag("exclusive");
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          const auto x = call.in<decltype(zero)>(0);
                          const auto y = call.out<decltype(zero)>();
                          auto total = zero;
                          for_each_line(call, [&](std::int64_t i, bool is_first) {
                            if (is_first) total = zero;
                            if (exclusive) y[i] = total;
                            total = detail::wrapping_sum(total, x[i]);
                            if (!exclusive) y[i] = total;
                          });
                        });
                      }},
    .samples = {random_scan(true),
                shaped({{3, 70, 70}}, {{"axis", 1}, {"exclusive", false}, {"reverse", false}}),
                shaped({{2, 0, 3}}, {{"axis", 1}, {"exclusive", true}, {"reverse", false}}),
                shaped({{1000}}, {{"axis", 0}, {"exclusive", true}, {"reverse", true}})},
    .doc = "Running sums along one axis, exclusive (without the element itself) or reverse (from the end).",
});

const Op& linear_recurrence_op = define({
    .name = "linear_recurrence",
    .arity = 2,
    .shape = scanned_shape,
    .dtype = numeric,
    .gradient = [](const GradientCall& call) -> Tensors {
      const int axis = static_cast<int>(call.attributes().integer("axis"));
      const bool reverse = call.attributes().flag("reverse");
      // What element k gets: its own dy, and a_{k+1} of what element k + 1 gets.
      const Tensor db = linear_recurrence(delayed(call.input(0), axis, !reverse), call.dy(), axis, !reverse);
      const Tensor da = without_first(db * delayed(call.output(), axis, reverse), axis, reverse);
      return {da, db};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          const auto a = call.in<decltype(zero)>(0);
                          const auto b = call.in<decltype(zero)>(1);
                          const auto y = call.out<decltype(zero)>();
                          auto state = zero;
                          for_each_line(call, [&](std::int64_t i, bool is_first) {
                            state = is_first
                                        ? b[i]
                                        : detail::wrapping_sum(detail::wrapping_product(a[i], state), b[i]);
                            y[i] = state;
                          });
                        });
                      }},
    .samples = {random_scan(false), shaped({{3, 70, 70}, {3, 70, 70}}, {{"axis", 1}, {"reverse", false}}),
                shaped({{2, 0, 3}, {2, 0, 3}}, {{"axis", 1}, {"reverse", false}}),
                shaped({{100}, {100}}, {{"axis", 0}, {"reverse", true}})},
    .doc = "(a, b): y[k] = a[k] · y[k - 1] + b[k] along one axis, y[0] = b[0]; from the end if `reverse`.",
});

Tensor cumsum(const Tensor& x, std::optional<int> axis, ScanOptions options) {
  const Tensor numbers = detail::counting(flattened_unless(axis.has_value(), x));
  return record(cumsum_op, {numbers},
                {{"axis", detail::normalized_axis("cumsum", numbers.shape(), axis.value_or(0))},
                 {"exclusive", options.exclusive},
                 {"reverse", options.reverse}});
}

Tensor linear_recurrence(const Tensor& a, const Tensor& b, int axis, bool reverse) {
  const auto [x, y] = stretch_together("linear_recurrence", a, b);
  return record(
      linear_recurrence_op, {x, y},
      {{"axis", detail::normalized_axis("linear_recurrence", x.shape(), axis)}, {"reverse", reverse}});
}

Tensor cumprod(const Tensor& x, std::optional<int> axis, ScanOptions options) {
  const Tensor numbers = detail::counting(flattened_unless(axis.has_value(), x));
  const int a = detail::normalized_axis("cumprod", numbers.shape(), axis.value_or(0));
  const std::int64_t n = numbers.shape()[a];
  if (n == 0) return numbers;
  // The first number, then products only: 0 is added from there on.
  const Tensor factors = options.exclusive ? delayed(numbers, a, options.reverse) : numbers;
  const std::int64_t place = options.reverse ? n - 1 : 0;
  const Tensor first = options.exclusive ? ones(numbers.shape().with(a, 1), numbers.dtype())
                                         : part(numbers, a, place, place + 1);
  return linear_recurrence(factors, padded(first, a, place, n - 1 - place), a, options.reverse);
}

namespace detail {
void link_scan() {}
}  // namespace detail

}  // namespace saem
