#pragma once

#include <functional>
#include <string>
#include <vector>

#include "saem/nn/layer.h"

namespace saem {

/// Makes a layer again from its config.
using LayerFactory = std::function<AnyLayer(const Attributes& config)>;

/// Lets model files hold layers of a program's own. The layers of saem are known already.
///
///     register_layer("Scale", [](const Attributes& config) { return AnyLayer(Scale(config.real("start")));
///     });
///
/// Registering a class again replaces its factory. Throws ValueError for the class name of one of saem's
/// layers.
void register_layer(const std::string& class_name, LayerFactory factory);
/// Keras's other names are known too: "MaxPool2D" is MaxPooling2D, "Convolution2D" Conv2D.
/// Options of a layer of saem that every layer has, "name" and "trainable", may stand in the config too.
/// Throws ValueError, with the nearest name, for an unknown class, and for an option that the layer lacks.
[[nodiscard]] AnyLayer make_layer(const std::string& class_name, const Attributes& config);
/// All known class names, sorted.
[[nodiscard]] std::vector<std::string> layer_classes();

}  // namespace saem
