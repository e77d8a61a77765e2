#include "saem/backend/cpu/pooling_loops.h"

#include <hwy/cache_control.h>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "saem/backend/cpu/pooling_loops.cpp"
#include <hwy/foreach_target.h>  // compiles this file once per instruction set

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace saem::cpu::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using Window = const PoolWindow&;

// A PoolArray whose element type is known.
template <class T>
struct Elements {
  T* data;
  std::int64_t step, first;
};
template <class T>
HWY_INLINE Elements<const T> elements(PoolIn a) {
  return {reinterpret_cast<const T*>(a.data), a.step, a.first};
}
template <class T>
HWY_INLINE Elements<T> elements(PoolOut a) {
  return {reinterpret_cast<T*>(a.data), a.step, a.first};
}

// Calls f(T{}) with the element type of the dtype.
template <class F>
HWY_INLINE void with_type(DType dtype, F f) {
  dtype == DType::bf16 ? f(BFloat16{}) : f(float{});
}

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}
template <class D>
HWY_INLINE hn::Vec<D> load(D d, const BFloat16* from) {
  const hn::Rebind<std::uint16_t, D> halves;
  const hn::RebindToUnsigned<D> words;
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(words, hn::LoadU(halves, &from->bits))));
}

enum class Fit : std::uint8_t {
  exact,   // a value of T already
  rounded  // to nearest even; a NaN stays one and becomes quiet
};

template <Fit, class D>
HWY_INLINE void store(D d, hn::Vec<D> x, float* to) {
  hn::StoreU(x, d, to);
}
template <Fit fit, class D>
HWY_INLINE void store(D, hn::Vec<D> x, BFloat16* to) {
  const hn::Rebind<std::uint16_t, D> halves;
  const hn::RebindToUnsigned<D> words;
  const hn::RebindToSigned<D> integers;
  auto bits = hn::BitCast(words, x);
  if constexpr (fit == Fit::rounded) {
    const auto is_odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(words, 1));
    const auto nearest = hn::Add(bits, hn::Add(is_odd, hn::Set(words, 0x7FFFU)));
    const auto quiet = hn::Or(bits, hn::Set(words, 0x400000U));
    bits = hn::IfThenElse(hn::RebindMask(words, hn::Eq(x, x)), nearest, quiet);
  }
  const auto upper = hn::BitCast(integers, hn::ShiftRight<16>(bits));
  hn::StoreU(hn::DemoteTo(halves, upper), halves, &to->bits);
}

template <class T>
HWY_INLINE T* address(Elements<T> a, Window w, std::int64_t i, std::int64_t c) {
  return a.data + (w.first + w.offsets[i] - a.first) * a.step + c;
}

template <class T>
HWY_INLINE void fetch(Elements<T> a, Window w, std::int64_t channels) {
  constexpr std::int64_t cache_line = 64 / sizeof(T);
  for (std::int64_t i = 0; i < w.fetch_count; ++i) {
    const T* place = a.data + (w.fetch_first + i - a.first) * a.step;
    for (std::int64_t c = 0; c < channels; c += cache_line) hwy::Prefetch(place + c);
  }
}

// Calls f(vector type, window, its number, first channel) for all windows and channels; single channels where
// no whole vector is left. `fetched`: the arrays with an element per place.
template <class F, class... Arrays>
HWY_INLINE void for_each_vector(const PoolWork& work, F f, Arrays... fetched) {
  const hn::CappedTag<float, 16> d;
  const hn::CappedTag<float, 1> single;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  for (std::int64_t w = 0; w < work.count; ++w) {
    const PoolWindow& window = work.windows[w];
    (fetch(fetched, window, work.channels), ...);
    std::int64_t c = 0;
    for (; c + lanes <= work.channels; c += lanes) f(d, window, w, c);
    for (; c < work.channels; ++c) f(single, window, w, c);
  }
}

template <class D, class T>
HWY_INLINE hn::Vec<D> element(D d, Elements<T> a, Window w, std::int64_t i, std::int64_t c) {
  return load(d, address(a, w, i, c));
}

// Whether x takes the place of the best so far: a NaN counts as the largest, and the first of equal ones
// stays.
template <class V>
HWY_INLINE auto beats(V x, V best) {
  return hn::And(hn::Not(hn::Le(x, best)), hn::Eq(best, best));
}

template <class T>
void max_of(const PoolWork& work, Elements<const T> x, Elements<T> y) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        auto best = element(d, x, w, 0, c);
        for (std::int64_t i = 1; i < w.count; ++i) {
          const auto here = element(d, x, w, i, c);
          best = hn::IfThenElse(beats(here, best), here, best);
        }
        store<Fit::exact>(d, best, y.data + number * y.step + c);
      },
      x);
}

template <class T>
void max_gather_of(const PoolWork& work, Elements<const T> x, Elements<const T> v, Elements<T> y) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        auto best = element(d, x, w, 0, c);
        auto value = element(d, v, w, 0, c);
        for (std::int64_t i = 1; i < w.count; ++i) {
          const auto here = element(d, x, w, i, c);
          const auto wins = beats(here, best);
          best = hn::IfThenElse(wins, here, best);
          value = hn::IfThenElse(wins, element(d, v, w, i, c), value);
        }
        store<Fit::exact>(d, value, y.data + number * y.step + c);
      },
      x, v);
}

