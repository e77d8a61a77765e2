#include "saem/backend/cpu/onednn/conv_support.h"

#include <algorithm>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/graph/op.h"

namespace saem::onednn {

bool has_negative_padding(const ConvGeometry& g) {
  const auto negative = [](std::int64_t p) { return p < 0; };
  return std::any_of(g.padding_low.begin(), g.padding_low.end(), negative) ||
         std::any_of(g.padding_high.begin(), g.padding_high.end(), negative);
}

bool has_types_of_convolution(const ConvGeometry& g, const Node& node) {
  const DType first = node.input(0).dtype();
  const auto is_either = [](DType d) { return d == DType::f32 || d == DType::bf16; };
  if (first != node.input(1).dtype() || !is_either(first)) return false;
  const DType result = g.pass == ConvPass::forward          ? g.y_type
                       : g.pass == ConvPass::input_gradient ? g.x_type
                                                            : g.kernel_type;
  if (g.pass == ConvPass::kernel_gradient || first == DType::f32) return result == DType::f32;
  return is_either(result);
}

}  // namespace saem::onednn

namespace saem::cpu {

LayoutSupport conv_layouts(const Task& task) {
  LayoutSupport support;
  const onednn::ConvGeometry g = onednn::conv_geometry(task);
  const bool can =
      onednn::has_types_of_convolution(g, *task.nodes.front()) && g.multiplications() > 0 && g.groups == 1;
  if (!can || onednn::has_negative_padding(g)) return support;
  support.block = channel_block();
  support.inputs.assign(task.inputs.size(), LayoutUse::plain);
  support.outputs.assign(1, LayoutUse::plain);
  const LayoutUse x = g.x[-1] % support.block == 0 ? LayoutUse::blocks : LayoutUse::plain;
  const LayoutUse y = g.y[-1] % support.block == 0 ? LayoutUse::blocks : LayoutUse::plain;
  switch (g.pass) {
    case onednn::ConvPass::forward:
      support.inputs[0] = x;
      support.outputs[0] = y;
      break;
    case onednn::ConvPass::input_gradient:
      support.inputs[0] = y;
      support.outputs[0] = x;
      break;
    case onednn::ConvPass::kernel_gradient:
      support.inputs[0] = x;
      support.inputs[1] = y;
      break;
  }
  // A mask or a residual.
  for (std::size_t i = 2; i < task.inputs.size(); ++i) {
    const bool whole = task.inputs[i].shape() == task.outputs.front().shape();
    if (whole && support.outputs[0] != LayoutUse::plain) support.inputs[i] = LayoutUse::either;
  }
  return support;
}

}  // namespace saem::cpu
