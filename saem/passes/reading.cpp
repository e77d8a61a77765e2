#include "saem/passes/reading.h"

#include "saem/graph/op.h"
#include "saem/passes/schedule.h"

namespace saem {

bool is_stretch(const Node& node) { return node.op().name == "broadcast_to"; }

bool is_reading(const Node& node) {
  const bool widens = node.op().name == "cast" && node.input(0).dtype() == DType::bf16 &&
                      node.outputs()[0].dtype == DType::f32;
  return widens || is_stretch(node);
}

bool is_zero(const Tensor& stretched) {
  if (!is_stretch(stretched.node())) return false;
  const Node& constant = stretched.node().input(0).node();
  return constant.op().name == "constant" && constant.values()[0].size() == 1 &&
         constant.values()[0].at(0) == 0;
}

bool is_read_through(const Tensor& input) { return is_reading(input.node()) && is_fusable(input.node()); }

const Tensor& behind_reading(const Tensor& input) {
  return is_read_through(input) ? input.node().input(0) : input;
}

const Node& memory_of(const Tensor& tensor) { return behind_views(tensor).node(); }

}  // namespace saem
