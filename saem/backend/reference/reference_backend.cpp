#include "saem/backend/reference/reference_backend.h"

#include <cstring>
#include <unordered_map>

#include "saem/graph/op.h"

namespace saem {
namespace {

DType loop_dtype(DType dtype) { return is_floating(dtype) ? DType::f64 : DType::i64; }

/// What a node needs to be run again and again; the node itself is not kept, nor what it depends on.
struct Step {
  const Op* op;
  Attributes attributes;
  std::vector<TensorType> outputs;
  std::vector<std::size_t> in;  ///< values: the task's inputs, then each step's outputs in turn
};

class ReferenceKernel final : public Kernel {
 public:
  explicit ReferenceKernel(const Task& task) {
    const auto value_of = [&](const Tensor& tensor) {
      for (std::size_t i = 0; i < task.inputs.size(); ++i) {
        if (task.inputs[i].same_as(tensor)) return i;
      }
      return made_.at(&tensor.node()) + static_cast<std::size_t>(tensor.output());
    };
    for (const Tensor& input : task.inputs) inputs_.push_back(input.type());
    std::size_t next = inputs_.size();
    for (const auto& node : task.nodes) {
      Step step{&node->op(), node->attributes(), node->outputs(), {}};
      for (const Tensor& input : node->inputs()) step.in.push_back(value_of(input));
      made_[node.get()] = next;
      next += node->outputs().size();
      steps_.push_back(std::move(step));
    }
    for (const Tensor& output : task.outputs)
      outputs_.push_back(made_.at(&output.node()) + static_cast<std::size_t>(output.output()));
    made_.clear();
  }

  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void*) override {
    std::vector<Array> values;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      Array array = Array::uninitialized(inputs_[i].shape, inputs_[i].dtype);
      if (array.byte_size() > 0) std::memcpy(array.mutable_bytes(), inputs[i], array.byte_size());
      values.push_back(array.astype(loop_dtype(array.dtype())));
    }
    for (const Step& step : steps_) {
      std::vector<Array> in;
      std::vector<Array> out;
      for (const std::size_t i : step.in) in.push_back(values[i]);
      for (const TensorType& type : step.outputs) out.emplace_back(type.shape, loop_dtype(type.dtype));
      ReferenceCall call{step.attributes, in, out};
      step.op->reference.run(call);
      for (std::size_t o = 0; o < out.size(); ++o) {
        // Rounded to the declared dtype at once, so that the result does not depend on how ops are grouped.
        rounded_.push_back(out[o].astype(step.outputs[o].dtype));
        values.push_back(rounded_.back().astype(loop_dtype(step.outputs[o].dtype)));
      }
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const Array& result = rounded_[outputs_[o] - inputs_.size()];
      if (result.byte_size() > 0) std::memcpy(outputs[o], result.bytes(), result.byte_size());
    }
    rounded_.clear();
  }

 private:
  std::vector<TensorType> inputs_;
  std::vector<Step> steps_;
  std::vector<std::size_t> outputs_;
  std::unordered_map<const Node*, std::size_t> made_;
  std::vector<Array> rounded_;
};

}  // namespace

std::unique_ptr<Kernel> ReferenceBackend::make_kernel(const Task& task) {
  return std::make_unique<ReferenceKernel>(task);
}

}  // namespace saem
