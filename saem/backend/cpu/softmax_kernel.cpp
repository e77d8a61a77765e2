#include "saem/backend/cpu/softmax_kernel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "saem/backend/cpu/fused/vector_math.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t tile = 2048;  // elements that go through exp at a time

// Rows (…, columns). A task is a tile of whole rows, or, where rows are longer than a tile, one row.
class SoftmaxKernel final : public Kernel {
 public:
  SoftmaxKernel(const Shape& x, bool logarithm, TileLoop exp)
      : rows_(x.slice(0, x.rank() - 1).count()), columns_(x[-1]), logarithm_(logarithm), exp_(exp) {}
  [[nodiscard]] bool can_run_in_place() const override { return true; }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    if (columns_ == 0) return;
    const auto* x = static_cast<const float*>(inputs[0]);
    auto* y = static_cast<float*>(outputs[0]);
    parallel_for(rows_, std::max<std::int64_t>(1, tile / columns_),
                 [&](std::int64_t begin, std::int64_t end) {
                   for (std::int64_t row = begin; row < end; ++row)
                     subtract_maximum(x + row * columns_, y + row * columns_);
                   if (logarithm_) {
                     for (std::int64_t row = begin; row < end; ++row) subtract_log_sum(y + row * columns_);
                   } else {
                     exponentiate(y + begin * columns_, y + begin * columns_, (end - begin) * columns_);
                     for (std::int64_t row = begin; row < end; ++row) divide_by_sum(y + row * columns_);
                   }
                 });
  }

 private:
  void exponentiate(const float* x, float* y, std::int64_t count) const { exp_(&x, y, count); }

  void subtract_maximum(const float* x, float* y) const {
    float largest = x[0];
    for (std::int64_t i = 1; i < columns_; ++i) largest = std::max(largest, x[i]);
    for (std::int64_t i = 0; i < columns_; ++i) y[i] = x[i] - largest;
  }

  void divide_by_sum(float* y) const {
    double total = 0;
    for (std::int64_t i = 0; i < columns_; ++i) total += y[i];
    const auto scale = static_cast<float>(1 / total);
    for (std::int64_t i = 0; i < columns_; ++i) y[i] *= scale;
  }

  void subtract_log_sum(float* y) const {
    std::array<float, tile> exponentials;
    double total = 0;
    for (std::int64_t first = 0; first < columns_; first += tile) {
      const std::int64_t count = std::min(tile, columns_ - first);
      exponentiate(y + first, exponentials.data(), count);
      for (std::int64_t i = 0; i < count; ++i) total += exponentials[static_cast<std::size_t>(i)];
    }
    const auto shift = static_cast<float>(std::log(total));
    for (std::int64_t i = 0; i < columns_; ++i) y[i] -= shift;
  }

  std::int64_t rows_, columns_;
  bool logarithm_;
  TileLoop exp_;
};

}  // namespace

std::unique_ptr<Kernel> make_softmax_kernel(const Node& node) {
  if (!is_float32(node)) return nullptr;
  TileLoop exp = vector_math("exp");
  if (exp == nullptr) exp = find_op("exp").reference.tile;
  return std::make_unique<SoftmaxKernel>(node.input(0).shape(), node.op().name == "log_softmax", exp);
}

}  // namespace saem::cpu