template <class T>
void average_of(const PoolWork& work, Elements<const T> x, Elements<T> y) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        auto total = element(d, x, w, 0, c);
        for (std::int64_t i = 1; i < w.count; ++i) total = hn::Add(total, element(d, x, w, i, c));
        store<Fit::rounded>(d, hn::Div(total, hn::Set(d, static_cast<float>(w.count))),
                            y.data + number * y.step + c);
      },
      x);
}

template <PoolWrite write, Fit fit, class D, class T>
HWY_INLINE void put(D d, hn::Vec<D> value, Elements<T> y, Window w, std::int64_t i, std::int64_t c) {
  T* to = address(y, w, i, c);
  store<fit>(d, write == PoolWrite::add ? hn::Add(load(d, to), value) : value, to);
}

template <PoolWrite write, bool masked, class T, class Sum>
void max_gradient_of(const PoolWork& work, Elements<const T> x, Elements<const T> dys, Elements<Sum> dx) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        const hn::RebindToSigned<decltype(d)> integers;
        auto best = element(d, x, w, 0, c);
        auto winner = hn::Zero(integers);
        for (std::int64_t i = 1; i < w.count; ++i) {
          const auto here = element(d, x, w, i, c);
          const auto wins = beats(here, best);
          best = hn::IfThenElse(wins, here, best);
          winner = hn::IfThenElse(hn::RebindMask(integers, wins),
                                  hn::Set(integers, static_cast<std::int32_t>(i)), winner);
        }
        auto dy = load(d, dys.data + number * dys.step + c);
        if constexpr (masked) dy = hn::IfThenElseZero(hn::Gt(best, hn::Zero(d)), dy);
        for (std::int64_t i = 0; i < w.count; ++i) {
          const auto wins = hn::Eq(winner, hn::Set(integers, static_cast<std::int32_t>(i)));
          put<write, Fit::exact>(d, hn::IfThenElseZero(hn::RebindMask(d, wins), dy), dx, w, i, c);
        }
      },
      x, dx);
}

template <PoolWrite write, class T, class Sum>
void average_gradient_of(const PoolWork& work, Elements<const T> dys, Elements<Sum> dx) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        const auto dy = load(d, dys.data + number * dys.step + c);
        const auto share = hn::Div(dy, hn::Set(d, static_cast<float>(w.count)));
        for (std::int64_t i = 0; i < w.count; ++i) put<write, Fit::rounded>(d, share, dx, w, i, c);
      },
      dx);
}

void max_windows(const PoolWork& work, PoolIn x, PoolOut y) {
  with_type(x.dtype, [&](auto t) {
    using T = decltype(t);
    max_of<T>(work, elements<T>(x), elements<T>(y));
  });
}
void max_gather_windows(const PoolWork& work, PoolIn x, PoolIn v, PoolOut y) {
  with_type(x.dtype, [&](auto t) {
    using T = decltype(t);
    max_gather_of<T>(work, elements<T>(x), elements<T>(v), elements<T>(y));
  });
}
void average_windows(const PoolWork& work, PoolIn x, PoolOut y) {
  with_type(x.dtype, [&](auto t) {
    using T = decltype(t);
    average_of<T>(work, elements<T>(x), elements<T>(y));
  });
}

template <class T, bool masked>
void write_max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) {
  if (work.write == PoolWrite::add) {
    max_gradient_of<PoolWrite::add, masked>(work, elements<T>(x), elements<T>(dy), elements<float>(dx));
  } else {
    max_gradient_of<PoolWrite::store, masked>(work, elements<T>(x), elements<T>(dy), elements<T>(dx));
  }
}
void max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) {
  with_type(x.dtype, [&](auto t) {
    using T = decltype(t);
    work.masked ? write_max_gradient<T, true>(work, x, dy, dx)
                : write_max_gradient<T, false>(work, x, dy, dx);
  });
}
void average_gradient(const PoolWork& work, PoolIn dy, PoolOut dx) {
  with_type(dy.dtype, [&](auto t) {
    using T = decltype(t);
    if (work.write == PoolWrite::add) {
      average_gradient_of<PoolWrite::add>(work, elements<T>(dy), elements<float>(dx));
    } else {
      average_gradient_of<PoolWrite::store>(work, elements<T>(dy), elements<T>(dx));
    }
  });
}

}  // namespace
}  // namespace saem::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace saem::cpu {

HWY_EXPORT(max_windows);
HWY_EXPORT(max_gather_windows);
HWY_EXPORT(average_windows);
HWY_EXPORT(max_gradient);
HWY_EXPORT(average_gradient);

void pool_max(const PoolWork& work, PoolIn x, PoolOut y) noexcept {
  HWY_DYNAMIC_DISPATCH(max_windows)(work, x, y);
}
void pool_max_gather(const PoolWork& work, PoolIn x, PoolIn v, PoolOut y) noexcept {
  HWY_DYNAMIC_DISPATCH(max_gather_windows)(work, x, v, y);
}
void pool_average(const PoolWork& work, PoolIn x, PoolOut y) noexcept {
  HWY_DYNAMIC_DISPATCH(average_windows)(work, x, y);
}
void pool_max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) noexcept {
  HWY_DYNAMIC_DISPATCH(max_gradient)(work, x, dy, dx);
}
void pool_average_gradient(const PoolWork& work, PoolIn dy, PoolOut dx) noexcept {
  HWY_DYNAMIC_DISPATCH(average_gradient)(work, dy, dx);
}

}  // namespace saem::cpu
#endif
