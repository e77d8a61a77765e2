#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/nn/layer.h"

namespace saem {

/// What the handles of one layer share. For the files of class Layer only.
struct Layer::State {
  std::string class_name;
  std::string name;
  bool named = false;
  bool trainable = true;
  bool built = false;
  bool has_values = false;
  std::vector<Shape> input_shapes;
  std::vector<Variable> variables;
  std::vector<WeightOptions> options;         ///< of each variable
  std::vector<Initializer> initializers;      ///< of each variable
  std::vector<std::shared_ptr<Layer>> inner;  ///< layers inside this one, whose variables are among these
  Regularizer activity_regularizer;
  // While `build` runs:
  const BuildContext* context = nullptr;
  std::span<const Shape> inputs;
};

}  // namespace saem
