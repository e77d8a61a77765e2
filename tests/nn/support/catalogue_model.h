#pragma once

#include <vector>

#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/nn/support/layer_catalogue.h"

namespace saem::test {

inline constexpr std::int64_t catalogue_batch = 4;

/// A batch of inputs for a layer of the catalogue.
inline Array data_for(const CatalogueEntry& entry) {
  Generator g(7);
  Array x = Array::uninitialized(entry.example.inserted(0, catalogue_batch), DType::f32);
  for (float& each : x.mutable_data<float>())
    each = entry.takes_indices ? static_cast<float>(g.integer(8)) : static_cast<float>(g.uniform(-1, 1));
  return x;
}

/// Input → the layer → one number.
inline Model model_with(const CatalogueEntry& entry, const AnyLayer& layer) {
  const Symbol x = Input(entry.example);
  // Two inputs that are not the same, or their difference would be 0.
  Symbol y = entry.inputs == 1 ? (*layer)(x) : (*layer)(std::vector<Symbol>{x, Rescaling(0.5)(x)});
  y = Dense(1, {.name = "head"})(Flatten()(Rescaling(1.0)(y)));
  return Model(x, y);
}

}  // namespace saem::test
