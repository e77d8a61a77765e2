#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/train/model.h"

namespace saem::cli {

/// The names that build_network knows: "cnn", "mlp".
[[nodiscard]] const std::vector<std::string>& network_names();

/// A network for pictures, with a softmax over the classes at its end.
///
/// "cnn": the convolutional network of Keras's MNIST example and of many lectures. "mlp": two dense layers.
/// @param input  shape of one example: (height, width, channels); for "mlp" any.
/// Throws ShapeError if the network cannot take this input, ValueError for an unknown name.
[[nodiscard]] Sequential build_network(const std::string& name, const Shape& input, std::int64_t classes,
                                       std::uint64_t seed);

}  // namespace saem::cli
