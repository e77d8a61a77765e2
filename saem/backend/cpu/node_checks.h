#pragma once

#include <algorithm>

#include "saem/graph/tensor.h"

namespace saem::cpu {

/// True if all of a node's inputs and outputs are float32.
[[nodiscard]] inline bool is_float32(const Node& node) {
  return std::ranges::all_of(node.inputs(), [](const Tensor& t) { return t.dtype() == DType::f32; }) &&
         std::ranges::all_of(node.outputs(), [](const TensorType& t) { return t.dtype == DType::f32; });
}

}  // namespace saem::cpu
