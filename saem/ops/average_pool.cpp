// average_pool and its gradient: both are linear, and each is the other's gradient.
#include "saem/ops/pooling_windows.h"

#include <algorithm>

namespace saem {

using detail::PoolInput;

extern const Op& average_pool_op;
extern const Op& average_pool_gradient_op;

namespace {

Attributes without_x_shape(const Attributes& all) {
  Attributes own;
  for (const char* list : {"size", "strides", "padding_low", "padding_high"})
    own.set(list, all.integers(list));
  return own;
}

Attributes with_x_shape(const Attributes& all, const Shape& x) {
  Attributes own = without_x_shape(all);
  own.set("x_shape", x);
  return own;
}

}  // namespace

const Op& average_pool_op = define({
    .name = "average_pool",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return detail::pooled_shape(s, s.shape(0)); },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {record(average_pool_gradient_op, {call.dy()},
                     with_x_shape(call.attributes(), call.input().shape()))};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto x = call.in<double>(0);
                        const auto y = call.out<double>();
                        detail::for_each_window(call.attributes, call.shape(0),
                                                [&](std::int64_t k, std::span<const std::int64_t> places) {
                                                  double total = 0;
                                                  for (const std::int64_t place : places) total += x[place];
                                                  y[k] = total / static_cast<double>(places.size());
                                                });
                      }},
    .samples = detail::pool_samples({PoolInput::like_x}),
    .doc = "Average of each window, per channel, over its elements inside the input.",
});

const Op& average_pool_gradient_op = define({
    .name = "average_pool_gradient",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape x = s.attributes.shape("x_shape");
      detail::require_shape(s, "dy", s.shape(0), detail::pooled_shape(s, x));
      return x;
    },
    .dtype = floating,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {record(average_pool_op, {call.dy()}, without_x_shape(call.attributes()))};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const auto dy = call.in<double>(0);
                        const auto dx = call.out<double>();
                        std::ranges::fill(dx, 0.0);
                        detail::for_each_window(call.attributes, call.output_shape(),
                                                [&](std::int64_t k, std::span<const std::int64_t> places) {
                                                  for (const std::int64_t place : places)
                                                    dx[place] += dy[k] / static_cast<double>(places.size());
                                                });
                      }},
    .samples = detail::pool_samples({PoolInput::dy}, true),
    .doc = "Shares each element of dy equally among the elements of its window inside the input.",
});

Tensor average_pool(const Tensor& x, const PoolOptions& options) {
  return record(average_pool_op, {x}, detail::pool_attributes(options));
}

namespace detail {
void link_average_pool() {}
}  // namespace detail

}  // namespace saem
