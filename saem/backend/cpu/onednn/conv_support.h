#pragma once

#include "saem/backend/cpu/onednn/conv_geometry.h"

namespace saem::onednn {

/// oneDNN has no convolution that cuts off.
[[nodiscard]] bool has_negative_padding(const ConvGeometry& geometry);

/// True for float32 throughout; and for two bfloat16 inputs with a result that is either (a kernel's
/// gradient: float32).
[[nodiscard]] bool has_types_of_convolution(const ConvGeometry& geometry, const Node& node);

}  // namespace saem::onednn
