#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// Applies an activation by Keras's name, elementwise but for softmax:
///
/// name         | y
/// -------------|---------------------------------------------------------------
/// "linear"     | x
/// "relu"       | max(x, 0)
/// "sigmoid"    | 1 / (1 + e⁻ˣ)
/// "tanh"       | tanh x
/// "softmax"    | eˣ / Σ eˣ along the last axis
/// "softplus"   | log(1 + eˣ)
/// "elu"        | x for x > 0, else eˣ - 1            Clevert, Unterthiner, Hochreiter, ICLR 2016, α = 1
/// "gelu"       | x · Φ(x), exact                     Hendrycks, Gimpel 2016, arXiv 1606.08415
/// "silu"       | x · sigmoid(x); also "swish"        Elfwing, Uchibe, Doya 2018, Neural Networks 107
/// "leaky_relu" | x for x > 0, else 0.2·x             Maas, Hannun, Ng, ICML 2013; the slope is Keras 3's
///
/// Throws ValueError, with the nearest name, for another.
[[nodiscard]] Tensor apply_activation(std::string_view name, const Tensor& x);

[[nodiscard]] const std::vector<std::string>& activation_names();
/// Throws ValueError, with the nearest name, unless `name` is one of them; `place` is who asks, for the
/// message.
void require_activation(std::string_view name, std::string_view place);

}  // namespace saem
