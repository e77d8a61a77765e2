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

template <class T>
HWY_INLINE T* address(PoolArray<T> a, Window w, std::int64_t i, std::int64_t c) {
  return a.data + (w.first + w.offsets[i]) * a.step + c;
}

template <class T>
HWY_INLINE void fetch(PoolArray<T> a, Window w, std::int64_t channels) {
  constexpr std::int64_t cache_line = 64 / sizeof(T);
  for (std::int64_t i = 0; i < w.fetch_count; ++i) {
    const T* place = a.data + (w.fetch_first + i) * a.step;
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

template <class D>
HWY_INLINE hn::Vec<D> element(D d, PoolIn a, Window w, std::int64_t i, std::int64_t c) {
  return hn::LoadU(d, address(a, w, i, c));
}

// Whether x takes the place of the best so far: a NaN counts as the largest, and the first of equal ones
// stays.
template <class V>
HWY_INLINE auto beats(V x, V best) {
  return hn::And(hn::Not(hn::Le(x, best)), hn::Eq(best, best));
}

void max_windows(const PoolWork& work, PoolIn x, PoolOut y) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        auto best = element(d, x, w, 0, c);
        for (std::int64_t i = 1; i < w.count; ++i) {
          const auto here = element(d, x, w, i, c);
          best = hn::IfThenElse(beats(here, best), here, best);
        }
        hn::StoreU(best, d, y.data + number * y.step + c);
      },
      x);
}

void max_gather_windows(const PoolWork& work, PoolIn x, PoolIn v, PoolOut y) {
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
        hn::StoreU(value, d, y.data + number * y.step + c);
      },
      x, v);
}

void average_windows(const PoolWork& work, PoolIn x, PoolOut y) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        auto total = element(d, x, w, 0, c);
        for (std::int64_t i = 1; i < w.count; ++i) total = hn::Add(total, element(d, x, w, i, c));
        hn::StoreU(hn::Div(total, hn::Set(d, static_cast<float>(w.count))), d, y.data + number * y.step + c);
      },
      x);
}

template <PoolWrite write, class D>
HWY_INLINE void put(D d, hn::Vec<D> value, PoolOut y, Window w, std::int64_t i, std::int64_t c) {
  float* to = address(y, w, i, c);
  hn::StoreU(write == PoolWrite::add ? hn::Add(hn::LoadU(d, to), value) : value, d, to);
}

template <PoolWrite write, bool masked>
void max_gradient_windows(const PoolWork& work, PoolIn x, PoolIn dys, PoolOut dx) {
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
        auto dy = hn::LoadU(d, dys.data + number * dys.step + c);
        if constexpr (masked) dy = hn::IfThenElseZero(hn::Gt(best, hn::Zero(d)), dy);
        for (std::int64_t i = 0; i < w.count; ++i) {
          const auto wins = hn::Eq(winner, hn::Set(integers, static_cast<std::int32_t>(i)));
          put<write>(d, hn::IfThenElseZero(hn::RebindMask(d, wins), dy), dx, w, i, c);
        }
      },
      x, dx);
}

template <PoolWrite write>
void average_gradient_windows(const PoolWork& work, PoolIn dys, PoolOut dx) {
  for_each_vector(
      work,
      [&](auto d, Window w, std::int64_t number, std::int64_t c) {
        const auto dy = hn::LoadU(d, dys.data + number * dys.step + c);
        const auto share = hn::Div(dy, hn::Set(d, static_cast<float>(w.count)));
        for (std::int64_t i = 0; i < w.count; ++i) put<write>(d, share, dx, w, i, c);
      },
      dx);
}

template <PoolWrite write>
void write_max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) {
  work.masked ? max_gradient_windows<write, true>(work, x, dy, dx)
              : max_gradient_windows<write, false>(work, x, dy, dx);
}
void max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) {
  work.write == PoolWrite::add ? write_max_gradient<PoolWrite::add>(work, x, dy, dx)
                               : write_max_gradient<PoolWrite::store>(work, x, dy, dx);
}
void average_gradient(const PoolWork& work, PoolIn dy, PoolOut dx) {
  work.write == PoolWrite::add ? average_gradient_windows<PoolWrite::add>(work, dy, dx)
                               : average_gradient_windows<PoolWrite::store>(work, dy, dx);
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
