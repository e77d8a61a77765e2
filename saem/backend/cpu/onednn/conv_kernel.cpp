#include "saem/backend/cpu/onednn/conv_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "saem/backend/cpu/mask.h"
#include "saem/backend/cpu/node_checks.h"
#include "saem/backend/cpu/onednn/conv_slices.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/zero_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using onednn::Call;
using onednn::ConvGeometry;
using onednn::ConvPass;
using onednn::ConvPlan;
using onednn::Layout;
using onednn::Primitive;

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

Call reorder_call(const Layout& from, const Layout& to, std::size_t& scratch_bytes) {
  const Primitive reorder = onednn::make_reorder(from, to);
  scratch_bytes = std::max(scratch_bytes, reorder.scratch_bytes);
  const std::array<std::pair<int, Layout>, 2> arguments{{{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
  return {reorder, arguments};
}

// x or y of one slice: plain in the tensor, and in a buffer of the lane if the primitive wants another
// layout.
struct Picture {
  std::optional<Call> convert;  // into the buffer if the primitive reads it, out of it if it writes it
  std::size_t buffer_bytes = 0;
};

// The calls that compute one slice. `x`, `kernel` and `y` are the parts of a convolution, whichever of them
// is computed.
struct SliceCalls {
  Picture x, y;
  Call compute;
  std::size_t scratch_bytes;
};

Picture make_picture(const Layout& plain, const Layout& chosen, bool is_result, std::size_t& scratch_bytes) {
  Picture picture;
  if (plain == chosen) return picture;
  picture.convert =
      is_result ? reorder_call(chosen, plain, scratch_bytes) : reorder_call(plain, chosen, scratch_bytes);
  picture.buffer_bytes = chosen.get_size();
  return picture;
}

Call compute_call(ConvPass pass, const Primitive& p, Epilogue epilogue, std::int64_t filters) {
  std::vector<std::pair<int, Layout>> arguments{
      {pass == ConvPass::input_gradient ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, p.x},
      {pass == ConvPass::kernel_gradient ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, p.kernel},
      {pass == ConvPass::forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, p.y}};
  if (epilogue.bias) arguments.emplace_back(DNNL_ARG_BIAS, onednn::strided({filters}, {1}));
  return {p, arguments};
}

SliceCalls make_slice_calls(const ConvGeometry& g, const Primitive& primitive, std::int64_t images,
                            Epilogue epilogue) {
  const onednn::ConvProblem plain = g.problem(images);
  std::size_t scratch_bytes = primitive.scratch_bytes;
  Picture x = make_picture(plain.x, primitive.x, g.pass == ConvPass::input_gradient, scratch_bytes);
  Picture y = make_picture(plain.y, primitive.y, g.pass == ConvPass::forward, scratch_bytes);
  return {std::move(x), std::move(y), compute_call(g.pass, primitive, epilogue, g.y[-1]), scratch_bytes};
}

class ConvKernel final : public Kernel {
 public:
  ConvKernel(std::string place, ConvGeometry geometry, const ConvPlan& plan, Epilogue epilogue);
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }

 private:
  // What one thread needs to compute slices.
  struct Lane {
    std::vector<SliceCalls> calls;       // for a full slice and, if it is smaller, for the last one
    std::size_t x = 0, y = 0, work = 0;  // places in the scratch memory
  };

  struct Operands {
    std::byte *x, *kernel, *y, *bias;
    const std::byte* mask;
  };
  [[nodiscard]] Operands operands(std::span<const void* const> inputs, std::span<void* const> outputs) const;
  void run_slice(Lane& lane, std::int64_t slice, const Operands& all, std::byte* scratch);
  void add_up(std::byte* scratch, float* sum) const;
  [[nodiscard]] Lane make_lane(const ConvPlan& plan, Epilogue epilogue);

  std::string place_;
  ConvGeometry g_;
  std::int64_t images_, slices_;
  int threads_;
  bool masked_;
  MaskLoop apply_mask_ = mask_loop();
  Scratch scratch_;
  std::vector<Lane> lanes_;
  // The kernel in the primitive's layout: converted once for all slices, or one partial gradient per slice.
  std::optional<Call> convert_kernel_;
  int convert_threads_;
  std::size_t kernel_bytes_, kernel_place_ = 0, sum_place_ = 0, convert_place_ = 0;
};

ConvKernel::ConvKernel(std::string place, ConvGeometry geometry, const ConvPlan& plan, Epilogue epilogue)
    : place_(std::move(place)),
      g_(std::move(geometry)),
      images_(plan.images),
      slices_(plan.slices),
      threads_(plan.threads),
      masked_(epilogue.mask),
      convert_threads_(1),
      kernel_bytes_(plan.full.kernel.get_size()) {
  const bool is_gradient = g_.pass == ConvPass::kernel_gradient;
  const Layout plain = g_.problem(1).kernel;
  if (plain != plan.full.kernel) {
    std::size_t work = 0;
    const onednn::ThreadScope threads(convert_threads_);
    convert_kernel_ = is_gradient ? reorder_call(plan.full.kernel, plain, work)
                                  : reorder_call(plain, plan.full.kernel, work);
    convert_place_ = scratch_.reserve(work);
    if (is_gradient) sum_place_ = scratch_.reserve(kernel_bytes_);
  }
  if (is_gradient || convert_kernel_) {
    kernel_place_ = scratch_.reserve(is_gradient ? index(slices_) * kernel_bytes_ : kernel_bytes_);
  }
  const std::int64_t lanes = std::min<std::int64_t>(slices_, thread_count());
  const onednn::ThreadScope threads(threads_);
  for (std::int64_t i = 0; i < lanes; ++i) lanes_.push_back(make_lane(plan, epilogue));
}

ConvKernel::Lane ConvKernel::make_lane(const ConvPlan& plan, Epilogue epilogue) {
  Lane lane;
  lane.calls.push_back(make_slice_calls(g_, plan.full, images_, epilogue));
  if (plan.tail) {
    lane.calls.push_back(make_slice_calls(g_, *plan.tail, g_.batch() - (slices_ - 1) * images_, epilogue));
  }
  std::size_t x = 0, y = 0, work = 0;
  for (const SliceCalls& calls : lane.calls) {
    x = std::max(x, calls.x.buffer_bytes);
    y = std::max(y, calls.y.buffer_bytes);
    work = std::max(work, calls.scratch_bytes);
  }
  lane.x = scratch_.reserve(x);
  lane.y = scratch_.reserve(y);
  lane.work = scratch_.reserve(work);
  return lane;
}

// oneDNN takes all addresses as writable; what a primitive reads it does not write.
std::byte* writable(const void* address) { return static_cast<std::byte*>(const_cast<void*>(address)); }

ConvKernel::Operands ConvKernel::operands(std::span<const void* const> inputs,
                                          std::span<void* const> outputs) const {
  std::byte* first = writable(inputs[0]);
  std::byte* second = writable(inputs[1]);
  std::byte* result = writable(outputs[0]);
  switch (g_.pass) {
    case ConvPass::input_gradient:
      return {result, second, first, nullptr, masked_ ? writable(inputs[2]) : nullptr};
    case ConvPass::kernel_gradient:
      return {first, result, second, nullptr, nullptr};
    case ConvPass::forward:
      break;
  }
  return {first, second, result, inputs.size() > 2 ? writable(inputs[2]) : nullptr, nullptr};
}

void ConvKernel::run_slice(Lane& lane, std::int64_t slice, const Operands& all, std::byte* scratch) {
  SliceCalls& calls = slice == slices_ - 1 ? lane.calls.back() : lane.calls.front();
  std::byte* work = scratch + lane.work;
  const auto offset = [&](const Shape& shape) {
    return slice * images_ * shape.slice(1, shape.rank()).count() * static_cast<std::int64_t>(sizeof(float));
  };
  const auto convert = [&](Picture& picture, std::byte* from, std::byte* to) {
    const std::array<void*, 2> addresses{from, to};
    picture.convert->run(addresses, work, place_);
  };

  std::byte* const x = all.x + offset(g_.x);
  std::byte* const y = all.y + offset(g_.y);
  std::byte* const x_chosen = calls.x.convert ? scratch + lane.x : x;
  std::byte* const y_chosen = calls.y.convert ? scratch + lane.y : y;
  std::byte* kernel = all.kernel;
  if (g_.pass == ConvPass::kernel_gradient) {
    kernel = scratch + kernel_place_ + index(slice) * kernel_bytes_;
  } else if (convert_kernel_) {
    kernel = scratch + kernel_place_;
  }

  if (calls.x.convert && g_.pass != ConvPass::input_gradient) convert(calls.x, x, x_chosen);
  if (calls.y.convert && g_.pass != ConvPass::forward) convert(calls.y, y, y_chosen);
  const std::array<void*, 4> addresses{x_chosen, kernel, y_chosen, all.bias};
  calls.compute.run(std::span(addresses).first(all.bias != nullptr ? 4 : 3), work, place_);
  if (calls.x.convert && g_.pass == ConvPass::input_gradient) convert(calls.x, x_chosen, x);
  if (calls.y.convert && g_.pass == ConvPass::forward) convert(calls.y, y_chosen, y);
  if (all.mask != nullptr) {  // while the slice is in the cache
    const std::int64_t images = std::min(images_, g_.batch() - slice * images_);
    const auto* mask = reinterpret_cast<const float*>(all.mask + offset(g_.x));
    apply_mask_(mask, reinterpret_cast<float*>(x), images * g_.x.slice(1, g_.x.rank()).count());
  }
}

// Always in the order of the slices.
void ConvKernel::add_up(std::byte* scratch, float* sum) const {
  constexpr std::int64_t block = 4096;
  const auto* partial = reinterpret_cast<const float*>(scratch + kernel_place_);
  const std::int64_t count = static_cast<std::int64_t>(kernel_bytes_ / sizeof(float));
  parallel_for(count, block, [&](std::int64_t begin, std::int64_t end) {
    std::copy(partial + begin, partial + end, sum + begin);
    for (std::int64_t slice = 1; slice < slices_; ++slice) {
      const float* more = partial + slice * count;
      for (std::int64_t i = begin; i < end; ++i) sum[i] += more[i];
    }
  });
}

void ConvKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                     void* scratch_memory) {
  auto* scratch = static_cast<std::byte*>(scratch_memory);
  const Operands all = operands(inputs, outputs);
  const bool is_gradient = g_.pass == ConvPass::kernel_gradient;
  const auto convert_kernel = [&](std::byte* from, std::byte* to) {
    const onednn::ThreadScope threads(convert_threads_);
    const std::array<void*, 2> addresses{from, to};
    convert_kernel_->run(addresses, scratch + convert_place_, place_);
  };

  if (convert_kernel_ && !is_gradient) convert_kernel(all.kernel, scratch + kernel_place_);
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next slice
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t lane, std::int64_t) {
    const onednn::ThreadScope threads(threads_);
    for (std::int64_t slice = next++; slice < slices_; slice = next++)
      run_slice(lanes_[index(lane)], slice, all, scratch);
  });
  if (!is_gradient) return;
  add_up(scratch, reinterpret_cast<float*>(convert_kernel_ ? scratch + sum_place_ : all.kernel));
  if (convert_kernel_) convert_kernel(scratch + sum_place_, all.kernel);
}

bool has_negative_padding(const ConvGeometry& g) {
  const auto negative = [](std::int64_t p) { return p < 0; };
  return std::any_of(g.padding_low.begin(), g.padding_low.end(), negative) ||
         std::any_of(g.padding_high.begin(), g.padding_high.end(), negative);
}

}  // namespace

std::unique_ptr<Kernel> make_conv_kernel(const Node& node, Epilogue epilogue) {
  if (!is_float32(node)) return nullptr;
  ConvGeometry geometry = onednn::conv_geometry(node);
  const std::int64_t outputs = node.outputs().front().shape.count();
  if (geometry.multiplications() == 0) {
    if (outputs > 0 && epilogue.bias) return nullptr;  // the bias alone: not worth a kernel
    return make_zero_kernel(node);
  }
  if (has_negative_padding(geometry)) return nullptr;
  const auto plan = onednn::plan_convolution(geometry, epilogue);
  if (!plan) return nullptr;
  std::string place =
      fmt::format("{} x {}, kernel {}", node.op().name, geometry.x.to_string(), geometry.kernel.to_string());
  return std::make_unique<ConvKernel>(std::move(place), std::move(geometry), *plan, epilogue);
}

}  // namespace saem::cpu
