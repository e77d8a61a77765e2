#include "saem/backend/cpu/matmul/matmul_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string_view>

#include "saem/backend/cpu/matmul/matmul_plan.h"
#include "saem/backend/cpu/matmul/multiply.h"
#include "saem/backend/cpu/matmul/tile.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/onednn/matmul_bf16.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

class MatmulKernel final : public Kernel {
 public:
  MatmulKernel(const MatmulGeometry& geometry, Epilogue epilogue);
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override;

 private:
  struct Operands {
    const float *a, *b, *bias;
    float* result;
    float* partial;  // partial sums lie in memory as (pieces, products, m, n)
  };
  [[nodiscard]] Product product_of(std::int64_t task, const Operands& all) const;
  void add_up(const Operands& all) const;
  [[nodiscard]] std::int64_t result_count() const { return g_.products * g_.m * g_.n; }

  MatmulGeometry g_;
  MatmulPlan plan_;
  Epilogue epilogue_;
  Scratch scratch_;
  std::size_t partial_place_ = 0;
  std::vector<std::size_t> lanes_;  // one per thread: its place in the scratch memory
};

MatmulKernel::MatmulKernel(const MatmulGeometry& geometry, Epilogue epilogue)
    : g_(geometry), plan_(plan_matmul(geometry)), epilogue_(epilogue) {
  if (plan_.has_partial_sums()) {
    partial_place_ =
        scratch_.reserve(static_cast<std::size_t>(plan_.pieces * result_count()) * sizeof(float));
  }
  const std::int64_t lanes = std::min<std::int64_t>(g_.products * plan_.pieces, thread_count());
  for (std::int64_t i = 0; i < lanes; ++i) lanes_.push_back(scratch_.reserve(multiply_scratch_bytes()));
}

std::string MatmulKernel::describe() const {
  constexpr std::array<std::string_view, 3> axes{"rows", "columns", "terms"};
  std::string text = "own tiles";
  if (g_.products > 1) text += fmt::format(", {} products", g_.products);
  if (plan_.pieces > 1)
    text +=
        fmt::format(", {} × {} {}", plan_.pieces, plan_.piece, axes[static_cast<std::size_t>(plan_.axis)]);
  return text;
}

Product MatmulKernel::product_of(std::int64_t task, const Operands& all) const {
  const std::int64_t batch = task / plan_.pieces;
  const std::int64_t piece = task % plan_.pieces;
  const std::int64_t first = piece * plan_.piece;
  Product p{.m = g_.m,
            .n = g_.n,
            .k = g_.k,
            .a = {all.a + batch * g_.a.batch, g_.a.row, g_.a.column},
            .b = {all.b + batch * g_.b.batch, g_.b.row, g_.b.column},
            .result = all.result + batch * g_.result.batch,
            .result_row = g_.result.row,
            .bias = all.bias,
            .relu = epilogue_.relu};
  const auto size_of = [&](std::int64_t extent) { return std::min(plan_.piece, extent - first); };
  switch (plan_.axis) {
    case MatmulPlan::Axis::m:
      p.m = size_of(g_.m);
      p.a.data += first * g_.a.row;
      p.result += first * g_.result.row;
      break;
    case MatmulPlan::Axis::n:
      p.n = size_of(g_.n);
      p.b.data += first * g_.b.column;
      p.result += first;
      if (p.bias != nullptr) p.bias += first;
      break;
    case MatmulPlan::Axis::k:
      p.k = size_of(g_.k);
      p.a.data += first * g_.a.column;
      p.b.data += first * g_.b.row;
      if (plan_.has_partial_sums()) {
        p.result = all.partial + piece * result_count() + batch * g_.result.batch;
        p.bias = nullptr;
        p.relu = false;
      }
      break;
  }
  return p;
}

// Always in the order of the pieces, some rows at a time.
void MatmulKernel::add_up(const Operands& all) const {
  const std::int64_t block = std::max<std::int64_t>(1, 4096 / g_.n);
  parallel_for(g_.products * g_.m, block, [&](std::int64_t begin, std::int64_t end) {
    Tile to{};
    to.result = all.result + begin * g_.n;
    to.result_row = g_.n;
    for (std::int64_t piece = 0; piece < plan_.pieces; ++piece) {
      const bool last = piece == plan_.pieces - 1;
      to.add = piece > 0;
      to.bias = last ? all.bias : nullptr;
      to.relu = last && epilogue_.relu;
      const float* sums = all.partial + piece * result_count() + begin * g_.n;
      tile_loops().store(sums, g_.n, end - begin, g_.n, to);
    }
  });
}

void MatmulKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                       void* scratch_memory) {
  auto* scratch = static_cast<std::byte*>(scratch_memory);
  const auto floats_at = [&](std::size_t place) { return reinterpret_cast<float*>(scratch + place); };
  const Operands all{static_cast<const float*>(inputs[0]), static_cast<const float*>(inputs[1]),
                     epilogue_.bias ? static_cast<const float*>(inputs[2]) : nullptr,
                     static_cast<float*>(outputs[0]), floats_at(partial_place_)};
  const std::int64_t tasks = g_.products * plan_.pieces;
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t lane, std::int64_t) {
    float* work = floats_at(lanes_[static_cast<std::size_t>(lane)]);
    for (std::int64_t task = next++; task < tasks; task = next++) multiply(product_of(task, all), work);
  });
  if (plan_.has_partial_sums()) add_up(all);
}

}  // namespace

std::unique_ptr<Kernel> make_matmul_kernel(const Node& node, Epilogue epilogue) {
  if (!is_float32(node)) return nullptr;
  const MatmulGeometry geometry = matmul_geometry(node);
  const std::int64_t outputs = node.outputs().front().shape.count();
  if (outputs == 0 || geometry.k == 0) {
    if (outputs > 0 && epilogue.bias) return nullptr;  // the bias alone: not worth a kernel
    return make_zero_kernel(node);
  }
  return std::make_unique<MatmulKernel>(geometry, epilogue);
}

std::unique_ptr<Kernel> make_matmul_kernel(const Task& task, Epilogue epilogue) {
  const Node& node = *task.nodes.front();
  if (node.input(0).dtype() == DType::bf16) return make_bf16_matmul_kernel(task, epilogue);
  return task.outputs.front().dtype() == DType::f32 ? make_matmul_kernel(node, epilogue) : nullptr;
}

}  // namespace saem::cpu
