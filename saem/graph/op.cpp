#include "saem/graph/op.h"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <mutex>

namespace saem {

namespace detail {
void link_op_families();
}

namespace {

struct Registry {
  std::mutex mutex;
  std::deque<Op> records;  // a deque, because references to records stay valid
  std::map<std::string, const Op*, std::less<>> by_name;
};

Registry& registry() {
  static Registry instance;
  return instance;
}

const char* missing_part(const Op& op) {
  if (op.name.empty()) return "a name";
  if (op.is_leaf) return nullptr;
  if (!op.shape) return "a shape rule (.shape)";
  if (!op.dtype) return "a dtype rule (.dtype)";
  if (!op.gradient) return "a gradient rule (.gradient; not_differentiable if it has none)";
  if (!op.reference.run) return "a reference loop (.reference)";
  if (op.samples.empty()) return "samples for the tester (.samples)";
  if (op.doc.empty()) return "a sentence of documentation (.doc)";
  return nullptr;
}

Op leaf(const char* name, const char* doc) {
  Op op;
  op.name = name;
  op.arity = 0;
  op.doc = doc;
  op.is_leaf = true;
  return op;
}

}  // namespace

const Op& define(Op op) {
  if (const char* part = missing_part(op)) {
    fail<ValueError>({fmt::format("op '{}'", op.name),
                      fmt::format("its record lacks {}", part),
                      {},
                      "Every op says all of what saem needs to know of it in one place; see CONTRIBUTING.md, "
                      "\"Add an op\"."});
  }
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  if (all.by_name.contains(op.name)) {
    fail<ValueError>(
        {fmt::format("op '{}'", op.name), "the name is taken", {}, "Give the new op another name."});
  }
  const Op& record = all.records.emplace_back(std::move(op));
  all.by_name.emplace(record.name, &record);
  return record;
}

std::vector<const Op*> all_ops() {
  detail::link_op_families();
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::vector<const Op*> ops;
  for (const auto& [name, op] : all.by_name) ops.push_back(op);
  return ops;
}

const Op& find_op(std::string_view name) {
  std::vector<std::string> names;
  for (const Op* op : all_ops()) {
    if (op->name == name) return *op;
    names.push_back(op->name);
  }
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>({fmt::format("op '{}'", name),
                    "there is no op of this name",
                    {},
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

void Signature::reject_shape(const std::string& problem, const std::string& advice) const {
  std::string shapes;
  for (const TensorType& input : inputs)
    shapes += fmt::format("{}{}", shapes.empty() ? "" : ", ", input.shape.to_string());
  fail<ShapeError>({op.name, problem,
                    fmt::format("{} {}{}{}", inputs.size() == 1 ? "input" : "inputs", shapes,
                                attributes.entries().empty() ? "" : "; ", attributes.to_string()),
                    advice});
}

Tensors record_all(const Op& op, Tensors inputs, Attributes attributes) {
  const auto count = static_cast<int>(inputs.size());
  if (op.arity >= 0 ? count != op.arity : count < 1) {
    fail<ValueError>({op.name,
                      op.arity >= 0 ? fmt::format("expected {} inputs, received {}", op.arity, count)
                                    : "expected at least one input",
                      {},
                      "Give the tensors that the op's documentation names."});
  }
  std::vector<TensorType> types;
  types.reserve(inputs.size());
  for (const Tensor& input : inputs) types.push_back(input.type());

  const Signature signature{op, types, attributes};
  const PerOutput<DType> dtypes = op.dtype(signature);
  const PerOutput<Shape> shapes = op.shape(signature);
  std::vector<TensorType> outputs;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    static_cast<void>(shapes[i].count());  // refuses sizes that no memory can have
    outputs.push_back({dtypes[i], shapes[i]});
  }
  auto node = std::make_shared<Node>(op, std::move(attributes), std::move(inputs), std::move(outputs));
  Tensors results;
  for (int i = 0; i < op.outputs; ++i) results.emplace_back(node, i);
  return results;
}

Tensor record(const Op& op, Tensors inputs, Attributes attributes) {
  return record_all(op, std::move(inputs), std::move(attributes)).front();
}

Tensors not_differentiable(const GradientCall& call) { return Tensors(call.node->inputs().size()); }

const Op& constant_op = define(leaf("constant", "A value that is known when the graph is recorded."));
const Op& variable_op = define(leaf("variable", "The value of a Variable."));
const Op& parameter_op = define(leaf("parameter", "An argument of a compiled function."));

}  // namespace saem
