#include "saem/backend/cpu/winograd/winograd_kernel.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/onednn/conv_geometry.h"
#include "saem/backend/cpu/onednn/conv_support.h"
#include "saem/backend/cpu/winograd/forward.h"

namespace saem::cpu {
namespace {

using onednn::ConvGeometry;
using onednn::ConvPass;
using winograd::Convolution;
using winograd::TileGrid;
using winograd::TilePicture;

class WinogradKernel final : public Kernel {
 public:
  WinogradKernel(const Convolution& convolution, bool keeps_kernel)
      : epilogue_(convolution.epilogue), forward_(convolution, keeps_kernel) {}

  void prepare(std::span<const void* const> inputs) override { forward_.keep(inputs[1]); }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override {
    std::size_t next = 2;
    const void* const bias = epilogue_.bias ? inputs[next++] : nullptr;
    const void* const other = epilogue_.mask || epilogue_.residual ? inputs[next] : nullptr;
    forward_.run({inputs[0], inputs[1], {static_cast<const float*>(bias), other, outputs[0]}}, scratch);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override { return forward_.scratch_bytes(); }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("Winograd F(4×4, 3×3), {}", forward_.describe());
  }

 private:
  Epilogue epilogue_;
  winograd::Forward forward_;
};

bool all_equal(const onednn::Dims& dims, std::int64_t value) {
  return std::ranges::all_of(dims, [value](std::int64_t d) { return d == value; });
}

bool is_eligible(const ConvGeometry& g, const Node& node) {
  if (g.pass == ConvPass::kernel_gradient || !onednn::has_types_of_convolution(g, node)) return false;
  if (g.kernel.rank() != 4 || g.kernel[0] != 3 || g.kernel[1] != 3 || g.groups != 1) return false;
  if (!all_equal(g.strides, 1) || !all_equal(g.dilation, 1) || g.multiplications() == 0) return false;
  return g.x[-1] % channel_block() == 0 && g.y[-1] % channel_block() == 0;
}

}  // namespace

std::unique_ptr<Kernel> make_winograd_kernel(const Task& task, Epilogue epilogue) {
  const ConvGeometry g = onednn::conv_geometry(task);
  if (!is_eligible(g, *task.nodes.front())) return nullptr;
  const bool forward = g.pass == ConvPass::forward;
  const TilePicture x(g.x, {g.x_block}, g.x_type), y(g.y, {g.y_block}, g.y_type);
  const winograd::KernelView kernel{g.kernel_type, g.kernel[2], g.kernel[3], !forward};
  // dx[i] = Σᵣ dy[i + p - r] k[r]: with r turned to 2 - r, a padding of 2 - p.
  const auto padding = [&](std::size_t axis) {
    return forward ? g.padding_low[axis] : 2 - g.padding_low[axis];
  };
  Convolution c{forward ? x : y, forward ? y : x, {},         TileGrid(forward ? g.y : g.x),
                kernel,          padding(0),      padding(1), epilogue};
  if (epilogue.mask || epilogue.residual) {
    const std::size_t place = epilogue.bias ? 3 : 2;
    c.other.emplace(forward ? g.y : g.x, task.input_layout(place), task.inputs[place].dtype());
  }
  return std::make_unique<WinogradKernel>(c, task.is_steady(1));
}

}  // namespace saem::cpu
