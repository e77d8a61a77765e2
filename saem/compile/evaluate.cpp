#include <algorithm>

#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/graph/tensor.h"

namespace saem {

void evaluate(std::span<const Tensor> tensors) {
  Graph graph;
  std::vector<std::shared_ptr<Node>> nodes;
  for (const Tensor& tensor : tensors) {
    const bool known =
        tensor.node().has_value() || (tensor.node().op().is_leaf && &tensor.node().op() != &parameter_op);
    if (known || std::find(nodes.begin(), nodes.end(), tensor.node_ptr()) != nodes.end()) continue;
    nodes.push_back(tensor.node_ptr());
    for (std::size_t o = 0; o < tensor.node().outputs().size(); ++o)
      graph.outputs.emplace_back(tensor.node_ptr(), static_cast<int>(o));
  }
  if (nodes.empty()) return;
  for (const auto& node : topological_order(graph.outputs, true)) {
    if (&node->op() == &parameter_op) {
      fail<ValueError>(
          {"Tensor::value",
           "a tensor inside compile has no value yet: the function is being recorded, not run",
           {},
           "Return the tensor from the function and read the result, or call the function without compile."});
    }
  }

  Program program(graph, {});
  const std::vector<Array> values = program.run({});
  auto next = values.begin();
  for (const auto& node : nodes) {
    const auto count = static_cast<std::ptrdiff_t>(node->outputs().size());
    node->set_values(std::vector<Array>(next, next + count));
    next += count;
  }
}

}  // namespace saem
