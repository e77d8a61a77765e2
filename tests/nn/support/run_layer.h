#pragma once

#include <span>
#include <vector>

#include "saem/nn/layer.h"

namespace saem::test {

/// Builds a layer for these inputs, gives its weights the values, and returns its output for them.
inline Array run_layer(Layer& layer, const std::vector<Array>& inputs, const std::vector<Array>& weights = {},
                       bool training = false) {
  std::vector<TensorType> types;
  for (const Array& input : inputs) types.push_back({input.dtype(), input.shape().with(0, Shape::unknown)});
  static_cast<void>(layer.ensure_built(types));
  layer.draw_weights(1, 0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Variable v = layer.variables().at(i);
    v.assign(weights[i]);
  }
  RandomState random(1);
  CallContext context{.training = training, .random = &random};
  return layer.apply(Tensors(inputs.begin(), inputs.end()), context).value();
}

/// 0, 1, 2, … as float32.
inline Array counting(const Shape& shape, double scale = 1) {
  Array array = Array::uninitialized(shape, DType::f32);
  float next = 0;
  for (float& x : array.mutable_data<float>()) x = static_cast<float>(scale) * next++;
  return array;
}

inline std::vector<double> elements(const Array& array) {
  std::vector<double> list;
  for (std::int64_t i = 0; i < array.size(); ++i) list.push_back(array.at(i));
  return list;
}

}  // namespace saem::test
