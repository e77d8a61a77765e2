#include "saem/backend/cpu/onednn/matmul_bf16.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <utility>

#include "saem/backend/cpu/bfloat16.h"
#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/onednn/kernel_packing.h"
#include "saem/backend/cpu/onednn/matmul_bf16_plan.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Axis = MatmulPlan::Axis;
using onednn::Bf16MatmulPlan;
using onednn::Call;
using onednn::KernelPacking;
using onednn::Primitive;

/// Partial sums (pieces, count) of rows of n numbers, and what becomes of elements [begin, end).
struct Sums {
  const float* partial;
  std::int64_t pieces, count, n;
  const float* bias;
  bool relu;
};

template <class T>
struct AddUp {
  static constexpr std::int64_t width = 256;
  SAEM_ALWAYS_INLINE static void run(const Sums& s, std::int64_t begin, std::int64_t end, void* memory) {
    auto* result = static_cast<T*>(memory);
    float sum[width];
    for (std::int64_t i = begin; i < end;) {
      const std::int64_t column = i % s.n;
      const std::int64_t length = std::min({width, s.n - column, end - i});
      std::copy_n(s.partial + i, length, sum);
      for (std::int64_t piece = 1; piece < s.pieces; ++piece) {
        const float* more = s.partial + piece * s.count + i;
        for (std::int64_t j = 0; j < length; ++j) sum[j] += more[j];
      }
      if (s.bias != nullptr) {
        for (std::int64_t j = 0; j < length; ++j) sum[j] += s.bias[column + j];
      }
      if (s.relu) {
        for (std::int64_t j = 0; j < length; ++j) sum[j] = sum[j] < 0 ? 0.0F : sum[j];  // NaN stays NaN
      }
      for (std::int64_t j = 0; j < length; ++j) result[i + j] = narrow<T>(sum[j]);
      i += length;
    }
  }
};
template <class T>
using AddUpVersions = Versions<AddUp<T>, const Sums&, std::int64_t, std::int64_t, void*>;

class Bf16MatmulKernel final : public Kernel {
 public:
  Bf16MatmulKernel(const Task& task, const MatmulGeometry& geometry, Bf16MatmulPlan plan, Epilogue epilogue);
  void prepare(std::span<const void* const> inputs) override;
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("oneDNN {}", plan_.full.implementation);
  }

 private:
  struct Lane {               // what one thread needs
    std::vector<Call> calls;  // for a full piece and, if it is smaller, for the last one
    std::size_t apart = 0, work = 0;
  };
  struct Operands {
    const std::byte *a, *b;
    const float* bias;
    std::byte* result;
  };
  void plan_packing();
  [[nodiscard]] Lane make_lane();
  void run_piece(Lane& lane, std::int64_t task, const Operands& all, std::byte* scratch) const;
  void add_up(const Operands& all, const float* partial) const;

  [[nodiscard]] std::int64_t result_count() const { return g_.products * g_.m * g_.n; }
  [[nodiscard]] std::int64_t packed_pieces() const {
    return plan_.cut.axis == Axis::m ? 1 : plan_.cut.pieces;
  }
  [[nodiscard]] const std::byte* b_of(const std::byte* b, std::int64_t product, std::int64_t piece) const;
  [[nodiscard]] std::size_t packed_place(std::int64_t product, std::int64_t piece) const {
    const std::int64_t number = (g_.b.batch == 0 ? 0 : product) * packed_pieces();
    return index(number + (plan_.cut.axis == Axis::m ? 0 : piece)) * packed_bytes_;
  }

  std::string place_;
  MatmulGeometry g_;
  Bf16MatmulPlan plan_;
  Epilogue epilogue_;
  DType result_;
  std::size_t a_, b_;  // numbers among the inputs
  Scratch scratch_;
  std::size_t partial_place_ = 0, packed_bytes_ = 0;
  std::vector<KernelPacking> packings_;  // as Lane's calls
  Array packed_;
  std::vector<Lane> lanes_;
};

std::size_t number_of(const Task& task, const Tensor& operand) {
  const auto found = std::ranges::find_if(task.inputs, [&](const Tensor& t) { return t.same_as(operand); });
  return static_cast<std::size_t>(found - task.inputs.begin());
}

