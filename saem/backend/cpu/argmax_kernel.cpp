#include "saem/backend/cpu/argmax_kernel.h"

#include <algorithm>
#include <array>

#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

// x (outer, extent, inner) → (outer, inner).
template <class T>
class ArgmaxKernel final : public Kernel {
 public:
  ArgmaxKernel(const Shape& x, int axis)
      : outer_(x.slice(0, axis).count()), extent_(x[axis]), inner_(x.slice(axis + 1, x.rank()).count()) {}

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    const auto* x = static_cast<const T*>(inputs[0]);
    auto* y = static_cast<std::int64_t*>(outputs[0]);
    const std::int64_t strips = (inner_ + width - 1) / width;
    const std::int64_t elements = extent_ * std::min(inner_, width);
    parallel_for(outer_ * strips,
                 std::max<std::int64_t>(1, elements_per_task / std::max<std::int64_t>(1, elements)),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t i = begin; i < end; ++i) {
                     const std::int64_t first = i % strips * width;
                     const std::int64_t outer = i / strips;
                     find(x + outer * extent_ * inner_ + first, std::min(width, inner_ - first),
                          y + outer * inner_ + first);
                   }
                 });
  }

 private:
  static constexpr std::int64_t elements_per_task = 32768;
  static constexpr std::int64_t width = 64;

  // The first largest ones; a NaN is larger than everything. It fails every comparison, and so the one below.
  void find(const T* x, std::int64_t columns, std::int64_t* y) const {
    if (inner_ == 1) {
      std::int64_t best = 0;
      T largest = x[0];
      for (std::int64_t k = 1; k < extent_ && largest == largest; ++k) {
        if (x[k] <= largest) continue;
        best = k;
        largest = x[k];
      }
      *y = best;
      return;
    }
    std::array<T, width> best;
    std::copy_n(x, columns, best.begin());
    std::fill_n(y, columns, 0);
    for (std::int64_t k = 1; k < extent_; ++k) {
      const T* row = x + k * inner_;
      for (std::int64_t c = 0; c < columns; ++c) {
        T& largest = best[static_cast<std::size_t>(c)];
        const bool found = !(row[c] <= largest) && largest == largest;
        y[c] = found ? k : y[c];
        largest = found ? row[c] : largest;
      }
    }
  }

  std::int64_t outer_, extent_, inner_;
};

}  // namespace

std::unique_ptr<Kernel> make_argmax_kernel(const Task& task) {
  if (!task.input_layout(0).is_plain() || !task.output_layout().is_plain()) return nullptr;
  const Shape& x = task.node().input(0).shape();
  const int axis = static_cast<int>(task.node().attributes().integer("axis"));
  switch (task.node().input(0).dtype()) {
    case DType::f32:
      return std::make_unique<ArgmaxKernel<float>>(x, axis);
    case DType::f64:
      return std::make_unique<ArgmaxKernel<double>>(x, axis);
    case DType::i32:
      return std::make_unique<ArgmaxKernel<std::int32_t>>(x, axis);
    case DType::i64:
      return std::make_unique<ArgmaxKernel<std::int64_t>>(x, axis);
    default:
      return nullptr;
  }
}

}  // namespace saem::cpu
