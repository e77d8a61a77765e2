#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "saem/core/simd.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise_steps.h"

namespace saem {
namespace detail {

template <class In, class Out, class F, std::size_t... I>
void reference_loop(ReferenceCall& call, std::index_sequence<I...>) {
  const std::span<const In> in[] = {call.in<In>(static_cast<int>(I))...};
  const std::span<Out> out = call.out<Out>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<Out>(F{}(in[I][i]...));
}

template <std::size_t N, class F>
struct Tile {
  template <std::size_t... I>
  SAEM_ALWAYS_INLINE static void loop(const float* const* in, float* out, std::int64_t n,
                                      std::index_sequence<I...>) {
    // The output may be one of the inputs, element for element: no element depends on another one.
#pragma GCC ivdep
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<float>(F{}(in[I][i]...));
  }
  SAEM_TARGET_AVX512 static void avx512(const float* const* in, float* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }
  SAEM_TARGET_AVX2 static void avx2(const float* const* in, float* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }
  static void baseline(const float* const* in, float* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }

  static TileLoop best() {
    switch (simd_level()) {
      case SimdLevel::avx512:
        return avx512;
      case SimdLevel::avx2:
        return avx2;
      default:
        return baseline;
    }
  }
};

/// The function F of N numbers of type In as a WideLoop.
template <class In, class Out, std::size_t N, class F>
struct Wide {
  template <std::size_t... I>
  SAEM_ALWAYS_INLINE static void loop(const void* const* inputs, void* output, std::int64_t n,
                                      std::index_sequence<I...>) {
    const In* const in[] = {static_cast<const In*>(inputs[I])...};
    auto* out = static_cast<Out*>(output);
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<Out>(F{}(in[I][i]...));
  }
  SAEM_TARGET_AVX512 static void avx512(const void* const* in, void* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }
  SAEM_TARGET_AVX2 static void avx2(const void* const* in, void* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }
  static void baseline(const void* const* in, void* out, std::int64_t n) {
    loop(in, out, n, std::make_index_sequence<N>());
  }

  static WideLoop best() {
    // Multiply-adds of later instruction sets would round float64 otherwise than the reference loop.
    if constexpr (std::is_integral_v<In>) {
      if (simd_level() == SimdLevel::avx512) return avx512;
      if (simd_level() == SimdLevel::avx2) return avx2;
    }
    return baseline;
  }
};

}  // namespace detail

/// Everything that computes an elementwise op of N inputs, made from one function of N numbers (a lambda
/// without captures over `auto`): the float64 and int64 reference loops, and the float32 loop and steps that
/// fused kernels are chained from. The function must be one that compilers turn into vector instructions.
template <std::size_t N, class F>
[[nodiscard]] Reference elementwise(F) {
  using Index = std::make_index_sequence<N>;
  auto run = [](ReferenceCall& call) {
    const bool floating_in = call.inputs[0].dtype() == DType::f64;
    const bool floating_out = call.outputs[0].dtype() == DType::f64;
    if (floating_in && floating_out) {
      detail::reference_loop<double, double, F>(call, Index());
    } else if (floating_in) {
      detail::reference_loop<double, std::int64_t, F>(call, Index());
    } else {
      detail::reference_loop<std::int64_t, std::int64_t, F>(call, Index());
    }
  };
  return {run,
          detail::Tile<N, F>::best(),
          detail::Steps<N, F>::best(),
          {.floating = detail::Wide<double, double, N, F>::best(),
           .tests = detail::Wide<double, std::int64_t, N, F>::best(),
           .integers = detail::Wide<std::int64_t, std::int64_t, N, F>::best()}};
}

/// The same for functions of floating-point numbers only (the op's dtype rule is `floating`). They may call
/// the C library, once per element; so they have no steps.
template <std::size_t N, class F>
[[nodiscard]] Reference elementwise_floating(F) {
  return {[](ReferenceCall& call) {
            detail::reference_loop<double, double, F>(call, std::make_index_sequence<N>());
          },
          detail::Tile<N, F>::best(),
          {},
          {.floating = detail::Wide<double, double, N, F>::best()}};
}

/// The same for those that compilers turn into vector instructions: square roots, but no logarithms.
template <std::size_t N, class F>
[[nodiscard]] Reference elementwise_vector(F f) {
  Reference reference = elementwise_floating<N>(f);
  reference.steps = detail::Steps<N, F>::best();
  return reference;
}

}  // namespace saem
