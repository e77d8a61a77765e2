#include "tests/train/support/step_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <variant>

#include "saem/compile/compile.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"

namespace saem::testing_support {
namespace {

DType wide_dtype(DType dtype) { return dtype == DType::f32 ? DType::f64 : dtype; }
Array wide_array(const Array& a) { return a.astype(wide_dtype(a.dtype())); }

Attributes wide_attributes(const Attributes& attributes) {
  Attributes wide;
  for (const auto& [name, value] : attributes.entries()) {
    const DType* dtype = std::get_if<DType>(&value.value);
    wide.set(name, dtype ? AttributeValue(wide_dtype(*dtype)) : value);
  }
  return wide;
}

class Widening {
 public:
  explicit Widening(std::span<const Array> parameters) : given_(parameters) {}

  WideGraph run(const Graph& graph, const std::vector<Variable>& weights) {
    for (std::size_t i = 0; i < graph.parameters.size(); ++i)
      add_parameter(graph.parameters[i].node(), given_[i]);
    for (const auto& node : topological_order(graph.outputs, true)) rewrite(*node);
    for (const Variable& v : weights) result_.weights.push_back(parameter_of_.at(v.state().get()));
    for (const Tensor& output : graph.outputs) result_.graph.outputs.push_back(wide(output));
    return std::move(result_);
  }

 private:
  void add_parameter(const Node& node, const Array& value) {
    result_.values.push_back(wide_array(value));
    const Array& added = result_.values.back();
    result_.graph.parameters.emplace_back(Node::leaf(parameter_op, {added.dtype(), added.shape()}));
    wide_[&node] = {result_.graph.parameters.back()};
  }

  void rewrite(const Node& node) {
    if (wide_.contains(&node)) return;
    if (node.variable()) {
      const auto [found, is_new] = parameter_of_.emplace(node.variable().get(), result_.values.size());
      if (is_new) return add_parameter(node, node.variable()->value);
      wide_[&node] = {result_.graph.parameters[found->second]};
      return;
    }
    Tensors& mine = wide_[&node];
    if (node.has_value()) {
      for (const Array& value : node.values()) mine.emplace_back(wide_array(value));
      return;
    }
    Tensors inputs;
    for (const Tensor& input : node.inputs()) inputs.push_back(wide(input));
    const LayerScope scope(node.scope(), LayerScope::Replace{});
    mine = record_all(node.op(), inputs, wide_attributes(node.attributes()));
    for (Tensor& output : mine) {  // random numbers are float32 always
      if (output.dtype() == DType::f32) output = cast(output, DType::f64);
    }
  }

  [[nodiscard]] Tensor wide(const Tensor& t) const {
    return wide_.at(&t.node())[static_cast<std::size_t>(t.output())];
  }

  std::span<const Array> given_;
  WideGraph result_;
  std::unordered_map<const Node*, Tensors> wide_;
  std::unordered_map<const VariableState*, std::size_t> parameter_of_;
};

}  // namespace

Graph step_graph(const RandomModel& random, Optimizer* optimizer) {
  const std::vector<TensorType> types{{random.x.dtype(), random.x.shape()},
                                      {random.y.dtype(), random.y.shape()}};
  return detail::trace(
      [&](std::span<const Tensor> batch) {
        const std::vector<Variable> variables = random.model.trainable_variables();
        const Tensors weights(variables.begin(), variables.end());
        CallContext context{.training = true, .random = &random.model.random_state()};
        const Tensor prediction = random.model.apply({batch[0]}, context).front();
        Tensors outputs{(*random.loss)(batch[1], prediction), prediction};
        const Tensors slopes = gradients(outputs[0], weights);
        if (optimizer) optimizer->apply(slopes, variables);
        outputs.insert(outputs.end(), slopes.begin(), slopes.end());
        return outputs;
      },
      types);
}

WideGraph widened(const RandomModel& random, const Graph& graph) {
  const std::vector<Array> batch{random.x, random.y};
  return Widening(batch).run(graph, random.model.trainable_variables());
}

double distance(const Array& a, const Array& b) {
  double largest = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a.at(i) - b.at(i));
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, difference);
  }
  return largest;
}

double magnitude(const Array& a) {
  double largest = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a.at(i)));
  return largest;
}

}  // namespace saem::testing_support
