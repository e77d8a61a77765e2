#include "saem/backend/cpu/cpu_backend.h"

#include <algorithm>

#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/backend/cpu/kernel_table.h"
#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/backend/cpu/onednn/matmul_kernel.h"
#include "saem/graph/op.h"

namespace saem {
namespace {

bool has_op(const Task& task, std::string_view name) {
  return std::any_of(task.nodes.begin(), task.nodes.end(), [&](const auto& node) { return node->op().name == name; });
}

/// A convolution or matrix product that adds a bias and applies ReLU as it writes.
std::unique_ptr<Kernel> make_epilogue_kernel(const Task& task) {
  const Node& head = *task.nodes.front();
  const cpu::Epilogue epilogue{.bias = has_op(task, "add"), .relu = has_op(task, "relu")};
  return head.op().name == "conv" ? cpu::make_conv_kernel(head, epilogue) : cpu::make_matmul_kernel(head, epilogue);
}

}  // namespace

GroupingRules CpuBackend::grouping() const {
  const auto absorbs = [](const Node& node) {
    return (node.op().name == "conv" || node.op().name == "matmul") && node.outputs()[0].dtype == DType::f32;
  };
  return {.elementwise = true, .absorbs_epilogue = absorbs};
}

std::unique_ptr<Kernel> CpuBackend::make_kernel(const Task& task) {
  if (auto fused = cpu::make_fused_kernel(task)) return fused;
  return task.is_group() ? make_epilogue_kernel(task) : cpu::make_node_kernel(task.node());
}

}  // namespace saem
