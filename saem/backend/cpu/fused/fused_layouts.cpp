#include <algorithm>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/backend/cpu/fused/tile_program.h"
#include "saem/backend/cpu/fused/tile_sum.h"

namespace saem::cpu {
namespace {

bool is_possible_in(const Task& task, const Layout& layout) {
  return std::ranges::all_of(task.nodes, [&](const auto& node) {
    return !is_tile_sum(*node) || TileSum(*node, layout).is_possible();
  });
}

}  // namespace

LayoutSupport fused_layouts(const Task& task) {
  const std::int64_t block = channel_block();
  const Layout blocked{block};
  if (!is_tile_group(task)) return {};
  const Shape& shape = group_shape(task);
  if (!fits(shape, blocked) || !is_possible_in(task, blocked)) return {};
  const auto use = [&](const Tensor& t) { return t.shape() == shape ? LayoutUse::either : LayoutUse::plain; };
  LayoutSupport support{.block = block, .inputs = {}, .outputs = {}, .outputs_alike = true};
  for (const Tensor& input : task.inputs) support.inputs.push_back(use(input));
  for (const Tensor& output : task.outputs) support.outputs.push_back(use(output));
  return support;
}

}  // namespace saem::cpu
