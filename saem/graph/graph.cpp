#include "saem/graph/graph.h"

#include "saem/graph/op.h"

namespace saem {

Tensors results_of(const Graph& graph) {
  Tensors results = graph.outputs;
  for (const auto& update : graph.updates) results.push_back(update.value);
  return results;
}

Tensor behind_views(Tensor tensor) {
  while (tensor.node().op().is_view) {
    Tensor below = tensor.node().input(0);  // a copy first: assigning may end the node that it is part of
    tensor = std::move(below);
  }
  return tensor;
}

MemoryKey memory_key(const Tensor& tensor) {
  const Tensor* memory = &tensor;
  while (memory->node().op().is_view) memory = &memory->node().input(0);
  return {&memory->node(), memory->output()};
}

}  // namespace saem