Bf16MatmulKernel::Bf16MatmulKernel(const Task& task, const MatmulGeometry& geometry, Bf16MatmulPlan plan,
                                   Epilogue epilogue)
    : place_(fmt::format("matmul of {} and {}", task.nodes.front()->input(0).shape().to_string(),
                         task.nodes.front()->input(1).shape().to_string())),
      g_(geometry),
      plan_(std::move(plan)),
      epilogue_(epilogue),
      result_(task.outputs.front().dtype()),
      a_(number_of(task, task.nodes.front()->input(0))),
      b_(number_of(task, task.nodes.front()->input(1))) {
  if (plan_.cut.has_partial_sums())
    partial_place_ = scratch_.reserve(index(plan_.cut.pieces * result_count()) * sizeof(float));
  if (plan_.packs_b) plan_packing();
  const std::int64_t lanes = std::min<std::int64_t>(g_.products * plan_.cut.pieces, thread_count());
  const onednn::ThreadScope one(1);
  for (std::int64_t i = 0; i < lanes; ++i) lanes_.push_back(make_lane());
}

void Bf16MatmulKernel::plan_packing() {
  const MatmulPlan& cut = plan_.cut;
  packings_.emplace_back(onednn::piece_of_b(g_, cut.axis, cut.piece), plan_.full.kernel);
  packed_bytes_ = plan_.full.kernel.get_size();
  if (plan_.tail && cut.axis != Axis::m) {
    const std::int64_t size = (cut.axis == Axis::n ? g_.n : g_.k) - (cut.pieces - 1) * cut.piece;
    packings_.emplace_back(onednn::piece_of_b(g_, cut.axis, size), plan_.tail->kernel);
    packed_bytes_ = std::max(packed_bytes_, plan_.tail->kernel.get_size());
  }
  packed_bytes_ = (packed_bytes_ + 63) / 64 * 64;
  const std::int64_t products = g_.b.batch == 0 ? 1 : g_.products;
  packed_ = Array::uninitialized({products * packed_pieces() * static_cast<std::int64_t>(packed_bytes_)},
                                 DType::u8);
}

Bf16MatmulKernel::Lane Bf16MatmulKernel::make_lane() {
  const Epilogue by_primitive = plan_.cut.has_partial_sums() ? Epilogue{} : epilogue_;
  Lane lane;
  std::size_t work = 0;
  for (const Primitive* p : {&plan_.full, plan_.tail ? &*plan_.tail : nullptr}) {
    if (p == nullptr) continue;
    std::vector<std::pair<int, onednn::Layout>> arguments{
        {DNNL_ARG_SRC, p->x}, {DNNL_ARG_WEIGHTS, p->kernel}, {DNNL_ARG_DST, p->y}};
    const std::int64_t columns = onednn::extents(p->y)[1];
    if (by_primitive.bias) arguments.emplace_back(DNNL_ARG_BIAS, onednn::strided({1, columns}, {columns, 1}));
    lane.calls.emplace_back(*p, arguments);
    work = std::max(work, p->scratch_bytes);
  }
  if (plan_.writes_apart()) lane.apart = scratch_.reserve(plan_.full.y.get_size());
  lane.work = scratch_.reserve(work);
  return lane;
}

const std::byte* Bf16MatmulKernel::b_of(const std::byte* b, std::int64_t product, std::int64_t piece) const {
  std::int64_t offset = product * g_.b.batch;
  if (plan_.cut.axis == Axis::n) offset += piece * plan_.cut.piece * g_.b.column;
  if (plan_.cut.axis == Axis::k) offset += piece * plan_.cut.piece * g_.b.row;
  return b + offset * static_cast<std::int64_t>(sizeof(BFloat16));
}

void Bf16MatmulKernel::prepare(std::span<const void* const> inputs) {
  if (!plan_.packs_b) return;
  std::size_t bytes = 0;
  for (const KernelPacking& packing : packings_) bytes = std::max(bytes, packing.scratch_bytes());
  Array scratch = Array::uninitialized({static_cast<std::int64_t>(bytes)}, DType::u8);
  const auto* b = static_cast<const std::byte*>(inputs[b_]);
  const std::int64_t products = g_.b.batch == 0 ? 1 : g_.products;
  for (std::int64_t product = 0; product < products; ++product) {
    for (std::int64_t piece = 0; piece < packed_pieces(); ++piece) {
      KernelPacking& packing = piece == packed_pieces() - 1 ? packings_.back() : packings_.front();
      packing.run(b_of(b, product, piece), packed_.mutable_bytes() + packed_place(product, piece),
                  scratch.mutable_bytes(), place_);
    }
  }
}

