#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "saem/core/simd.h"
#include "saem/graph/tile_step.h"

namespace saem::detail {

#if SAEM_HAS_TARGETS

/// The function F of N numbers as steps of a chain, see TileSteps.
template <std::size_t N, class F>
class Steps {
 public:
  static TileSteps best() {
    switch (simd_level()) {
      case SimdLevel::avx512:
        return forms<FloatVector<64>::Type>();
      case SimdLevel::avx2:
        return forms<FloatVector<32>::Type>();
      default:
        return {};
    }
  }

 private:
  static constexpr std::size_t both = 2;  ///< a form of two numbers

  template <std::size_t Form>
  static constexpr bool is_running(std::size_t input) {
    return input == Form || (N == 2 && Form == both);
  }

  // The loop over elements is one instruction in the end: the compiler sees the vector through it.
  template <class V, class... In>
  SAEM_ALWAYS_INLINE static void apply(V& result, const In&... in) {
    constexpr int lanes = sizeof(V) / sizeof(float);
    float y[lanes];
    for (int i = 0; i < lanes; ++i) {
      const auto exact = F{}(in[i]...);
      if constexpr (std::is_same_v<decltype(exact), const bool>) {
        y[i] = exact ? 1.0F : 0.0F;
      } else {
        y[i] = static_cast<float>(exact);
      }
    }
    std::memcpy(&result, y, sizeof(result));
  }

  template <class V, std::size_t Form, std::size_t Input>
  SAEM_ALWAYS_INLINE static void read(V& operand, const TileStep* step, std::int64_t i, const V& running,
                                      int k) {
    if constexpr (is_running<Form>(Input)) {
      operand = running;
    } else {
      constexpr std::size_t other = Input > Form ? Input - 1 : Input;
      constexpr int lanes = sizeof(V) / sizeof(float);
      std::memcpy(&operand, step->in[other] + (i & step->mask[other]) + k * lanes, sizeof(V));
    }
  }

  template <class V, std::size_t Form, std::size_t... I>
  SAEM_ALWAYS_INLINE static void change(const TileStep* step, std::int64_t i, V& running, int k,
                                        std::index_sequence<I...>) {
    V in[N];
    (read<V, Form, I>(in[I], step, i, running, k), ...);
    apply(running, in[I]...);
  }

  template <class V, std::size_t Form>
  SAEM_ALWAYS_INLINE static void change_all(const TileStep* step, std::int64_t i, V& a, V& b, V& c, V& d,
                                            V& e, V& f, V& g, V& h) {
    constexpr std::make_index_sequence<N> inputs;
    change<V, Form>(step, i, a, 0, inputs);
    change<V, Form>(step, i, b, 1, inputs);
    change<V, Form>(step, i, c, 2, inputs);
    change<V, Form>(step, i, d, 3, inputs);
    change<V, Form>(step, i, e, 4, inputs);
    change<V, Form>(step, i, f, 5, inputs);
    change<V, Form>(step, i, g, 6, inputs);
    change<V, Form>(step, i, h, 7, inputs);
  }

  template <class V, std::size_t Form>
  SAEM_TARGET_AVX512 static void avx512(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f,
                                        V g, V h) {
    change_all<V, Form>(step, i, a, b, c, d, e, f, g, h);
    reinterpret_cast<StepFunction<V>>(step[1].run)(step + 1, i, a, b, c, d, e, f, g, h);
  }
  template <class V, std::size_t Form>
  SAEM_TARGET_AVX2 static void avx2(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f, V g,
                                    V h) {
    change_all<V, Form>(step, i, a, b, c, d, e, f, g, h);
    reinterpret_cast<StepFunction<V>>(step[1].run)(step + 1, i, a, b, c, d, e, f, g, h);
  }

  template <class V, std::size_t Form>
  static AnyStep form() {
    if constexpr (N == 1 && Form > 0) {
      return nullptr;
    } else if constexpr (sizeof(V) == 64) {
      return reinterpret_cast<AnyStep>(&avx512<V, Form>);
    } else {
      return reinterpret_cast<AnyStep>(&avx2<V, Form>);
    }
  }
  template <class V>
  static TileSteps forms() {
    return {form<V, 0>(), form<V, 1>(), form<V, 2>()};
  }
};

#else

template <std::size_t N, class F>
struct Steps {
  static TileSteps best() { return {}; }
};

#endif

}  // namespace saem::detail
