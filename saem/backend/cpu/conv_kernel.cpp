#include "saem/backend/cpu/conv_kernel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/backend/algorithms.h"
#include "saem/backend/cpu/conv_gradient/conv_gradient_kernel.h"
#include "saem/backend/cpu/onednn/conv_geometry.h"
#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/backend/cpu/winograd/kernel_gradient.h"
#include "saem/backend/cpu/winograd/winograd_kernel.h"
#include "saem/core/array.h"
#include "saem/core/float_mode.h"

namespace saem::cpu {
namespace {

using onednn::ConvGeometry;
using onednn::ConvPass;

const std::string direct_name = "direct";
const std::string winograd_name = "winograd";
const std::string product_name = "product";

/// All that the times depend on, but for the epilogue, which takes either about as long.
std::string name_of(const ConvGeometry& g) {
  constexpr std::array passes{"forward", "input gradient", "kernel gradient"};
  std::string text =
      fmt::format("convolution, {}, x {} kernel {} padding ({}) ({}) blocks {} {} {}{}",
                  passes[static_cast<std::size_t>(g.pass)], g.x.to_string(), g.kernel.to_string(),
                  fmt::join(g.padding_low, ", "), fmt::join(g.padding_high, ", "), g.x_block, g.y_block,
                  name(g.pass == ConvPass::input_gradient ? g.y_type : g.x_type),
                  g.keeps_kernel ? ", steady kernel" : "");
  const auto add = [&](std::string_view what, const onednn::Dims& dims) {
    const bool is_usual = std::ranges::all_of(dims, [](std::int64_t d) { return d == 1; });
    if (!is_usual) text += fmt::format(", {} ({})", what, fmt::join(dims, ", "));
  };
  add("strides", g.strides);
  add("dilation", g.dilation);
  return text;
}

/// Zeros in memory of their own (an address that is a multiple of 64).
class Zeros {
 public:
  explicit Zeros(std::size_t bytes) : array_({static_cast<std::int64_t>(bytes + 64)}, DType::u8) {}
  [[nodiscard]] void* address() {
    const auto at = reinterpret_cast<std::uintptr_t>(array_.mutable_bytes());
    return array_.mutable_bytes() + (64 - at % 64) % 64;
  }

 private:
  Array array_;
};

Zeros zeros_like(const Tensor& t) {
  return Zeros(static_cast<std::size_t>(t.shape().count()) * item_size(t.dtype()));
}

/// Seconds of the fastest of a few runs, on zeros (time does not depend on the numbers).
double seconds(Kernel& kernel, const Task& task) {
  using Clock = std::chrono::steady_clock;
  constexpr int runs = 5;
  constexpr double enough = 0.03;  // seconds; two runs there are at least
  std::vector<Zeros> memory;
  std::vector<const void*> inputs;
  std::vector<void*> outputs;
  for (const Tensor& t : task.inputs) inputs.push_back(memory.emplace_back(zeros_like(t)).address());
  for (const Tensor& t : task.outputs) outputs.push_back(memory.emplace_back(zeros_like(t)).address());
  Zeros scratch(kernel.scratch_bytes());
  const FloatModeScope flush(flush_denormals);
  kernel.prepare(inputs);
  double least = std::numeric_limits<double>::infinity(), all = 0;
  for (int run = 0; run < runs && (run < 2 || all < enough); ++run) {
    const auto start = Clock::now();
    kernel.run(inputs, outputs, scratch.address());
    const double time = std::chrono::duration<double>(Clock::now() - start).count();
    if (run > 0) least = std::min(least, time);  // the first one warms the caches
    all += time;
  }
  return least;
}

/// What may be faster than oneDNN's direct algorithm.
struct Alternative {
  std::unique_ptr<Kernel> kernel;  ///< null: nothing
  std::string name;
};

Alternative alternative(const Task& task, const ConvGeometry& g, Epilogue epilogue) {
  constexpr std::int64_t least_multiplications = std::int64_t{1} << 20;  // below, there is little to win
  if (g.multiplications() < least_multiplications) return {};
  if (g.pass != ConvPass::kernel_gradient) return {make_winograd_kernel(task, epilogue), winograd_name};
  if (auto winograd = make_winograd_kernel_gradient(task)) return {std::move(winograd), winograd_name};
  // oneDNN's slices of the batch each have a sum for every weight: many weights are many sums to add up.
  constexpr std::int64_t many_weights = std::int64_t{1} << 19;
  if (g.kernel.count() < many_weights) return {};
  return {make_product_gradient_kernel(task), product_name};
}

}  // namespace

std::unique_ptr<Kernel> make_conv_kernel(const Task& task, Epilogue epilogue) {
  const ConvGeometry g = onednn::conv_geometry(task);
  Alternative other = alternative(task, g, epilogue);
  if (other.kernel == nullptr) return make_onednn_conv_kernel(task, epilogue);
  std::unique_ptr<Kernel> direct;
  const std::array candidates{direct_name, other.name};
  const std::string chosen = choose_algorithm(name_of(g), candidates, [&](const std::string& algorithm) {
    if (algorithm == other.name) return seconds(*other.kernel, task);
    direct = make_onednn_conv_kernel(task, epilogue);
    return direct == nullptr ? std::numeric_limits<double>::infinity() : seconds(*direct, task);
  });
  if (chosen == other.name) return std::move(other.kernel);
  return direct != nullptr ? std::move(direct) : make_onednn_conv_kernel(task, epilogue);
}

}  // namespace saem::cpu
