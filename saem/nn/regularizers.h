#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// A penalty for a weight or an output: a scalar that is added to the loss.
using Regularizer = std::function<Tensor(const Tensor& x)>;

/// The regularizer that a text names, or nothing for "":
///
/// text                                         | penalty
/// ---------------------------------------------|---------------------------------------------------------
/// "l1(l1=0.01)"                                | l1 · Σ|x|
/// "l2(l2=0.01)"                                | l2 · Σx²
/// "l1l2(l1=0, l2=0)", also "l1_l2"             | l1 · Σ|x| + l2 · Σx²
/// "orthogonal_regularizer(factor=0.01, mode=rows)" | factor · mean |cos| between each two rows (or columns)
///
/// Arguments have Keras's names, order and defaults, and may be left out: "l2", "l2(0.1)". Throws ValueError,
/// with the nearest name, for another; `place` is who asks, for the message.
[[nodiscard]] Regularizer regularizer(std::string_view text, std::string_view place = "regularizer");
[[nodiscard]] const std::vector<std::string>& regularizer_names();  ///< all, without short forms

// These texts from numbers: Dense(10, {.kernel_regularizer = L2(1e-4)}).
[[nodiscard]] std::string L1(double l1 = 0.01);                ///< "l1"
[[nodiscard]] std::string L2(double l2 = 0.01);                ///< "l2"
[[nodiscard]] std::string L1L2(double l1 = 0, double l2 = 0);  ///< "l1l2"
/// "orthogonal_regularizer"
[[nodiscard]] std::string OrthogonalRegularizer(double factor = 0.01, const std::string& mode = "rows");

}  // namespace saem
