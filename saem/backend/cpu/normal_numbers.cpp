#include "saem/backend/cpu/normal_numbers.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saem/backend/cpu/normal_numbers.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace saem::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

const hn::CappedTag<double, normal_group / 2> d;
using D = decltype(d);
using V = hn::Vec<D>;

// The 24-bit whole numbers in 64-bit lanes as doubles: put into the fraction of 2⁵².
template <class Bits>
HWY_INLINE V to_double(Bits x) {
  const hn::RebindToUnsigned<D> u;
  const auto exponent = hn::Set(u, 0x4330000000000000U);
  return hn::Sub(hn::BitCast(d, hn::Or(x, exponent)), hn::Set(d, 0x1p52));
}

// Σ aᵢ xⁱ by Horner's rule; the last coefficient first.
template <std::size_t n>
HWY_INLINE V polynomial(V x, const double (&coefficients)[n]) {
  V y = hn::Set(d, coefficients[0]);
  for (std::size_t i = 1; i < n; ++i) y = hn::MulAdd(y, x, hn::Set(d, coefficients[i]));
  return y;
}

// Taylor's series on [-π/4, π/4], where what is left out is below 5e-17.
HWY_INLINE V sine(V x) {
  const V square = hn::Mul(x, x);
  const V rest = polynomial(square, {-1 / 1307674368000.0, 1 / 6227020800.0, -1 / 39916800.0, 1 / 362880.0,
                                     -1 / 5040.0, 1 / 120.0, -1 / 6.0});
  return hn::MulAdd(hn::Mul(x, square), rest, x);
}
HWY_INLINE V cosine(V x) {
  const V square = hn::Mul(x, x);
  const V rest = polynomial(square, {1 / 20922789888000.0, -1 / 87178291200.0, 1 / 479001600.0,
                                     -1 / 3628800.0, 1 / 40320.0, -1 / 720.0, 1 / 24.0, -0.5});
  return hn::MulAdd(square, rest, hn::Set(d, 1.0));
}

// Two words are one lane: the first in its lower half.
template <class Bits>
HWY_INLINE void pair(Bits words, V& even, V& odd) {
  const hn::RebindToUnsigned<D> bits;
  const V u = hn::Mul(
      hn::Add(to_double(hn::And(hn::ShiftRight<8>(words), hn::Set(bits, 0xFFFFFFU))), hn::Set(d, 1.0)),
      hn::Set(d, 0x1p-24));
  const V v = hn::Mul(to_double(hn::ShiftRight<40>(words)), hn::Set(d, 0x1p-24));
  const V radius = hn::Sqrt(hn::Mul(hn::Set(d, -2.0), hn::Log(d, u)));
  // The angle is a number of quarter turns and a rest. The first part of π/2 has some bits fewer, so that its
  // multiples and their differences to the angle are exact.
  const V angle = hn::Mul(hn::Set(d, 6.283185307179586477), v);
  const V quarters = hn::Round(hn::Mul(hn::Set(d, 4.0), v));
  V rest = hn::Sub(angle, hn::Mul(quarters, hn::Set(d, 0x1.921fb5444p+0)));
  rest = hn::Sub(rest, hn::Mul(quarters, hn::Set(d, 0x1.68c234c4c6629p-39)));
  const V s = sine(rest);
  const V c = cosine(rest);
  // After one quarter turn (sin, cos) is (cos, -sin), after two (-sin, -cos), after three (-cos, sin).
  const V zero = hn::Zero(d);
  const auto is = [&](double n) HWY_ATTR { return hn::Eq(quarters, hn::Set(d, n)); };
  const auto turned = hn::Or(is(1), is(3));
  const V sin_part = hn::IfThenElse(turned, c, s);
  const V cos_part = hn::IfThenElse(turned, s, c);
  const V sin_value = hn::IfThenElse(hn::Or(is(2), is(3)), hn::Sub(zero, sin_part), sin_part);
  const V cos_value = hn::IfThenElse(hn::Or(is(1), is(2)), hn::Sub(zero, cos_part), cos_part);
  even = hn::Mul(radius, cos_value);
  odd = hn::Mul(radius, sin_value);
}

void numbers(const std::uint32_t* words, float* y, std::int64_t n) {
  const hn::RebindToUnsigned<D> bits;
  const hn::Rebind<float, D> floats;
  const auto step = static_cast<std::int64_t>(2 * hn::Lanes(d));
  float last[normal_group];
  for (std::int64_t i = 0; i < n; i += step) {
    V even, odd;
    pair(hn::LoadU(bits, reinterpret_cast<const std::uint64_t*>(words + i)), even, odd);
    const bool fits = i + step <= n;
    hn::StoreInterleaved2(hn::DemoteTo(floats, even), hn::DemoteTo(floats, odd), floats, fits ? y + i : last);
    for (std::int64_t j = i; !fits && j < n; ++j) y[j] = last[j - i];
  }
}

}  // namespace
}  // namespace saem::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saem::cpu {

HWY_EXPORT(numbers);

void normal_numbers(const std::uint32_t* words, float* y, std::int64_t n) noexcept {
  HWY_DYNAMIC_DISPATCH(numbers)(words, y, n);
}

}  // namespace saem::cpu
#endif
