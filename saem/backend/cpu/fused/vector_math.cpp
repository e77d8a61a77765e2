// Transcendental functions over tiles, for every instruction set that the processor may have.
//
// Accuracy: Highway states at most 1 ULP for Exp, 4 for Expm1, Log and Tanh, 2 for Log1p, 3 for Sin and Cos
// (float32).
#include "saem/backend/cpu/fused/vector_math.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saem/backend/cpu/fused/vector_math.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace saem::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class Function>
HWY_INLINE void map(const float* HWY_RESTRICT in, float* out, std::int64_t n, Function f) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(f(d, hn::LoadU(d, in + i)), d, out + i);
  if (i == n) return;
  // The last few: through a full vector, so that each element is computed as the others are.
  HWY_ALIGN float rest[hn::MaxLanes(d)] = {};
  for (std::int64_t j = i; j < n; ++j) rest[j - i] = in[j];
  hn::Store(f(d, hn::Load(d, rest)), d, rest);
  for (std::int64_t j = i; j < n; ++j) out[j] = rest[j - i];
}

// Outside [-87.3, 88.7] eˣ leaves the normal numbers: Highway's Exp is then given the ends, and the result is
// set.
template <class D, class V>
HWY_INLINE V exp_everywhere(D d, V x) {
  const V largest = hn::Set(d, 88.72283F);
  const V smallest = hn::Set(d, -87.33654F);
  const V y = hn::Exp(d, hn::Min(hn::Max(x, smallest), largest));
  const V high = hn::IfThenElse(hn::Gt(x, largest), hn::Inf(d), y);
  const V low = hn::IfThenElse(hn::Lt(x, smallest), hn::Zero(d), high);
  return hn::IfThenElse(hn::IsNaN(x), x, low);
}

// log of 0, of negative numbers, of infinity and of NaN as IEEE 754 has them.
template <class D, class V>
HWY_INLINE V log_everywhere(D d, V x) {
  const V y = hn::Log(d, x);
  const V zero = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Neg(hn::Inf(d)), y);
  const V negative = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::NaN(d), zero);
  const V infinite = hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, negative);
  return hn::IfThenElse(hn::IsNaN(x), x, infinite);
}

void exp_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) { return exp_everywhere(d, x); });
}
void log_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) { return log_everywhere(d, x); });
}
void tanh_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    // Beyond ±9.01 tanh is ±1 in float32.
    const auto inside = hn::Min(hn::Max(x, hn::Set(d, -9.02F)), hn::Set(d, 9.02F));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Tanh(d, inside));
  });
}
void sigmoid_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    const auto one = hn::Set(d, 1.0F);
    return hn::Div(one, hn::Add(one, exp_everywhere(d, hn::Neg(x))));
  });
}
void softplus_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    const auto tail = hn::Log1p(d, exp_everywhere(d, hn::Neg(hn::Abs(x))));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Add(hn::Max(x, hn::Zero(d)), tail));
  });
}

}  // namespace saem::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saem::cpu {

HWY_EXPORT(exp_tile);
HWY_EXPORT(log_tile);
HWY_EXPORT(tanh_tile);
HWY_EXPORT(sigmoid_tile);
HWY_EXPORT(softplus_tile);

TileLoop vector_math(std::string_view op) noexcept {
  using In = const float* const*;
  if (op == "exp")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(exp_tile)(in, out, n); };
  if (op == "log")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(log_tile)(in, out, n); };
  if (op == "tanh")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(tanh_tile)(in, out, n); };
  if (op == "sigmoid")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(sigmoid_tile)(in, out, n); };
  if (op == "softplus")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(softplus_tile)(in, out, n); };
  return nullptr;
}

}  // namespace saem::cpu
#endif
