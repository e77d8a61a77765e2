// Transcendental functions over tiles, for every instruction set that the processor may have.
//
// Accuracy over all float32 numbers, in units of the last place: exp 1.5, log, erf 2, sigmoid, softplus,
// log1p 3, tanh, expm1 4. tests/backend/fused_math_test.cpp holds them to that.
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

template <class D, class V>
HWY_INLINE V sigmoid_everywhere(D d, V x) {
  // From the side where e⁻ˣ is small: no digits are lost below 0, and nothing overflows.
  const V one = hn::Set(d, 1.0F);
  const V e = exp_everywhere(d, hn::Neg(hn::Abs(x)));
  const V y = hn::Div(hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one), hn::Add(one, e));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

// c[0] + c[1] x + c[2] x² + …
template <class D, class V, std::size_t n>
HWY_INLINE V polynomial(D d, V x, const float (&c)[n]) {
  V y = hn::Set(d, c[n - 1]);
  for (std::size_t i = n - 1; i-- > 0;) y = hn::MulAdd(y, x, hn::Set(d, c[i]));
  return y;
}

// erf x / x - 1 over x² on [0, 1], and log(1 - erf x) on [1, 4]: least-squares fits, weighted towards the
// smallest largest error of erf. Beyond 4, erf is ±1 in float32.
template <class D, class V>
HWY_INLINE V erf_everywhere(D d, V x) {
  constexpr float near[] = {0.128379167F,   -0.37612626F,    0.112836003F,  -0.0268544424F,
                            0.00518953241F, -8.02081718e-4F, 7.88903854e-5F};
  constexpr float far[] = {1.88517937e-4F, -1.1295805F,     -0.633215964F,  -0.10842257F,
                           0.0252106301F,  -0.00420539035F, 4.41493437e-4F, -2.16993285e-5F};
  const V one = hn::Set(d, 1.0F);
  const V size = hn::Abs(x);
  const V inner = hn::Min(size, one);
  const V small = hn::MulAdd(x, polynomial(d, hn::Mul(inner, inner), near), x);
  const V outer = hn::Min(hn::Max(size, one), hn::Set(d, 4.0F));
  const V large = hn::CopySign(hn::Sub(one, hn::Exp(d, polynomial(d, outer, far))), x);
  const V y = hn::IfThenElse(hn::Le(size, one), small, large);
  return hn::IfThenElse(hn::IsNaN(x), x, y);
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
  map(in[0], out, n, [](auto d, auto x) { return sigmoid_everywhere(d, x); });
}
void softplus_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    const auto tail = hn::Log1p(d, exp_everywhere(d, hn::Neg(hn::Abs(x))));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::Add(hn::Max(x, hn::Zero(d)), tail));
  });
}
void erf_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) { return erf_everywhere(d, x); });
}
void expm1_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    const auto largest = hn::Set(d, 88.72283F);
    const auto y = hn::Expm1(d, hn::Min(hn::Max(x, hn::Set(d, -104.0F)), largest));
    return hn::IfThenElse(hn::IsNaN(x), x, hn::IfThenElse(hn::Gt(x, largest), hn::Inf(d), y));
  });
}
void log1p_tile(const float* const* in, float* out, std::int64_t n) {
  map(in[0], out, n, [](auto d, auto x) {
    const auto minus_one = hn::Set(d, -1.0F);
    const auto y = hn::Log1p(d, x);
    const auto end = hn::IfThenElse(hn::Eq(x, minus_one), hn::Neg(hn::Inf(d)), y);
    const auto outside = hn::IfThenElse(hn::Lt(x, minus_one), hn::NaN(d), end);
    const auto infinite = hn::IfThenElse(hn::Eq(x, hn::Inf(d)), x, outside);
    return hn::IfThenElse(hn::IsNaN(x), x, infinite);
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
HWY_EXPORT(erf_tile);
HWY_EXPORT(expm1_tile);
HWY_EXPORT(log1p_tile);

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
  if (op == "erf")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(erf_tile)(in, out, n); };
  if (op == "expm1")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(expm1_tile)(in, out, n); };
  if (op == "log1p")
    return [](In in, float* out, std::int64_t n) { HWY_DYNAMIC_DISPATCH(log1p_tile)(in, out, n); };
  return nullptr;
}

}  // namespace saem::cpu
#endif
