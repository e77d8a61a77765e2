#include "saem/backend/cpu/conv_kernel.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <vector>

#include "saem/backend/algorithms.h"
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

/// All that the times depend on, but for the epilogue, which takes either about as long.
std::string name_of(const ConvGeometry& g) {
  constexpr std::array passes{"forward", "input gradient", "kernel gradient"};
  return fmt::format("convolution, {}, x {} kernel {} padding ({}) ({}) blocks {} {} {}{}",
                     passes[static_cast<std::size_t>(g.pass)], g.x.to_string(), g.kernel.to_string(),
                     fmt::join(g.padding_low, ", "), fmt::join(g.padding_high, ", "), g.x_block, g.y_block,
                     name(g.pass == ConvPass::input_gradient ? g.y_type : g.x_type),
                     g.keeps_kernel ? ", steady kernel" : "");
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

}  // namespace

std::unique_ptr<Kernel> make_conv_kernel(const Task& task, Epilogue epilogue) {
  constexpr std::int64_t least_multiplications = std::int64_t{1} << 20;  // below, there is little to win
  const ConvGeometry g = onednn::conv_geometry(task);
  std::unique_ptr<Kernel> direct, winograd;
  if (g.multiplications() >= least_multiplications) {
    winograd = g.pass == ConvPass::kernel_gradient ? make_winograd_kernel_gradient(task)
                                                   : make_winograd_kernel(task, epilogue);
  }
  if (winograd == nullptr) return make_onednn_conv_kernel(task, epilogue);
  const std::array candidates{direct_name, winograd_name};
  const std::string chosen = choose_algorithm(name_of(g), candidates, [&](const std::string& algorithm) {
    if (algorithm == winograd_name) return seconds(*winograd, task);
    direct = make_onednn_conv_kernel(task, epilogue);
    return direct == nullptr ? std::numeric_limits<double>::infinity() : seconds(*direct, task);
  });
  if (chosen == winograd_name) return winograd;
  return direct != nullptr ? std::move(direct) : make_onednn_conv_kernel(task, epilogue);
}

}  // namespace saem::cpu
