#pragma once

#include "saem/nn/register_layer.h"
#include "saem/ops/elementwise.h"

namespace saem::test {

/// A layer as users write them: x · factor, with one factor per feature.
class Scale final : public LayerBase<Scale> {
 public:
  explicit Scale(double start, const std::string& name = {}) : LayerBase("Scale", name), start_(start) {}
  [[nodiscard]] Attributes config() const override { return {{"start", start_}}; }

 protected:
  void build(std::span<const Shape> inputs) override {
    add_weight("factor", {inputs[0][-1]},
               [start = start_](const Shape& shape, Generator&) { return Array::full(shape, start); });
  }
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext&) const override {
    return inputs[0] * weight("factor");
  }

 private:
  double start_;
};

}  // namespace saem::test
