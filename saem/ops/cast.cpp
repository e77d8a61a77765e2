// Other dtypes, and what differentiation does not see.
#include <algorithm>

#include "saem/core/convert.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"

namespace saem {

namespace detail {
void link_cast() {}
}  // namespace detail

namespace {

/// Elements in the target dtype, and back in the type that reference loops see.
template <class In>
void cast_loop(ReferenceCall& call) {
  const auto in = call.in<In>(0);
  visit_dtype(call.attributes.dtype("dtype"), [&]<class To>(std::type_identity<To>) {
    if constexpr (is_floating(dtype_of<To>)) {
      std::ranges::copy(in, call.out<double>().begin());
    } else {
      std::ranges::transform(in, call.out<std::int64_t>().begin(),
                             [](In x) { return static_cast<std::int64_t>(convert<To>(x)); });
    }
  });
}

const Op& cast_op = define({
    .name = "cast",
    .arity = 1,
    .shape = same_as_input,
    .dtype = [](const Signature& s) -> PerOutput<DType> { return s.attributes.dtype("dtype"); },
    .gradient =
        [](const GradientCall& g) {
          return is_floating(g.input().dtype()) ? Tensors{cast(g.dy(), g.input().dtype())}
                                                : Tensors{Tensor()};
        },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        if (call.inputs[0].dtype() == DType::f64) {
                          cast_loop<double>(call);
                        } else {
                          cast_loop<std::int64_t>(call);
                        }
                      }},
    .samples = {[](Generator& g, int) {
      constexpr DType targets[] = {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8, DType::boolean};
      const DType target = targets[g.integer(6)];
      return Sample{.inputs = {random_array(g, random_shape(g), 0, 100)},
                    .attributes = {{"dtype", target}},
                    .check_gradient = target == DType::f64};
    }},
    .doc = "The same numbers in another dtype: floating to integer truncates towards zero, what does not fit "
           "into an integer becomes its nearest limit, to bool tests against zero.",
});

const Op& stop_gradient_op = define({
    .name = "stop_gradient",
    .arity = 1,
    .shape = same_as_input,
    .dtype = any_dtype,
    .gradient = not_differentiable,
    .reference = elementwise<1>([](auto x) { return x; }),
    .samples = {[](Generator& g, int) {
      return Sample{.inputs = {random_array(g, random_shape(g))}, .attributes = {}, .check_gradient = false};
    }},
    .doc = "x itself, a constant to differentiation.",
});

}  // namespace

Tensor cast(const Tensor& x, DType dtype) {
  return x.dtype() == dtype ? x : record(cast_op, {x}, {{"dtype", dtype}});
}
Tensor stop_gradient(const Tensor& x) { return record(stop_gradient_op, {x}); }

}  // namespace saem
