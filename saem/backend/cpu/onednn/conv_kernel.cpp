#include "saem/backend/cpu/onednn/conv_kernel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "saem/backend/cpu/onednn/conv_piece.h"
#include "saem/backend/cpu/onednn/conv_support.h"
#include "saem/backend/cpu/onednn/kernel_packing.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/slice_finish.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using onednn::ConvGeometry;
using onednn::ConvPass;
using onednn::ConvPiece;
using onednn::ConvPlan;
using onednn::KernelPacking;

std::size_t bytes_per_image(const Shape& pictures, DType dtype) {
  return index(pictures.slice(1, pictures.rank()).count()) * item_size(dtype);
}

// oneDNN takes all addresses as writable; what a primitive reads it does not write.
std::byte* writable(const void* address) { return static_cast<std::byte*>(const_cast<void*>(address)); }

class ConvKernel final : public Kernel {
 public:
  ConvKernel(const Task& task, ConvGeometry geometry, ConvPlan plan, Epilogue epilogue);
  void prepare(std::span<const void* const> inputs) override;
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] int conversions() const override {
    const ConvPiece& piece = lanes_.front().pieces.front();
    return static_cast<int>(piece.converts_x()) + static_cast<int>(piece.converts_y());
  }
  [[nodiscard]] std::string describe() const override;

 private:
  // What one thread needs to compute pieces.
  struct Lane {
    std::vector<ConvPiece> pieces;       // for a full slice and, if it is smaller, for the last one
    std::size_t x = 0, y = 0, work = 0;  // places in the scratch memory
  };
  struct Operands {
    std::byte *x, *kernel, *y, *bias;
    std::byte* other;  // of the result's shape: a mask or a residual
  };
  [[nodiscard]] Operands operands(std::span<const void* const> inputs, std::span<void* const> outputs) const;
  [[nodiscard]] Lane make_lane();
  void plan_parts();
  void plan_kernel();
  void plan_finish(const Task& task);
  void pack(const std::byte* kernel, std::byte* packed, std::byte* scratch);
  void run_piece(Lane& lane, std::int64_t number, const Operands& all, std::byte* packed, std::byte* scratch);
  void add_up(const std::byte* partial, float* sum) const;
  [[nodiscard]] bool is_gradient_of_kernel() const { return g_.pass == ConvPass::kernel_gradient; }

  std::string place_;
  ConvGeometry g_;
  ConvPlan plan_;
  Epilogue epilogue_;
  std::size_t x_image_, y_image_;                                          // bytes
  std::size_t x_part_ = 0, y_part_ = 0, kernel_part_ = 0, bias_part_ = 0;  // bytes from one part to the next
  std::optional<SliceFinish> finish_;
  Scratch scratch_;
  std::vector<Lane> lanes_;
  // The kernel in the primitive's layout: converted once for all slices, or one partial gradient per slice.
  std::optional<KernelPacking> packing_;
  Array kept_;  // packed kernels of all parts, if the kernel is steady
  std::size_t packed_bytes_, packed_place_ = 0, sum_place_ = 0, packing_place_ = 0;
};

ConvKernel::ConvKernel(const Task& task, ConvGeometry geometry, ConvPlan plan, Epilogue epilogue)
    : place_(fmt::format("{} x {}, kernel {}", task.nodes.front()->op().name, geometry.x.to_string(),
                         geometry.kernel.to_string())),
      g_(std::move(geometry)),
      plan_(std::move(plan)),
      epilogue_(epilogue),
      x_image_(bytes_per_image(g_.x, g_.x_type)),
      y_image_(bytes_per_image(g_.y, g_.y_type)),
      packed_bytes_((plan_.full.kernel.get_size() + 63) / 64 * 64) {
  plan_parts();
  plan_kernel();
  plan_finish(task);
  const std::int64_t lanes = std::min<std::int64_t>(plan_.slices * plan_.parts, thread_count());
  const onednn::ThreadScope one(1);
  for (std::int64_t i = 0; i < lanes; ++i) lanes_.push_back(make_lane());
}

std::string ConvKernel::describe() const {
  const ConvPiece& piece = lanes_.front().pieces.front();
  std::string text = fmt::format("oneDNN {}, {} × {} image{}", plan_.full.implementation, plan_.slices,
                                 plan_.images, plan_.images == 1 ? "" : "s");
  if (plan_.parts > 1)
    text += fmt::format(" × {} of {} channels", plan_.channels, plan_.channels * plan_.parts);
  const auto add = [&](std::string_view what, std::initializer_list<std::pair<const char*, bool>> arrays) {
    std::vector<std::string_view> names;
    for (const auto& [name, is_meant] : arrays)
      if (is_meant) names.emplace_back(name);
    if (!names.empty()) text += fmt::format(", {} {}", what, fmt::join(names, " and "));
  };
  add("blocked", {{"x", g_.x_block != 0}, {"y", g_.y_block != 0}});
  add("converts", {{"x", piece.converts_x()}, {"y", piece.converts_y()}});
  return text;
}