// Partial sums lie in memory as (pieces, products, m, n).
void Bf16MatmulKernel::run_piece(Lane& lane, std::int64_t task, const Operands& all,
                                 std::byte* scratch) const {
  const MatmulPlan& cut = plan_.cut;
  const std::int64_t product = task / cut.pieces;
  const std::int64_t piece = task % cut.pieces;
  const std::int64_t first = piece * cut.piece;
  const auto item = static_cast<std::int64_t>(item_size(result_));
  std::int64_t a = product * g_.a.batch;
  if (cut.axis == Axis::m) a += first * g_.a.row;
  if (cut.axis == Axis::k) a += first * g_.a.column;
  const std::byte* b =
      plan_.packs_b ? packed_.bytes() + packed_place(product, piece) : b_of(all.b, product, piece);
  std::byte* result = all.result + product * g_.result.batch * item;
  if (cut.axis == Axis::m) result += first * g_.result.row * item;
  if (cut.axis == Axis::n) result += first * item;
  const float* bias = all.bias;
  if (bias != nullptr && cut.axis == Axis::n) bias += first;
  std::byte* to = plan_.writes_apart() ? scratch + lane.apart : result;
  if (cut.has_partial_sums()) {
    const std::int64_t place = piece * result_count() + product * g_.result.batch;
    to = scratch + partial_place_ + index(place) * sizeof(float);
    bias = nullptr;
  }
  // oneDNN takes all addresses as writable; what a primitive reads it does not write.
  const std::array<void*, 4> addresses{
      const_cast<std::byte*>(all.a + a * static_cast<std::int64_t>(sizeof(BFloat16))),
      const_cast<std::byte*>(b), to, const_cast<float*>(bias)};
  Call& call = piece == cut.pieces - 1 ? lane.calls.back() : lane.calls.front();
  call.run(std::span(addresses).first(bias != nullptr ? 4 : 3), scratch + lane.work, place_);
  if (!plan_.writes_apart()) return;
  const std::size_t bytes = index(std::min(cut.piece, g_.n - first) * item);
  for (std::int64_t row = 0; row < g_.m; ++row)
    std::memcpy(result + row * g_.result.row * item, to + index(row) * bytes, bytes);
}

// Always in the order of the pieces.
void Bf16MatmulKernel::add_up(const Operands& all, const float* partial) const {
  static const auto to_float = AddUpVersions<float>::best();
  static const auto to_bfloat16 = AddUpVersions<BFloat16>::best();
  const auto loop = result_ == DType::f32 ? to_float : to_bfloat16;
  const Sums sums{partial, plan_.cut.pieces, result_count(), g_.n, all.bias, epilogue_.relu};
  parallel_for(result_count(), 4096,
               [&](std::int64_t begin, std::int64_t end) { loop(sums, begin, end, all.result); });
}

void Bf16MatmulKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                           void* scratch_memory) {
  auto* scratch = static_cast<std::byte*>(scratch_memory);
  const std::size_t bias = std::max(a_, b_) + 1;
  const Operands all{static_cast<const std::byte*>(inputs[a_]), static_cast<const std::byte*>(inputs[b_]),
                     epilogue_.bias ? static_cast<const float*>(inputs[bias]) : nullptr,
                     static_cast<std::byte*>(outputs[0])};
  const std::int64_t tasks = g_.products * plan_.cut.pieces;
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t lane, std::int64_t) {
    const onednn::ThreadScope one(1);
    for (std::int64_t task = next++; task < tasks; task = next++)
      run_piece(lanes_[index(lane)], task, all, scratch);
  });
  if (plan_.cut.has_partial_sums()) add_up(all, reinterpret_cast<const float*>(scratch + partial_place_));
}

}  // namespace

std::unique_ptr<Kernel> make_bf16_matmul_kernel(const Task& task, Epilogue epilogue) {
  const Node& node = *task.nodes.front();
  const DType result = task.outputs.front().dtype();
  if (node.input(0).dtype() != DType::bf16 || node.input(1).dtype() != DType::bf16) return nullptr;
  if (result != DType::f32 && result != DType::bf16) return nullptr;
  if (epilogue.residual || epilogue.mask) return nullptr;
  const MatmulGeometry geometry = matmul_geometry(node);
  const std::int64_t count = node.outputs().front().shape.count();
  if (count == 0 || geometry.k == 0) {
    if (count > 0 && epilogue.bias) return nullptr;  // the bias alone: not worth a kernel
    return result == node.outputs().front().dtype ? make_zero_kernel(node) : nullptr;
  }
  const bool b_is_steady = task.is_steady(number_of(task, node.input(1)));
  auto plan = onednn::plan_bf16_matmul(geometry, result, epilogue, b_is_steady);
  if (!plan) return nullptr;
  return std::make_unique<Bf16MatmulKernel>(task, geometry, std::move(*plan), epilogue);
}

}  // namespace saem::cpu
