#pragma once

#include <memory>
#include <string>

#include "saem/nn/layer.h"

namespace saem {

struct TimeDistributedOptions {
  std::string name = {};
};

/// A layer at each step by itself, with the same weights: TimeDistributed(Conv2D(8, 3)) for films.
///
/// Input:  (batch, steps, …).     Output: (batch, steps, …), each step what the layer makes of it.
/// Weights: the layer's, as "<name>/<layer>/kernel".
/// The layer sees a batch of batch · steps examples: BatchNormalization takes its statistics over all of
/// them. A mask of the steps is handed on. Throws: ValueError for a null pointer; ShapeError when built on an
/// input without steps, and where the layer
///         cannot take a step.
class TimeDistributed final : public LayerBase<TimeDistributed, SupportsMasking> {
 public:
  static constexpr const char* type = "TimeDistributed";
  explicit TimeDistributed(const AnyLayer& layer, const TimeDistributedOptions& options = {});
  [[nodiscard]] static TimeDistributed from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::shared_ptr<Layer> layer_;
};

}  // namespace saem
