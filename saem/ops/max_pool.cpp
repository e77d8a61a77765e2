// max_pool and its gradients. max_pool_gradient spreads dy to the winners, max_pool_gather collects from
// them: for fixed x both are linear, and each is the other's gradient. x, which decides on the winners, has
// none there: they change in jumps.
#include "saem/ops/pooling_windows.h"

#include <algorithm>

namespace saem {

using detail::PoolInput;

extern const Op& max_pool_gradient_op;
extern const Op& max_pool_gather_op;

namespace {

/// The place of the first largest element; a NaN counts as the largest.
std::int64_t winner(std::span<const double> x, std::span<const std::int64_t> places) {
  std::int64_t best = places.front();
  for (const std::int64_t place : places) {
    if (x[best] != x[best]) break;
    if (x[place] > x[best] || x[place] != x[place]) best = place;
  }
  return best;
}

}  // namespace

const Op& max_pool_op = define({
    .name = "max_pool",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return detail::pooled_shape(s, s.shape(0)); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {record(max_pool_gradient_op, {call.input(), call.dy()}, call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto y = call.out<double>();
                        detail::for_each_window(call.attributes, call.shape(0),
                                                [&](std::int64_t k, std::span<const std::int64_t> places) {
                                                  y[k] = x[winner(x, places)];
                                                });
                      }},
    .samples = detail::pool_samples({PoolInput::x}),
    .doc = "Largest element of each window, per channel.",
});

const Op& max_pool_gradient_op = define({
    .name = "max_pool_gradient",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      detail::require_shape(s, "dy", s.shape(1), detail::pooled_shape(s, s.shape(0)));
      return s.shape(0);
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {Tensor(), record(max_pool_gather_op, {call.input(0), call.dy()}, call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto dy = call.in<double>(1);
                        const auto dx = call.out<double>();
                        std::ranges::fill(dx, 0.0);
                        detail::for_each_window(call.attributes, call.shape(0),
                                                [&](std::int64_t k, std::span<const std::int64_t> places) {
                                                  dx[winner(x, places)] += dy[k];
                                                });
                      }},
    .samples = detail::pool_samples({PoolInput::x, PoolInput::dy}),
    .doc = "(x, dy): adds each element of dy to the place of the first largest element of x in its window.",
});

const Op& max_pool_gather_op = define({
    .name = "max_pool_gather",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape pooled = detail::pooled_shape(s, s.shape(0));
      detail::require_shape(s, "v", s.shape(1), s.shape(0));
      return pooled;
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {Tensor(), record(max_pool_gradient_op, {call.input(0), call.dy()}, call.attributes())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto v = call.in<double>(1);
                        const auto y = call.out<double>();
                        detail::for_each_window(call.attributes, call.shape(0),
                                                [&](std::int64_t k, std::span<const std::int64_t> places) {
                                                  y[k] = v[winner(x, places)];
                                                });
                      }},
    .samples = detail::pool_samples({PoolInput::x, PoolInput::like_x}),
    .doc = "(x, v): per window, the element of v at the place of the first largest element of x.",
});

Tensor max_pool(const Tensor& x, const PoolOptions& options) {
  return record(max_pool_op, {x}, detail::pool_attributes(options));
}

namespace detail {
void link_max_pool() {}
}  // namespace detail

}  // namespace saem
