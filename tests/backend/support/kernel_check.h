#pragma once

#include <functional>
#include <memory>

#include "saem/backend/backend.h"
#include "saem/core/random.h"
#include "saem/graph/tensor.h"

// Runs one kernel on its own, outside any program, and compares it with the reference loop of its op.

namespace saem::test {

/// float32, uniform in [-1, 1).
[[nodiscard]] Tensor random_tensor(Generator& g, const Shape& shape);

using KernelFactory = std::function<std::unique_ptr<Kernel>(const Node&)>;

/// Runs a kernel on the values of `inputs` (the node's own if empty). Outputs and scratch memory hold NaN
/// beforehand.
[[nodiscard]] Array run_kernel(Kernel& kernel, const Node& node, const Tensors& inputs = {});

/// What the reference loop of the node's op computes from its inputs in float64 (int64 for integers).
[[nodiscard]] Array reference_value(const Node& node);

/// Largest difference between two arrays of one shape; infinity if exactly one of two elements is NaN.
[[nodiscard]] double largest_difference(const Array& a, const Array& b);
/// Largest magnitude.
[[nodiscard]] double largest_magnitude(const Array& a);

/// Fails unless the kernel of the tensor's node exists, agrees with the op's reference loop within
/// `tolerance` times the largest magnitude of the result, and gives the same bits on 1, 2 and 4 threads, also
/// if it was made under another number of threads.
void expect_kernel_agrees(const Tensor& y, double tolerance, const KernelFactory& make = {});
/// The same against an expected value.
void expect_kernel_gives(const Tensor& y, const Array& expected, double tolerance,
                         const KernelFactory& make = {}, const Tensors& inputs = {});

}  // namespace saem::test
