#include "saem/backend/cpu/cpu_backend.h"

#include <algorithm>

#include "saem/backend/cpu/conv_kernel.h"
#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/backend/cpu/fused/tile_program.h"
#include "saem/backend/cpu/kernel_table.h"
#include "saem/backend/cpu/layout_support.h"
#include "saem/backend/cpu/matmul/matmul_kernel.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/graph/op.h"
#include "saem/passes/reading.h"

namespace saem {
namespace {

bool has_op(const Task& task, std::string_view name) {
  return std::any_of(task.nodes.begin(), task.nodes.end(),
                     [&](const auto& node) { return node->op().name == name; });
}

/// A node that does more to its result before it writes it: bias, residual and ReLU, or the mask of ReLU's
/// gradient.
std::unique_ptr<Kernel> make_epilogue_kernel(const Task& task) {
  const Node& head = *task.nodes.front();
  const std::string& op = head.op().name;
  const auto adds = [&](bool a_stretched) {
    return std::ranges::any_of(task.nodes, [&](const auto& node) {
      const auto is_stretched = [](const Tensor& t) { return is_stretch(t.node()); };
      return node->op().name == "add" && std::ranges::any_of(node->inputs(), is_stretched) == a_stretched;
    });
  };
  const cpu::Epilogue epilogue{.bias = adds(true),
                               .residual = adds(false),
                               .relu = has_op(task, "relu"),
                               .mask = has_op(task, "where")};
  if (op == "max_pool_gradient") return cpu::make_pooling_kernel(task, epilogue);
  if (op == "matmul") return cpu::make_matmul_kernel(task, epilogue);
  if (op == "conv" || op == "conv_input_gradient") return cpu::make_conv_kernel(task, epilogue);
  return nullptr;  // an elementwise group of dtypes that the fused loops do not take
}

}  // namespace

GroupingRules CpuBackend::grouping() const {
  const auto is_single = [](const Node& node) { return node.outputs()[0].dtype == DType::f32; };
  const auto absorbs = [=](const Node& node) {
    return (node.op().name == "conv" || node.op().name == "matmul") && is_single(node);
  };
  const auto absorbs_residual = [=](const Node& node) { return node.op().name == "conv" && is_single(node); };
  const auto absorbs_narrowing = [=](const Node& node) {
    return (absorbs(node) || node.op().name == "conv_input_gradient") && is_single(node) &&
           node.input(0).dtype() == DType::bf16;
  };
  const auto absorbs_mask = [=](const Node& node, const Tensor& mask) {
    // The pool's winners tell the mask by themselves, if it is the pool's input; a convolution reads it as a
    // third input.
    if (node.op().name == "max_pool_gradient") return mask.same_as(node.input(0));
    return node.op().name == "conv_input_gradient" && is_single(node) && !mask.same_as(node.input(0)) &&
           !mask.same_as(node.input(1)) && !node.input(0).same_as(node.input(1));
  };
  return {.elementwise = true,
          .is_source = cpu::is_tile_source,
          .is_closing = cpu::is_tile_sum,
          .absorbs_epilogue = absorbs,
          .absorbs_residual = absorbs_residual,
          .absorbs_narrowing = absorbs_narrowing,
          .absorbs_mask = absorbs_mask};
}

LayoutSupport CpuBackend::layouts(const Task& task) const { return cpu::layout_support(task); }

std::unique_ptr<Kernel> CpuBackend::make_kernel(const Task& task) {
  if (auto fused = cpu::make_fused_kernel(task)) return fused;
  return task.is_group() ? make_epilogue_kernel(task) : cpu::make_node_kernel(task);
}

}  // namespace saem
