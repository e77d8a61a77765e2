#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saem/core/error.h"
#include "saem/ops/ops.h"

namespace saem::testing {

/// Compares shape and elements, the latter within `tolerance`.
inline void expect_values(const Tensor& tensor, const Shape& shape, const std::vector<double>& values,
                          double tolerance = 1e-6) {
  const Array array = tensor.value();
  ASSERT_EQ(array.shape().to_string(), shape.to_string());
  ASSERT_EQ(array.size(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_NEAR(array.at(static_cast<std::int64_t>(i)), values[i], tolerance) << "element " << i;
  }
}

/// A float32 tensor of these elements.
inline Tensor tensor(const Shape& shape, const std::vector<double>& values, DType dtype = DType::f32) {
  return Array::of(values, shape).astype(dtype);
}

/// 0, 1, 2 … in row-major order.
inline Tensor counting(const Shape& shape, DType dtype = DType::f32) {
  return reshape(arange(shape.count(), dtype), shape);
}

/// The message with which f throws E; "nothing thrown" if it does not throw.
template <class E, class F>
[[nodiscard]] std::string message_of(F&& f) {
  try {
    f();
  } catch (const E& error) {
    return error.what();
  }
  return "nothing thrown";
}

}  // namespace saem::testing
