#include "saem/backend/reference/reference_backend.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <unordered_map>

#include "saem/core/convert.h"
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

/// Integers that do not fit wrap, as in NumPy: what an op keeps in range, it does itself.
template <class To, class From>
To narrowed(From x) {
  if constexpr (std::is_integral_v<From> && std::is_integral_v<To> && !std::is_same_v<To, bool>) {
    return static_cast<To>(x);
  } else {
    return convert<To>(x);
  }
}

void convert_into(Array& to, const void* from, DType from_dtype) {
  visit_dtype(from_dtype, [&]<class From>(std::type_identity<From>) {
    visit_dtype(to.dtype(), [&]<class To>(std::type_identity<To>) {
      const auto* values = static_cast<const From*>(from);
      std::transform(values, values + to.size(), to.mutable_data<To>().begin(),
                     [](From x) { return narrowed<To>(x); });
    });
  });
}

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
    if (values_.empty()) allocate();
    in_.clear();  // a loop that threw has left something there
    for (std::size_t i = 0; i < inputs_.size(); ++i) convert_into(values_[i], inputs[i], inputs_[i].dtype);
    std::size_t next = inputs_.size();
    for (std::size_t s = 0; s < steps_.size(); ++s) {
      const Step& step = steps_[s];
      for (const std::size_t i : step.in) in_.push_back(values_[i]);
      for (Array& out : computed_[s])
        if (out.byte_size() > 0) std::memset(out.mutable_bytes(), 0, out.byte_size());
      ReferenceCall call{step.attributes, in_, computed_[s]};
      step.op->reference.run(call);
      in_.clear();
      for (std::size_t o = 0; o < step.outputs.size(); ++o, ++next) {
        // Rounded to the declared dtype at once, so that the result does not depend on how ops are grouped.
        Array& rounded = rounded_[next - inputs_.size()];
        convert_into(rounded, computed_[s][o].bytes(), computed_[s][o].dtype());
        convert_into(values_[next], rounded.bytes(), rounded.dtype());
      }
    }
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const Array& result = rounded_[outputs_[o] - inputs_.size()];
      if (result.byte_size() > 0) std::memcpy(outputs[o], result.bytes(), result.byte_size());
    }
    if (!is_small_) release();
  }
  [[nodiscard]] std::string describe() const override { return "reference loop"; }

 private:
  /// Small arrays (a step's counters) are kept from run to run, so that a step asks for no memory.
  static constexpr std::size_t small_bytes = std::size_t{1} << 16;

  void allocate() {
    for (const TensorType& input : inputs_) values_.emplace_back(input.shape, loop_dtype(input.dtype));
    for (const Step& step : steps_) {
      computed_.emplace_back();
      for (const TensorType& type : step.outputs) {
        computed_.back().emplace_back(type.shape, loop_dtype(type.dtype));
        rounded_.emplace_back(type.shape, type.dtype);
        values_.emplace_back(type.shape, loop_dtype(type.dtype));
      }
    }
    std::size_t bytes = 0;
    for (const Array& value : values_) bytes += value.byte_size();
    is_small_ = bytes <= small_bytes;
  }

  void release() {
    values_.clear();
    computed_.clear();
    rounded_.clear();
  }

  std::vector<TensorType> inputs_;
  std::vector<Step> steps_;
  std::vector<std::size_t> outputs_;
  std::unordered_map<const Node*, std::size_t> made_;
  bool is_small_ = false;
  std::vector<Array> values_;                 ///< as the loops read them
  std::vector<std::vector<Array>> computed_;  ///< per step: as its loop writes them
  std::vector<Array> rounded_;                ///< the same in the declared dtypes
  std::vector<Array> in_;                     ///< of the step that is being computed
};

}  // namespace

std::unique_ptr<Kernel> ReferenceBackend::make_kernel(const Task& task) {
  return std::make_unique<ReferenceKernel>(task);
}

}  // namespace saem
