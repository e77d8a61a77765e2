#pragma once

#include <gtest/gtest.h>

#include "saem/data/pictures/augment.h"
#include "tests/data/pictures/make_pictures.h"

namespace saem::test {

inline Array as_floats(const Array& picture) {
  Array result = picture.astype(DType::f32);
  for (float& value : result.mutable_data<float>()) value /= 255.0F;
  return result;
}

template <class Transform>
Array apply(const Transform& transform, const Array& picture, std::int64_t index = 0) {
  Generator random = picture_random(1, 0, index);
  return transform.apply(picture, random);
}

inline double at(const Array& picture, std::int64_t y, std::int64_t x, std::int64_t c) {
  return picture.at((y * picture.shape()[1] + x) * picture.shape()[2] + c);
}

/// A picture of the same shape from a value for each (y, x, c).
template <class Value>
Array picture_of(const Shape& shape, Value&& value) {
  Array result(shape, DType::u8);
  std::uint8_t* target = result.mutable_data<std::uint8_t>().data();
  for (std::int64_t y = 0; y < shape[0]; ++y)
    for (std::int64_t x = 0; x < shape[1]; ++x)
      for (std::int64_t c = 0; c < shape[2]; ++c) *target++ = static_cast<std::uint8_t>(value(y, x, c));
  return result;
}

/// u8 and float32 give the same picture, up to rounding.
inline void expect_same_in_floats(const transforms::PictureTransform& transform, double tolerance = 1.01) {
  for (const std::int64_t channels : {1, 3}) {
    const Array picture = noise_picture({9, 12, channels});
    for (std::int64_t index = 0; index < 20; ++index) {
      const Array a = apply(transform, picture, index);
      const Array b = apply(transform, as_floats(picture), index);
      ASSERT_EQ(a.shape(), b.shape());
      ASSERT_EQ(b.dtype(), DType::f32);
      for (std::int64_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a.at(i), 255 * b.at(i), tolerance) << i;
    }
  }
}

}  // namespace saem::test
