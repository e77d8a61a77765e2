#pragma once

#include <functional>
#include <string>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"
#include "saem/train/model.h"

namespace saem::testing_support {

inline Array f32(const std::vector<float>& values, const Shape& shape) { return Array::of(values, shape); }

/// Standard normal.
inline Array random_f32(const Shape& shape, std::uint64_t seed) {
  Generator generator(seed);
  Array a(shape);
  for (float& v : a.mutable_data<float>()) v = static_cast<float>(generator.normal());
  return a;
}

/// The text of the E that `f` throws.
template <class E>
std::string message_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const E& error) {
    return error.what();
  }
  return "(nothing was thrown)";
}

/// Everything that a training step changes.
inline std::vector<Array> state_of(const Model& model) {
  std::vector<Array> state;
  for (const Variable& v : model.variables()) state.push_back(v.value());
  for (const Variable& v : model.optimizer().variables()) state.push_back(v.value());
  state.push_back(model.random_state().variable().value());
  return state;
}

}  // namespace saem::testing_support
