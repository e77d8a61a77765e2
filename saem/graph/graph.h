#pragma once

#include <utility>
#include <vector>

#include "saem/graph/tensor.h"
#include "saem/graph/variable.h"

namespace saem {

/// A step before compilation: parameters in, outputs out, variables changed.
struct Graph {
  Tensors parameters;  ///< nodes of parameter_op
  Tensors outputs;
  std::vector<UpdateScope::Update> updates;
};

/// Everything that a step computes in the end: its outputs, then the values of its updates.
[[nodiscard]] Tensors results_of(const Graph& graph);

/// The tensor whose memory a view shows: of a reshape of a reshape of x, x.
[[nodiscard]] Tensor behind_views(Tensor tensor);
/// The node, and the number of its output, whose memory a tensor shows: equal for all views of it.
using MemoryKey = std::pair<const Node*, int>;
[[nodiscard]] MemoryKey memory_key(const Tensor& tensor);

}  // namespace saem
