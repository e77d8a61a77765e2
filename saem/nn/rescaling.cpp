#include "saem/nn/rescaling.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"

namespace saem {

Rescaling::Rescaling(double scale, const RescalingOptions& options)
    : LayerBase(type, options.name), scale_(scale), offset_(options.offset) {
  if (std::isfinite(scale_) && std::isfinite(offset_)) return;
  fail<ValueError>({title(),
                    fmt::format("expected finite numbers, received scale {} and offset {}", scale_, offset_),
                    {},
                    "Rescaling(1.0 / 255) brings bytes to [0, 1]."});
}

Tensor Rescaling::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = is_floating(inputs[0].dtype()) ? inputs[0] : cast(inputs[0], DType::f32);
  return x * scale_ + offset_;
}

}  // namespace saem
