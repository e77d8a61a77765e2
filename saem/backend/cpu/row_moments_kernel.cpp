#include "saem/backend/cpu/row_moments_kernel.h"

#include <algorithm>

#include "saem/backend/cpu/bfloat16.h"
#include "saem/backend/cpu/dispatch.h"
#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t averaged_per_task = 32768;

/// Σ f(x[i]), over accumulators side by side that are added up in a fixed order.
template <class T, class F>
SAEM_ALWAYS_INLINE float total_of(const T* x, std::int64_t n, F f) {
  constexpr std::int64_t lanes = 32;
  float total[lanes] = {};
  std::int64_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::int64_t l = 0; l < lanes; ++l) total[l] += f(widen(x[i + l]));
  }
  for (std::int64_t l = 0; i + l < n; ++l) total[l] += f(widen(x[i + l]));
  for (std::int64_t half = lanes / 2; half > 0; half /= 2) {
    for (std::int64_t l = 0; l < half; ++l) total[l] += total[l + half];
  }
  return total[0];
}

/// Two walks over each row: deviations are taken from the mean, so that nothing cancels.
template <class T>
struct RowMoments {
  SAEM_ALWAYS_INLINE static void run(const void* memory, std::int64_t first, std::int64_t last,
                                     std::int64_t row, float* mean, float* variance) {
    const auto n = static_cast<float>(row);
    for (std::int64_t r = first; r < last; ++r) {
      const T* x = static_cast<const T*>(memory) + r * row;
      const float m = total_of(x, row, [](float v) SAEM_ALWAYS_INLINE_LAMBDA { return v; }) / n;
      mean[r] = m;
      variance[r] =
          total_of(x, row, [m](float v) SAEM_ALWAYS_INLINE_LAMBDA { return (v - m) * (v - m); }) / n;
    }
  }
};
template <class T>
using RowVersions =
    Versions<RowMoments<T>, const void*, std::int64_t, std::int64_t, std::int64_t, float*, float*>;

class RowMomentsKernel final : public Kernel {
 public:
  RowMomentsKernel(std::int64_t outer, std::int64_t row, DType dtype)
      : outer_(outer),
        row_(row),
        loop_(dtype == DType::bf16 ? RowVersions<BFloat16>::best() : RowVersions<float>::best()) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    parallel_for(outer_, std::max<std::int64_t>(1, averaged_per_task / row_),
                 [&](std::int64_t begin, std::int64_t end) {
                   loop_(inputs[0], begin, end, row_, static_cast<float*>(outputs[0]),
                         static_cast<float*>(outputs[1]));
                 });
  }
  [[nodiscard]] std::string describe() const override { return "row by row"; }

 private:
  std::int64_t outer_, row_;
  RowVersions<float>::Function loop_;
};

}  // namespace

std::unique_ptr<Kernel> make_row_moments_kernel(std::int64_t outer, std::int64_t row, DType dtype) {
  return std::make_unique<RowMomentsKernel>(outer, row, dtype);
}

}  // namespace saem::cpu
