#pragma once

#include <string>
#include <vector>

namespace saem::detail {

/// Layers of Keras that saem does not have, sorted.
[[nodiscard]] std::vector<std::string> missing_layers();
/// What to do instead of such a layer; empty for other names.
[[nodiscard]] std::string advice_for_missing_layer(const std::string& class_name);
/// The class that another name of Keras stands for ("MaxPool2D": "MaxPooling2D"), or the name itself.
[[nodiscard]] std::string full_class_name(const std::string& name);

}  // namespace saem::detail
