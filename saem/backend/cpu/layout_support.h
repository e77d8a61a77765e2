#pragma once

#include "saem/backend/backend.h"

namespace saem::cpu {

/// The layouts in which this backend's kernels take a task.
[[nodiscard]] LayoutSupport layout_support(const Task& task);

}  // namespace saem::cpu
