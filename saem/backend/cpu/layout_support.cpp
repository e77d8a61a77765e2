#include "saem/backend/cpu/layout_support.h"

#include <algorithm>
#include <string_view>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/copy_kernel.h"
#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/backend/cpu/moments_kernel.h"
#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/backend/cpu/reduction_kernel.h"
#include "saem/backend/cpu/resample_kernel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

bool is_one_of(std::string_view op, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, op) != names.end();
}

/// Every value that fits may be in blocks.
LayoutSupport either(const Task& task) {
  LayoutSupport support{.block = channel_block(), .inputs = {}, .outputs = {}};
  const auto use = [&](const Tensor& t) {
    return fits(t.shape(), {support.block}) ? LayoutUse::either : LayoutUse::plain;
  };
  for (const Tensor& input : task.inputs) support.inputs.push_back(use(input));
  for (const Tensor& output : task.outputs) support.outputs.push_back(use(output));
  return support;
}

LayoutSupport either_in_plain_out(const Task& task) {
  LayoutSupport support = either(task);
  std::ranges::fill(support.outputs, LayoutUse::plain);
  return support;
}

}  // namespace

LayoutSupport layout_support(const Task& task) {
  const Node& node = *task.nodes.front();
  const std::string_view op = node.op().name;
  if (is_one_of(op, {"conv", "conv_input_gradient", "conv_kernel_gradient"})) return conv_layouts(task);
  if (is_one_of(
          op, {"max_pool", "max_pool_gradient", "max_pool_gather", "average_pool", "average_pool_gradient"}))
    return either(task);
  if (task.is_group()) return fused_layouts(task);
  if (is_one_of(op, {"slice", "pad", "concat", "transpose"}) && copies_blocked(node, channel_block()))
    return either(task);
  if (is_one_of(op, {"sum", "max"}) && reduces_blocked(node) && node.outputs()[0].dtype == DType::f32)
    return either_in_plain_out(task);
  if (op == "resample" && resamples_blocks(node)) return either(task);
  if (op == "moments" && moments_read_blocks(node)) return either_in_plain_out(task);
  return fused_layouts(task);
}

}  // namespace saem::cpu
