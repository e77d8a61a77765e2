// Values of single tensors. The same few computations are asked for again and again (a loop that trains step
// by step), each time with other values: so programs are kept by structure.
#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "saem/compile/program_store.h"
#include "saem/compile/structure.h"
#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/graph/tensor.h"

namespace saem {
namespace {

ProgramStore& programs() {
  // Far more than a loop has of different computations; the bytes are what an idle program may still hold.
  static ProgramStore store(/*most_programs=*/256, /*most_bytes=*/std::size_t{256} << 20);
  return store;
}

/// Each node once, without those whose values are known.
std::vector<std::shared_ptr<Node>> unknown_nodes(std::span<const Tensor> tensors) {
  std::vector<std::shared_ptr<Node>> nodes;
  std::unordered_set<const Node*> seen;
  for (const Tensor& tensor : tensors) {
    const Node& node = tensor.node();
    const bool known = node.has_value() || (node.op().is_leaf && &node.op() != &parameter_op);
    if (!known && (tensors.size() == 1 || seen.insert(&node).second)) nodes.push_back(tensor.node_ptr());
  }
  return nodes;
}

}  // namespace

void evaluate(std::span<const Tensor> tensors) {
  const std::vector<std::shared_ptr<Node>> nodes = unknown_nodes(tensors);
  if (nodes.empty()) return;
  const Structure structure(nodes);
  if (structure.depends_on_parameter()) {
    fail<ValueError>(
        {"Tensor::value",
         "a tensor inside compile has no value yet: the function is being recorded, not run",
         {},
         "Return the tensor from the function and read the result, or call the function without compile."});
  }

  std::unique_ptr<ProgramStore::Entry> entry = programs().take(structure.key());
  if (!entry) {
    const std::span<const std::uint64_t> key = structure.key();
    entry = std::make_unique<ProgramStore::Entry>(std::vector<std::uint64_t>(key.begin(), key.end()),
                                                  Program(structure.graph(), {}));
  }
  std::vector<Array> values = entry->program.run(structure.inputs());
  programs().give_back(std::move(entry));

  auto next = std::make_move_iterator(values.begin());
  for (const auto& node : nodes) {
    const auto count = static_cast<std::ptrdiff_t>(node->outputs().size());
    node->set_values(std::vector<Array>(next, next + count));
    next += count;
  }
}

}  // namespace saem
