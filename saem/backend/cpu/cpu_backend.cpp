#include "saem/backend/cpu/cpu_backend.h"

#include "saem/backend/cpu/fused/fused_kernel.h"
#include "saem/backend/cpu/kernel_table.h"

namespace saem {

std::unique_ptr<Kernel> CpuBackend::make_kernel(const Task& task) {
  if (auto fused = cpu::make_fused_kernel(task)) return fused;
  return task.is_group() ? nullptr : cpu::make_node_kernel(task.node());
}

}  // namespace saem