void ConvKernel::plan_parts() {
  if (plan_.parts == 1) return;
  if (g_.pass == ConvPass::forward) {
    y_part_ = y_image_ / index(plan_.parts);
    kernel_part_ = index(plan_.channels) * item_size(g_.kernel_type);
    bias_part_ = index(plan_.channels) * sizeof(float);
  } else {
    x_part_ = x_image_ / index(plan_.parts);
    kernel_part_ = index(plan_.channels * g_.kernel[-1]) * item_size(g_.kernel_type);
  }
}

void ConvKernel::plan_kernel() {
  const onednn::Layout memory = onednn::piece_problem(g_, plan_, 1).kernel;
  const onednn::Layout& chosen = plan_.full.kernel;
  const bool converts = plan_.parts > 1 || !onednn::same_places(memory, chosen);
  if (converts) {
    packing_ = is_gradient_of_kernel() ? KernelPacking(chosen, memory) : KernelPacking(memory, chosen);
    packing_place_ = scratch_.reserve(packing_->scratch_bytes());
    if (is_gradient_of_kernel()) sum_place_ = scratch_.reserve(packed_bytes_);
  }
  if (is_gradient_of_kernel()) {
    packed_place_ = scratch_.reserve(index(plan_.slices) * packed_bytes_);
  } else if (converts && g_.keeps_kernel) {
    kept_ = Array::uninitialized({static_cast<std::int64_t>(packed_bytes_) * plan_.parts}, DType::u8);
  } else if (converts) {
    packed_place_ = scratch_.reserve(packed_bytes_ * index(plan_.parts));
  }
}

void ConvKernel::plan_finish(const Task& task) {
  const bool adds = epilogue_.residual && !plan_.epilogue.residual;
  if (!adds && !epilogue_.mask) return;
  const std::size_t other = epilogue_.bias ? 3 : 2;
  auto kind = SliceFinish::Kind::mask;
  if (adds) kind = epilogue_.relu ? SliceFinish::Kind::add_relu : SliceFinish::Kind::add;
  const Tensor& result = task.outputs.front();
  finish_.emplace(kind, result.shape(),
                  SliceFinish::Operand{task.inputs[other].dtype(), task.input_layout(other)},
                  SliceFinish::Operand{result.dtype(), task.output_layout()});
}

ConvKernel::Lane ConvKernel::make_lane() {
  Lane lane;
  lane.pieces.emplace_back(g_, plan_, plan_.full, plan_.images);
  if (plan_.tail) {
    const std::int64_t rest = g_.batch() - (plan_.slices - 1) * plan_.images;
    lane.pieces.emplace_back(g_, plan_, *plan_.tail, rest);
  }
  std::size_t x = 0, y = 0, work = 0;
  for (const ConvPiece& piece : lane.pieces) {
    x = std::max(x, piece.x_bytes());
    y = std::max(y, piece.y_bytes());
    work = std::max(work, piece.work_bytes());
  }
  lane.x = scratch_.reserve(x);
  lane.y = scratch_.reserve(y);
  lane.work = scratch_.reserve(work);
  return lane;
}

ConvKernel::Operands ConvKernel::operands(std::span<const void* const> inputs,
                                          std::span<void* const> outputs) const {
  std::byte* first = writable(inputs[0]);
  std::byte* second = writable(inputs[1]);
  std::byte* result = writable(outputs[0]);
  std::size_t next = 2;
  std::byte* const bias = epilogue_.bias ? writable(inputs[next++]) : nullptr;
  std::byte* const other = epilogue_.mask || epilogue_.residual ? writable(inputs[next]) : nullptr;
  switch (g_.pass) {
    case ConvPass::input_gradient:
      return {result, second, first, bias, other};
    case ConvPass::kernel_gradient:
      return {first, result, second, bias, other};
    case ConvPass::forward:
      break;
  }
  return {first, second, result, bias, other};
}

