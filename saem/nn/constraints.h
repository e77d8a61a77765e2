#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// Brings a weight back to where it may be, after each update.
using Constraint = std::function<Tensor(const Tensor& weight)>;

/// The constraint that a text names, or nothing for ""; |w| is the length of the vectors along `axis`:
///
/// text                                                        | weight
/// ------------------------------------------------------------|---------------------------------------------
/// "max_norm(max_value=2, axis=0)"                             | w · min(|w|, max_value) / (10⁻⁷ + |w|)
/// "non_neg"                                                   | max(w, 0)
/// "unit_norm(axis=0)"                                         | w / (10⁻⁷ + |w|)
/// "min_max_norm(min_value=0, max_value=1, rate=1, axis=0)"    | w · (rate · clip(|w|) + (1 - rate) · |w|) /
/// (10⁻⁷ + |w|)
///
/// Arguments have Keras's names, order and defaults; an axis may be a list: axis=[0, 1, 2] for Conv2D.
/// Throws ValueError, with the nearest name, for another; `place` is who asks, for the message.
[[nodiscard]] Constraint constraint(std::string_view text, std::string_view place = "constraint");
[[nodiscard]] const std::vector<std::string>& constraint_names();  ///< all of them

// These texts from numbers: Dense(10, {.kernel_constraint = MaxNorm(3)}).
[[nodiscard]] std::string MaxNorm(double max_value = 2, const std::vector<int>& axis = {0});  ///< "max_norm"
[[nodiscard]] std::string NonNeg();                                                           ///< "non_neg"
[[nodiscard]] std::string UnitNorm(const std::vector<int>& axis = {0});                       ///< "unit_norm"
[[nodiscard]] std::string MinMaxNorm(double min_value = 0, double max_value = 1, double rate = 1,
                                     const std::vector<int>& axis = {0});  ///< "min_max_norm"

}  // namespace saem
