#pragma once

#include <memory>
#include <vector>

#include "saem/backend/backend.h"
#include "saem/core/array.h"
#include "saem/passes/layout.h"

// Runs kernels whose inputs and outputs lie in channel blocks.

namespace saem::test {

/// The elements of a row-major array in the order of the layout: an array of shape memory_shape.
[[nodiscard]] Array to_layout(const Array& x, const Layout& layout);
/// The row-major array of this shape whose elements lie in memory in the order of the layout.
[[nodiscard]] Array from_layout(const Array& memory, const Shape& shape, const Layout& layout);

/// A task of one node that reads and writes the given layouts.
[[nodiscard]] Task task_of(const Tensor& y, std::vector<Layout> inputs, Layout output);

/// Prepares a kernel and runs it on the task's inputs, which must be constants: they are brought into the
/// task's layouts, and the outputs come back row-major. Outputs and scratch memory hold NaN beforehand.
[[nodiscard]] std::vector<Array> run_task(Kernel& kernel, const Task& task);

}  // namespace saem::test