void ConvKernel::run_piece(Lane& lane, std::int64_t number, const Operands& all, std::byte* packed,
                           std::byte* scratch) {
  const std::int64_t slice = number / plan_.parts;
  const std::int64_t part = number % plan_.parts;
  const std::int64_t first = slice * plan_.images;
  ConvPiece& piece = slice == plan_.slices - 1 ? lane.pieces.back() : lane.pieces.front();
  const std::size_t y_offset = index(first) * y_image_ + index(part) * y_part_;
  ConvPiece::Addresses at{all.x + index(first) * x_image_ + index(part) * x_part_, all.kernel,
                          all.y + y_offset};
  if (is_gradient_of_kernel()) {
    at.kernel = packed + index(slice) * packed_bytes_;
  } else if (packing_) {
    at.kernel = packed + index(part) * packed_bytes_;
  }
  if (all.bias != nullptr) at.bias = all.bias + index(part) * bias_part_;
  if (plan_.epilogue.residual) at.residual = all.other + y_offset;
  piece.run(at, {scratch + lane.x, scratch + lane.y, scratch + lane.work}, place_);
  if (!finish_) return;
  std::byte* const result = g_.pass == ConvPass::forward ? all.y : all.x;
  finish_->run(all.other, result, first, std::min(plan_.images, g_.batch() - first), part, plan_.parts);
}

// Always in the order of the slices.
void ConvKernel::add_up(const std::byte* partial_sums, float* sum) const {
  constexpr std::int64_t block = 4096;
  const auto* partial = reinterpret_cast<const float*>(partial_sums);
  const std::int64_t distance = static_cast<std::int64_t>(packed_bytes_ / sizeof(float));
  const std::int64_t count = packing_ ? distance : g_.kernel.count();
  parallel_for(count, block, [&](std::int64_t begin, std::int64_t end) {
    std::copy(partial + begin, partial + end, sum + begin);
    for (std::int64_t slice = 1; slice < plan_.slices; ++slice) {
      const float* more = partial + slice * distance;
      for (std::int64_t i = begin; i < end; ++i) sum[i] += more[i];
    }
  });
}

void ConvKernel::pack(const std::byte* kernel, std::byte* packed, std::byte* scratch) {
  for (std::size_t part = 0; part < index(plan_.parts); ++part)
    packing_->run(kernel + part * kernel_part_, packed + part * packed_bytes_, scratch, place_);
}

void ConvKernel::prepare(std::span<const void* const> inputs) {
  if (kept_.size() == 0) return;
  Array scratch = Array::uninitialized({static_cast<std::int64_t>(packing_->scratch_bytes())}, DType::u8);
  pack(static_cast<const std::byte*>(inputs[1]), kept_.mutable_bytes(), scratch.mutable_bytes());
}

void ConvKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                     void* scratch_memory) {
  auto* scratch = static_cast<std::byte*>(scratch_memory);
  const Operands all = operands(inputs, outputs);
  const bool is_kept = kept_.size() > 0;
  std::byte* const packed = is_kept ? kept_.mutable_bytes() : scratch + packed_place_;
  if (packing_ && !is_gradient_of_kernel() && !is_kept) pack(all.kernel, packed, scratch + packing_place_);

  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  const std::int64_t pieces = plan_.slices * plan_.parts;
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t lane, std::int64_t) {
    const onednn::ThreadScope one(1);
    for (std::int64_t piece = next++; piece < pieces; piece = next++)
      run_piece(lanes_[index(lane)], piece, all, packed, scratch);
  });
  if (!is_gradient_of_kernel()) return;
  add_up(packed, reinterpret_cast<float*>(packing_ ? scratch + sum_place_ : all.kernel));
  if (packing_) packing_->run(scratch + sum_place_, all.kernel, scratch + packing_place_, place_);
}

}  // namespace

std::unique_ptr<Kernel> make_onednn_conv_kernel(const Task& task, Epilogue epilogue) {
  const Node& node = *task.nodes.front();
  ConvGeometry geometry = onednn::conv_geometry(task);
  if (!onednn::has_types_of_convolution(geometry, node)) return nullptr;
  if (geometry.multiplications() == 0) {
    // The bias or a residual alone: not worth a kernel.
    const Tensor& result = task.outputs.front();
    if (result.shape().count() > 0 && (epilogue.bias || epilogue.residual)) return nullptr;
    return result.dtype() == node.outputs().front().dtype ? make_zero_kernel(node) : nullptr;
  }
  if (onednn::has_negative_padding(geometry)) return nullptr;
  const std::size_t residual = epilogue.bias ? 3 : 2;
  const bool can_read_residual = epilogue.residual && task.input_layout(residual) == task.output_layout() &&
                                 task.inputs[residual].dtype() == task.outputs.front().dtype();
  auto plan = onednn::plan_convolution(geometry, epilogue, can_read_residual);
  if (!plan) return nullptr;
  return std::make_unique<ConvKernel>(task, std::move(geometry), std::move(*plan), epilogue);
}

}  // namespace saem::cpu
