// Elementwise comparison, logic and choice.
#include <cmath>

#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/shape_ops.h"

namespace saem {

namespace detail {
void link_comparison() {}
}  // namespace detail

namespace {

Sampler small_integers() { return values({-1, 0, 1, 2}); }

const Op& equal_op = define({
    .name = "equal",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a == b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a = b.",
});
const Op& not_equal_op = define({
    .name = "not_equal",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a != b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a ≠ b.",
});
const Op& less_op = define({
    .name = "less",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a < b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a < b.",
});
const Op& less_equal_op = define({
    .name = "less_equal",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a <= b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a ≤ b.",
});
const Op& greater_op = define({
    .name = "greater",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a > b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a > b.",
});
const Op& greater_equal_op = define({
    .name = "greater_equal",
    .arity = 2,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return a >= b; }),
    .samples = {uniform(-1, 1), small_integers()},
    .doc = "a ≥ b.",
});

PerOutput<DType> booleans(const Signature& s) {
  for (const TensorType& input : s.inputs) {
    if (input.dtype != DType::boolean) {
      fail<DTypeError>({s.op.name,
                        "expected bool, received " + std::string(name(input.dtype)),
                        {},
                        "Compare first, for example not_equal(x, zeros_like(x))."});
    }
  }
  return DType::boolean;
}

Sampler random_booleans() {
  return [](Generator& g, int arity) {
    const Shape shape = random_shape(g);
    Sample sample;
    for (int i = 0; i < arity; ++i) {
      Array array(shape, DType::boolean);
      for (bool& x : array.mutable_data<bool>()) x = g.integer(2) == 1;
      sample.inputs.push_back(array);
    }
    return sample;
  };
}

const Op& logical_and_op = define({
    .name = "logical_and",
    .arity = 2,
    .shape = same_as_input,
    .dtype = booleans,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return (a != 0) & (b != 0); }),
    .samples = {random_booleans()},
    .doc = "True where both are.",
});
const Op& logical_or_op = define({
    .name = "logical_or",
    .arity = 2,
    .shape = same_as_input,
    .dtype = booleans,
    .gradient = not_differentiable,
    .reference = elementwise<2>([](auto a, auto b) { return (a != 0) | (b != 0); }),
    .samples = {random_booleans()},
    .doc = "True where one of them is, or both.",
});
const Op& logical_not_op = define({
    .name = "logical_not",
    .arity = 1,
    .shape = same_as_input,
    .dtype = booleans,
    .gradient = not_differentiable,
    .reference = elementwise<1>([](auto a) { return a == 0; }),
    .samples = {random_booleans()},
    .doc = "True where the input is false.",
});
const Op& isfinite_op = define({
    .name = "isfinite",
    .arity = 1,
    .shape = same_as_input,
    .dtype = to_boolean,
    .gradient = not_differentiable,
    // x - x is NaN for infinities and NaN, 0 for every other number.
    .reference = elementwise<1>([](auto x) { return x - x == 0; }),
    .samples = {uniform(-1, 1), values({-HUGE_VAL, HUGE_VAL, NAN, 0, 1e30})},
    .doc = "True where x is neither infinite nor NaN.",
});

template <class T>
void where_loop(ReferenceCall& call) {
  const auto condition = call.in<std::int64_t>(0);
  const auto a = call.in<T>(1);
  const auto b = call.in<T>(2);
  const auto out = call.out<T>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = condition[i] != 0 ? a[i] : b[i];
}

template <class T>
void wide_where(const void* const* in, void* out, std::int64_t n) {
  const auto* condition = static_cast<const std::int64_t*>(in[0]);
  const auto* a = static_cast<const T*>(in[1]);
  const auto* b = static_cast<const T*>(in[2]);
  auto* y = static_cast<T*>(out);
  for (std::int64_t i = 0; i < n; ++i) y[i] = condition[i] != 0 ? a[i] : b[i];
}

auto select = [](auto condition, auto a, auto b) { return condition != 0 ? a : b; };

const Op& where_op = define({
    .name = "where",
    .arity = 3,
    .shape = same_as_input,
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      if (s.dtype(0) != DType::boolean) {
        fail<DTypeError>({"where",
                          "expected a bool condition, received " + std::string(name(s.dtype(0))),
                          {},
                          "Compare first, for example greater(x, 0)."});
      }
      if (s.dtype(1) != s.dtype(2)) {
        fail<DTypeError>({"where",
                          "expected both choices of one dtype, received " + std::string(name(s.dtype(1))) +
                              " and " + std::string(name(s.dtype(2))),
                          {},
                          "Convert one of them with cast."});
      }
      return s.dtype(1);
    },
    .gradient =
        [](const GradientCall& g) {
          return Tensors{{}, where(g.input(0), g.dy(), 0.0), where(g.input(0), zeros_like(g.dy()), g.dy())};
        },
    .reference = {[](ReferenceCall& call) {
                    call.outputs[0].dtype() == DType::f64 ? where_loop<double>(call)
                                                          : where_loop<std::int64_t>(call);
                  },
                  detail::Tile<3, decltype(select)>::best(),
                  detail::Steps<3, decltype(select)>::best(),
                  {.floating = wide_where<double>, .integers = wide_where<std::int64_t>}},
    .samples = {[](Generator& g, int) {
      const Shape shape = random_shape(g);
      Array condition(shape, DType::boolean);
      for (bool& x : condition.mutable_data<bool>()) x = g.integer(2) == 1;
      return Sample{.inputs = {condition, random_array(g, shape), random_array(g, shape)}, .attributes = {}};
    }},
    .doc = "a where the condition holds, else b.",
});

}  // namespace

Tensor equal(const Tensor& a, const Tensor& b) { return record_binary(equal_op, a, b); }
Tensor not_equal(const Tensor& a, const Tensor& b) { return record_binary(not_equal_op, a, b); }
Tensor less(const Tensor& a, const Tensor& b) { return record_binary(less_op, a, b); }
Tensor less_equal(const Tensor& a, const Tensor& b) { return record_binary(less_equal_op, a, b); }
Tensor greater(const Tensor& a, const Tensor& b) { return record_binary(greater_op, a, b); }
Tensor greater_equal(const Tensor& a, const Tensor& b) { return record_binary(greater_equal_op, a, b); }
Tensor greater(const Tensor& a, double b) { return greater(a, number_like(a, b)); }
Tensor less(const Tensor& a, double b) { return less(a, number_like(a, b)); }
Tensor greater_equal(const Tensor& a, double b) { return greater_equal(a, number_like(a, b)); }
Tensor logical_and(const Tensor& a, const Tensor& b) {
  return record_binary(logical_and_op, cast(a, DType::boolean), cast(b, DType::boolean));
}
Tensor logical_or(const Tensor& a, const Tensor& b) {
  return record_binary(logical_or_op, cast(a, DType::boolean), cast(b, DType::boolean));
}
Tensor logical_not(const Tensor& x) { return record(logical_not_op, {cast(x, DType::boolean)}); }
Tensor isfinite(const Tensor& x) { return record(isfinite_op, {x}); }

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const auto [x, y] = stretch_together("where", a, b);
  const Shape shape = broadcast(condition.shape(), x.shape(), "where");
  return record(where_op, {broadcast_to(condition, shape), broadcast_to(x, shape), broadcast_to(y, shape)});
}
Tensor where(const Tensor& condition, const Tensor& a, double b) {
  return where(condition, a, number_like(a, b));
}

}  // namespace saem
