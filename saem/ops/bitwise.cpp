#include "saem/ops/bitwise.h"

#include <fmt/format.h>

#include "saem/graph/op.h"
#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"

namespace saem {

namespace detail {
void link_bitwise() {}
}  // namespace detail

namespace {

PerOutput<DType> integers(const Signature& s) {
  if (!is_integer(s.dtype(0))) {
    fail<DTypeError>({s.op.name,
                      fmt::format("expected integers, received {}", name(s.dtype(0))),
                      {},
                      "Convert the input with cast."});
  }
  return any_dtype(s);
}

/// Loops over int64, whatever integers the tensors have: of the result, each dtype keeps its lowest bits.
template <class F>
Reference integer_loop(F) {
  return {.run =
              [](ReferenceCall& call) {
                detail::reference_loop<std::int64_t, std::int64_t, F>(call, std::make_index_sequence<2>());
              },
          .wide = {.integers = detail::Wide<std::int64_t, std::int64_t, 2, F>::best()}};
}

Sampler pairs(DType dtype, std::int64_t low_b, std::int64_t high_b) {
  return [=](Generator& g, int) {
    const Shape shape = random_shape(g);
    Array a(shape, DType::i64);
    Array b(shape, DType::i64);
    const std::int64_t low = dtype == DType::u8 ? 0 : -200;
    for (std::int64_t& v : a.mutable_data<std::int64_t>()) v = low + g.integer(256);
    for (std::int64_t& v : b.mutable_data<std::int64_t>()) v = low_b + g.integer(high_b - low_b);
    return Sample{.inputs = {a.astype(dtype), b.astype(dtype)}, .attributes = {}};
  };
}

std::vector<Sampler> logic_samples() {
  return {pairs(DType::i64, -100, 100), pairs(DType::i32, -100, 100), pairs(DType::u8, 0, 256)};
}
std::vector<Sampler> shift_samples() {
  return {pairs(DType::i64, -2, 66), pairs(DType::i32, -2, 34), pairs(DType::u8, 0, 10)};
}

const Op& bitwise_and_op = define({
    .name = "bitwise_and",
    .arity = 2,
    .shape = same_as_input,
    .dtype = integers,
    .gradient = not_differentiable,
    .reference = integer_loop([](std::int64_t a, std::int64_t b) { return a & b; }),
    .samples = logic_samples(),
    .doc = "The bits that both have.",
});
const Op& bitwise_or_op = define({
    .name = "bitwise_or",
    .arity = 2,
    .shape = same_as_input,
    .dtype = integers,
    .gradient = not_differentiable,
    .reference = integer_loop([](std::int64_t a, std::int64_t b) { return a | b; }),
    .samples = logic_samples(),
    .doc = "The bits that one of them has, or both.",
});
const Op& bitwise_xor_op = define({
    .name = "bitwise_xor",
    .arity = 2,
    .shape = same_as_input,
    .dtype = integers,
    .gradient = not_differentiable,
    .reference = integer_loop([](std::int64_t a, std::int64_t b) { return a ^ b; }),
    .samples = logic_samples(),
    .doc = "The bits that one of them has, and not both.",
});
const Op& left_shift_op = define({
    .name = "left_shift",
    .arity = 2,
    .shape = same_as_input,
    .dtype = integers,
    .gradient = not_differentiable,
    .reference = integer_loop([](std::int64_t a, std::int64_t b) {
      return b < 0 || b >= 64 ? 0 : static_cast<std::int64_t>(static_cast<std::uint64_t>(a) << b);
    }),
    .samples = shift_samples(),
    .doc = "(a, b): a · 2ᵇ without the bits that leave at the top.",
});
const Op& right_shift_op = define({
    .name = "right_shift",
    .arity = 2,
    .shape = same_as_input,
    .dtype = integers,
    .gradient = not_differentiable,
    .reference = integer_loop(
        [](std::int64_t a, std::int64_t b) { return b < 0 || b >= 64 ? (a < 0 ? -1 : 0) : a >> b; }),
    .samples = shift_samples(),
    .doc = "(a, b): ⌊a / 2ᵇ⌋.",
});

bool is_logic(const Tensor& a, const Tensor& b) {
  return a.dtype() == DType::boolean && b.dtype() == DType::boolean;
}

Tensor shifted(const Op& op, const Tensor& a, const Tensor& b) {
  // bool is shifted as NumPy does it: as the smallest integer that there is.
  const auto number = [](const Tensor& x) { return x.dtype() == DType::boolean ? cast(x, DType::u8) : x; };
  return record_binary(op, number(a), number(b));
}

}  // namespace

Tensor bitwise_and(const Tensor& a, const Tensor& b) {
  return is_logic(a, b) ? logical_and(a, b) : record_binary(bitwise_and_op, a, b);
}
Tensor bitwise_or(const Tensor& a, const Tensor& b) {
  return is_logic(a, b) ? logical_or(a, b) : record_binary(bitwise_or_op, a, b);
}
Tensor bitwise_xor(const Tensor& a, const Tensor& b) {
  return is_logic(a, b) ? not_equal(a, b) : record_binary(bitwise_xor_op, a, b);
}
Tensor bitwise_not(const Tensor& x) {
  if (x.dtype() == DType::boolean) return logical_not(x);
  // All bits of its dtype.
  return bitwise_xor(x, number_like(x, x.dtype() == DType::u8 ? 255 : -1));
}
Tensor left_shift(const Tensor& a, const Tensor& b) { return shifted(left_shift_op, a, b); }
Tensor right_shift(const Tensor& a, const Tensor& b) { return shifted(right_shift_op, a, b); }
Tensor logical_xor(const Tensor& a, const Tensor& b) {
  return not_equal(cast(a, DType::boolean), cast(b, DType::boolean));
}

}  // namespace saem
