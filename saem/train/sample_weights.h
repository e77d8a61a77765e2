#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "saem/core/array.h"

namespace saem {

/// Weights of classes in the loss: {{0, 1.0}, {1, 5.0}}. A class that is not in it has weight 1.
using ClassWeights = std::map<std::int64_t, double>;

/// The weight of each row of `y`, float32 (n,), by its class: y holds class numbers (n,) or (n, 1), or
/// one-hot rows (n, classes), also smoothed ones. Throws ShapeError or ValueError for other labels,
/// ValueError for weights that are negative or not finite, or of a class below 0.
[[nodiscard]] Array weights_by_class(const Array& y, const ClassWeights& weights,
                                     std::string_view place = "weights_by_class");

/// Throws ShapeError unless there is a weight (or a row of weights) for each of the `rows` rows of `x`,
/// ValueError if one is not finite. `what` names the weights in the message.
void check_sample_weight(const Array& weights, std::int64_t rows, std::string_view place,
                         const std::string& x, const std::string& what);

}  // namespace saem
