#include "saem/backend/cpu/winograd/kernels.h"

#include "saem/backend/cpu/matmul/tile.h"
#include "saem/backend/cpu/winograd/elements.h"

namespace saem::cpu::winograd {
namespace {

constexpr int taps = kernel_size * kernel_size;
constexpr std::int64_t rows_ahead = 6;

template <int lanes, class T>
struct TransformKernel {
  using V = typename Lanes<lanes>::Vector;

  SAEM_ALWAYS_INLINE static void run(const KernelView& view, const KernelPart& part, const void* kernel,
                                     float* to, std::int64_t xi_stride) {
    const auto* from = static_cast<const T*>(kernel);
    if (view.turned) {
      turned(view, part, from, to, xi_stride);
      return;
    }
    const std::int64_t tap = view.inputs * view.outputs;
    for (std::int64_t row = 0; row < part.rows; ++row) {
      const T* first = from + (part.first_row + row) * view.outputs + part.first_column;
      for (std::int64_t column = 0; column < part.columns; column += lanes) {
        // Short pieces of lines that are far apart: nothing that the processor would foresee.
#pragma GCC unroll 9
        for (int i = 0; i < taps; ++i)
          __builtin_prefetch(first + column + i * tap + rows_ahead * view.outputs);
        transform(first + column, tap, to + row * part.columns + column, xi_stride);
      }
    }
  }

  /// By squares, each of which is transposed for all taps first.
  SAEM_ALWAYS_INLINE static void turned(const KernelView& view, const KernelPart& part, const T* from,
                                        float* to, std::int64_t xi_stride) {
    alignas(64) float wide[lanes * lanes];
    alignas(64) float square[taps * lanes * lanes];
    const auto transpose = tile_loops().transpose;
    for (std::int64_t row = 0; row < part.rows; row += lanes) {
      for (std::int64_t column = 0; column < part.columns; column += lanes) {
        for (int tap = 0; tap < taps; ++tap) {
          const T* first =
              from + (tap * view.inputs + part.first_column + column) * view.outputs + part.first_row + row;
          for (int i = 0; i < lanes; ++i) {
            __builtin_prefetch(first + i * view.outputs + lanes);  // for the next square
            V line;
            Elements<lanes, T>::load(line, first + i * view.outputs);
            Lanes<lanes>::store(wide + i * lanes, line);
          }
          transpose(wide, lanes, lanes, lanes, square + (taps - 1 - tap) * lanes * lanes, lanes);
        }
        for (int i = 0; i < lanes; ++i) {
          TransformKernel<lanes, float>::transform(square + i * lanes, lanes * lanes,
                                                   to + (row + i) * part.columns + column, xi_stride);
        }
      }
    }
  }

  SAEM_ALWAYS_INLINE static void transform(const T* from, std::int64_t tap, float* to,
                                           std::int64_t xi_stride) {
    V half[kernel_size][input_size];
#pragma GCC unroll 3
    for (int i = 0; i < kernel_size; ++i) {
      V g[kernel_size];
#pragma GCC unroll 3
      for (int j = 0; j < kernel_size; ++j)
        Elements<lanes, T>::load(g[j], from + (i * kernel_size + j) * tap);
      kernel_transform(g, half[i]);
    }
#pragma GCC unroll 6
    for (int j = 0; j < input_size; ++j) {
      V g[kernel_size], t[input_size];
#pragma GCC unroll 3
      for (int i = 0; i < kernel_size; ++i) g[i] = half[i][j];
      kernel_transform(g, t);
#pragma GCC unroll 6
      for (int i = 0; i < input_size; ++i) Lanes<lanes>::store(to + (i * input_size + j) * xi_stride, t[i]);
    }
  }
};

using Loop = void (*)(const KernelView&, const KernelPart&, const void*, float*, std::int64_t);

template <class Target, int lanes>
Loop loop_of(DType dtype) {
  const auto loop = []<class T>() -> Loop {
    return &Target::template run<TransformKernel<lanes, T>, const KernelView&, const KernelPart&, const void*,
                                 float*, std::int64_t>;
  };
  return dtype == DType::bf16 ? loop.template operator()<BFloat16>() : loop.template operator()<float>();
}

Loop loop_for(DType dtype) {
  return for_this_processor([=]<class Target, int lanes>() { return loop_of<Target, lanes>(dtype); });
}

}  // namespace

void transform_kernel(const KernelView& view, const KernelPart& part, const void* kernel, float* to,
                      std::int64_t xi_stride) {
  loop_for(view.dtype)(view, part, kernel, to, xi_stride);
}

}  // namespace saem::cpu::winograd
