#include "saem/backend/cpu/softmax_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/fused/vector_math.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/reduction_loops.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t exponentials_per_tile = 2048;  // elements that go through exp at a time

// y = x - max x, row by row.
struct SubtractMaximum {
  SAEM_ALWAYS_INLINE static void run(const float* x, float* y, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t r = 0; r < rows; ++r, x += columns, y += columns) {
      float largest = 0;
      ReduceRows<MaxJoin, float, float>::run(x, 1, columns, &largest);
      for (std::int64_t i = 0; i < columns; ++i) y[i] = x[i] - largest;
    }
  }
};

// In double, over sixteen accumulators.
struct Total {
  SAEM_ALWAYS_INLINE static void run(const float* x, std::int64_t count, double* result) {
    constexpr std::int64_t lanes = 16;
    double total[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes) {
      for (std::int64_t j = 0; j < lanes; ++j) total[j] += static_cast<double>(x[i + j]);
    }
    double sum = 0;
    for (; i < count; ++i) sum += static_cast<double>(x[i]);
    if (count >= lanes) {
      for (const double t : total) sum += t;
    }
    *result = sum;
  }
};

// Rows (…, columns). A task is a tile of whole rows, or, where rows are longer than a tile, one row.
class SoftmaxKernel final : public Kernel {
 public:
  SoftmaxKernel(const Shape& x, bool logarithm, TileLoop exp)
      : rows_(x.slice(0, x.rank() - 1).count()), columns_(x[-1]), logarithm_(logarithm), exp_(exp) {}
  [[nodiscard]] bool can_write_over(std::size_t) const override { return true; }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    if (columns_ == 0) return;
    const auto* x = static_cast<const float*>(inputs[0]);
    auto* y = static_cast<float*>(outputs[0]);
    parallel_for(rows_, std::max<std::int64_t>(1, exponentials_per_tile / columns_),
                 [&](std::int64_t begin, std::int64_t end) {
                   float* to = y + begin * columns_;
                   subtract_maximum_(x + begin * columns_, to, end - begin, columns_);
                   logarithm_ ? subtract_log_sums(to, end - begin) : exponentiate_and_divide(to, end - begin);
                 });
  }

 private:
  void exponentiate(const float* x, float* y, std::int64_t count) const { exp_(&x, y, count); }
  [[nodiscard]] double total(const float* x, std::int64_t count) const {
    double sum = 0;
    total_(x, count, &sum);
    return sum;
  }

  void exponentiate_and_divide(float* y, std::int64_t rows) const {
    exponentiate(y, y, rows * columns_);
    for (std::int64_t row = 0; row < rows; ++row, y += columns_) {
      const auto scale = static_cast<float>(1 / total(y, columns_));
      for (std::int64_t i = 0; i < columns_; ++i) y[i] *= scale;
    }
  }

  // Either one tile, or one row of several.
  void subtract_log_sums(float* y, std::int64_t rows) const {
    std::array<float, exponentials_per_tile> exponentials;
    double sum = 0;
    if (columns_ <= exponentials_per_tile) {
      exponentiate(y, exponentials.data(), rows * columns_);
    } else {
      for (std::int64_t first = 0; first < columns_; first += exponentials_per_tile) {
        const std::int64_t count = std::min(exponentials_per_tile, columns_ - first);
        exponentiate(y + first, exponentials.data(), count);
        sum += total(exponentials.data(), count);
      }
    }
    for (std::int64_t row = 0; row < rows; ++row, y += columns_) {
      if (columns_ <= exponentials_per_tile) sum = total(exponentials.data() + row * columns_, columns_);
      const auto shift = static_cast<float>(std::log(sum));
      for (std::int64_t i = 0; i < columns_; ++i) y[i] -= shift;
    }
  }

  std::int64_t rows_, columns_;
  bool logarithm_;
  TileLoop exp_;
  decltype(&SubtractMaximum::run) subtract_maximum_ =
      Versions<SubtractMaximum, const float*, float*, std::int64_t, std::int64_t>::best();
  decltype(&Total::run) total_ = Versions<Total, const float*, std::int64_t, double*>::best();
};

}  // namespace

std::unique_ptr<Kernel> make_softmax_kernel(const Node& node) {
  if (!is_float32(node)) return nullptr;
  TileLoop exp = vector_math("exp");
  if (exp == nullptr) exp = find_op("exp").reference.tile;
  return std::make_unique<SoftmaxKernel>(node.input(0).shape(), node.op().name == "log_softmax", exp);
}

}  // namespace saem::cpu
