#include "saem/data/categorical.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/data/support/temporary_folder.h"

namespace saem {
namespace {

using test::message_of;

TEST(ToCategorical, PutsASingleOnePerRow) {
  const Array expected = Array::of(std::vector<float>{0, 1, 0, 0, 0, 1, 1, 0, 0}, {3, 3});
  const Array labels = Array::of(std::vector<std::int32_t>{1, 2, 0});
  for (const DType dtype : {DType::i32, DType::i64, DType::u8})
    EXPECT_TRUE(identical(to_categorical(labels.astype(dtype), 3), expected));
  EXPECT_TRUE(identical(to_categorical(labels.reshape({3, 1}), 3), expected));
  EXPECT_EQ(to_categorical(Array(Shape{0}, DType::i32), 3).shape(), (Shape{0, 3}));
}

TEST(ToCategorical, RefusesWhatHasNoClass) {
  const Array labels = Array::of(std::vector<std::int32_t>{1, -2, 3});
  EXPECT_NE(message_of<ValueError>([&] {
              (void)to_categorical(labels, 4);
            }).find("label -2 at index 1 is outside [0, 4)"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([&] {
              (void)to_categorical(labels, 1);
            }).find("label 1 at index 0 is outside [0, 1)"),
            std::string::npos);
  EXPECT_THROW((void)to_categorical(labels, 0), ValueError);
  EXPECT_THROW((void)to_categorical(labels.astype(DType::f32), 4), DTypeError);
  EXPECT_THROW((void)to_categorical(labels.reshape({1, 3}), 4), ShapeError);
}

}  // namespace
}  // namespace saem
