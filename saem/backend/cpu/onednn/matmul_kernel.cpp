#include "saem/backend/cpu/onednn/matmul_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/onednn/matmul_plan.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using onednn::Call;
using onednn::Layout;
using onednn::MatmulGeometry;
using onednn::MatmulPlan;
using onednn::Primitive;

Call make_call(const Primitive& p, Epilogue epilogue, std::int64_t columns) {
  std::vector<std::pair<int, Layout>> arguments{
      {DNNL_ARG_SRC, p.x}, {DNNL_ARG_WEIGHTS, p.kernel}, {DNNL_ARG_DST, p.y}};
  if (epilogue.bias) arguments.emplace_back(DNNL_ARG_BIAS, onednn::strided({1, columns}, {columns, 1}));
  return {p, arguments};
}

class MatmulKernel final : public Kernel {
 public:
  MatmulKernel(std::string place, const MatmulGeometry& geometry, MatmulPlan plan, Epilogue epilogue);
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }

 private:
  struct Lane {               // what one thread needs
    std::vector<Call> calls;  // for a full piece and, if it is smaller, for the last one
    std::size_t work = 0;
  };
  struct Operands {
    const float *a, *b, *bias;
    float* result;
  };
  void run_piece(Lane& lane, std::int64_t task, const Operands& all, std::byte* scratch) const;
  void add_up(const Operands& all, const float* partial) const;
  [[nodiscard]] std::int64_t result_count() const { return g_.products * g_.m * g_.n; }

  std::string place_;
  MatmulGeometry g_;
  MatmulPlan plan_;
  Epilogue epilogue_;
  Scratch scratch_;
  std::size_t partial_place_ = 0;
  std::vector<Lane> lanes_;
};

MatmulKernel::MatmulKernel(std::string place, const MatmulGeometry& geometry, MatmulPlan plan,
                           Epilogue epilogue)
    : place_(std::move(place)), g_(geometry), plan_(std::move(plan)), epilogue_(epilogue) {
  if (plan_.has_partial_sums()) {
    partial_place_ =
        scratch_.reserve(static_cast<std::size_t>(plan_.pieces * result_count()) * sizeof(float));
    epilogue = {};
  }
  const std::int64_t lanes = std::min<std::int64_t>(g_.products * plan_.pieces, thread_count());
  for (std::int64_t i = 0; i < lanes; ++i) {
    Lane lane;
    for (const Primitive* p : {&plan_.full, plan_.tail ? &*plan_.tail : nullptr}) {
      if (p != nullptr) lane.calls.push_back(make_call(*p, epilogue, onednn::extents(p->y)[1]));
    }
    lane.work =
        scratch_.reserve(std::max(plan_.full.scratch_bytes, plan_.tail ? plan_.tail->scratch_bytes : 0));
    lanes_.push_back(std::move(lane));
  }
}

// Partial sums lie in memory as (pieces, products, m, n).
void MatmulKernel::run_piece(Lane& lane, std::int64_t task, const Operands& all, std::byte* scratch) const {
  using Axis = MatmulPlan::Axis;
  const std::int64_t product = task / plan_.pieces;
  const std::int64_t piece = task % plan_.pieces;
  const std::int64_t first = piece * plan_.piece;
  const float* a = all.a + product * g_.a.batch;
  const float* b = all.b + product * g_.b.batch;
  const float* bias = all.bias;
  float* result = all.result + product * g_.result.batch;
  switch (plan_.axis) {
    case Axis::m:
      a += first * g_.a.row;
      result += first * g_.result.row;
      break;
    case Axis::n:
      b += first * g_.b.column;
      result += first * g_.result.column;
      if (bias != nullptr) bias += first;
      break;
    case Axis::k:
      a += first * g_.a.column;
      b += first * g_.b.row;
      if (plan_.has_partial_sums()) {
        result = reinterpret_cast<float*>(scratch + partial_place_) + piece * result_count() +
                 product * g_.result.batch;
        bias = nullptr;
      }
      break;
  }
  // oneDNN takes all addresses as writable; what a primitive reads it does not write.
  const std::array<void*, 4> addresses{const_cast<float*>(a), const_cast<float*>(b), result,
                                       const_cast<float*>(bias)};
  Call& call = piece == plan_.pieces - 1 ? lane.calls.back() : lane.calls.front();
  call.run(std::span(addresses).first(bias != nullptr ? 4 : 3), scratch + lane.work, place_);
}

// Always in the order of the pieces, row by row.
void MatmulKernel::add_up(const Operands& all, const float* partial) const {
  const std::int64_t rows = g_.products * g_.m;
  const std::int64_t block = std::max<std::int64_t>(1, 4096 / g_.n);
  parallel_for(rows, block, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
      float* sum = all.result + row * g_.n;
      std::copy_n(partial + row * g_.n, g_.n, sum);
      for (std::int64_t piece = 1; piece < plan_.pieces; ++piece) {
        const float* more = partial + piece * result_count() + row * g_.n;
        for (std::int64_t j = 0; j < g_.n; ++j) sum[j] += more[j];
      }
      if (epilogue_.bias) {
        for (std::int64_t j = 0; j < g_.n; ++j) sum[j] += all.bias[j];
      }
      if (epilogue_.relu) {
        for (std::int64_t j = 0; j < g_.n; ++j) sum[j] = sum[j] < 0 ? 0 : sum[j];  // NaN stays NaN
      }
    }
  });
}

void MatmulKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                       void* scratch_memory) {
  auto* scratch = static_cast<std::byte*>(scratch_memory);
  const Operands all{static_cast<const float*>(inputs[0]), static_cast<const float*>(inputs[1]),
                     epilogue_.bias ? static_cast<const float*>(inputs[2]) : nullptr,
                     static_cast<float*>(outputs[0])};
  const std::int64_t tasks = g_.products * plan_.pieces;
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t lane, std::int64_t) {
    const onednn::ThreadScope one(1);
    for (std::int64_t task = next++; task < tasks; task = next++) {
      run_piece(lanes_[static_cast<std::size_t>(lane)], task, all, scratch);
    }
  });
  if (plan_.has_partial_sums()) add_up(all, reinterpret_cast<const float*>(scratch + partial_place_));
}

}  // namespace

std::unique_ptr<Kernel> make_matmul_kernel(const Node& node, Epilogue epilogue) {
  if (!is_float32(node)) return nullptr;
  const MatmulGeometry geometry = onednn::matmul_geometry(node);
  const std::int64_t outputs = node.outputs().front().shape.count();
  if (outputs == 0 || geometry.k == 0) {
    if (outputs > 0 && epilogue.bias) return nullptr;  // the bias alone: not worth a kernel
    return make_zero_kernel(node);
  }
  auto plan = onednn::plan_matmul(geometry, epilogue);
  if (!plan) return nullptr;
  std::string place = fmt::format("matmul of {} and {}", node.input(0).shape().to_string(),
                                  node.input(1).shape().to_string());
  return std::make_unique<MatmulKernel>(std::move(place), geometry, std::move(*plan), epilogue);
}

}  // namespace saem::cpu
