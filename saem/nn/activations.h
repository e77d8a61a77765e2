#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// Applies an activation by Keras's name, elementwise but for the last rows:
///
/// name, with the defaults of its arguments        | y
/// ------------------------------------------------|-----------------------------------------------------
/// "linear"                                        | x
/// "relu(negative_slope=0, max_value=…, threshold=0)" | max(x, 0); see activations::relu
/// "relu6", "leaky_relu(negative_slope=0.2)"       | min(max(x, 0), 6); x for x > 0, else 0.2·x
/// "elu(alpha=1)", "selu", "celu(alpha=1)"         | x for x > 0, else an exponential
/// "gelu(approximate=false)"                       | x · Φ(x)
/// "silu" or "swish", "mish"                       | x · sigmoid(x); x · tanh(softplus(x))
/// "sigmoid", "log_sigmoid", "hard_sigmoid"        | 1 / (1 + e⁻ˣ); its logarithm; straight lines like it
/// "tanh", "hard_tanh", "softsign"                 | tanh x; x cut at ±1; x / (1 + |x|)
/// "hard_silu" or "hard_swish"                     | x · hard_sigmoid(x)
/// "softplus", "squareplus(b=4)", "sparse_plus"    | log(1 + eˣ), and functions like it
/// "exponential", "sparse_sigmoid"                 | eˣ; (x + 1) / 2 cut at 0 and 1
/// "tanh_shrink", "hard_shrink(threshold=0.5)", "soft_shrink(threshold=0.5)" | nearer to 0, or 0
/// "threshold(threshold=0, default_value=0)"       | x above the threshold, else the default value
/// "softmax(axis=-1)", "log_softmax(axis=-1)", "sparsemax(axis=-1)" | along an axis; see softmax.h
/// "glu(axis=-1)"                                  | half of x · sigmoid(other half): halves the axis
///
/// Arguments may be left out, named or not: "leaky_relu(0.1)". Formulas and sources: activation_functions.h.
/// Throws ValueError, with the nearest name, for another.
[[nodiscard]] Tensor apply_activation(std::string_view name, const Tensor& x);

[[nodiscard]] const std::vector<std::string>& activation_names();  ///< all of them
/// Throws ValueError, with the nearest name, unless `name` is one of them; `place` is who asks, for the
/// message.
void require_activation(std::string_view name, std::string_view place);

}  // namespace saem
